import type { Claim } from '../findings/finding.ts';
import type { GoFile } from '../go/file.ts';
import { remembered } from '../go/remember.ts';
import type { Mend } from '../standards/standard.ts';
import { type Proposal, proveAll, type Workshop } from './prove.ts';
import { editOf, type Replacement } from './replacement.ts';

/** Names a claim on a file. */
export interface Wanted extends Pick<Claim, 'standard' | 'start' | 'end'> {
  /** What shall mend it, where no standard knows that. */
  replacement?: Replacement;
}

/** Nodes that proving may read for one file, each proof all of them: a huge file has its first claims mended only. */
const MOST_NODES = 1_500_000;

/** The claims wanted that have a mend which holds, each with its suggestion. */
export function suggest(
  file: GoFile,
  wanted: readonly Wanted[],
  mendsOf: (standard: string) => readonly { claim: Claim; mend: Mend }[],
  workshop: Workshop,
): Claim[] {
  const { tree } = file;
  const mends = remembered(mendsOf);
  const proposals = wanted.flatMap(({ standard, start, end, replacement }): Proposal[] => {
    if (replacement) {
      const edit = editOf(file, replacement);
      const isChange = edit !== null && tree.text.slice(edit.start, edit.end) !== edit.text;
      return isChange ? [{ claim: replacement.claim, edits: [edit], proposed: true }] : [];
    }
    const found = mends(standard).find(({ claim }) => claim.start === start && claim.end === end);
    const edits = found?.mend()?.filter((edit) => tree.text.slice(edit.start, edit.end) !== edit.text) ?? [];
    return found && edits.length > 0 ? [{ claim: found.claim, edits }] : [];
  });
  const affordable = proposals.slice(0, Math.max(1, Math.floor(MOST_NODES / tree.size)));
  const suggestions = proveAll(file, affordable, workshop);
  return affordable.flatMap(({ claim }, index) => {
    const suggestion = suggestions[index] ?? null;
    return suggestion ? [{ ...claim, suggestion }] : [];
  });
}
