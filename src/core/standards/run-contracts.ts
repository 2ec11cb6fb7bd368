import type { Claim, Evidence } from '../findings/finding.ts';
import type { ChangeLines } from '../findings/line-map.ts';
import { dirOf } from '../go/modules.ts';
import { outsideReason } from '../go/scope.ts';
import type { ContractReport, ContractTools, Standard, TextFile } from './standard.ts';

/** A file that some standard compares with what it was. */
export function isContract(standards: readonly Standard[], path: string): boolean {
  return outsideReason(path) === null && standards.some(({ contract }) => contract?.reads(path));
}

/** How many standards compare a file of such a path. */
export function readersOf(standards: readonly Standard[], path: string): number {
  return standards.filter(({ contract }) => contract?.reads(path)).length;
}

/** Whether a file of such a path is one, by its text. */
export function isKnownContract(standards: readonly Pick<Standard, 'contract'>[], { path, text }: TextFile): boolean {
  return standards.some(({ contract }) => contract?.reads(path) && (contract.knows?.(text) ?? true));
}

/** Paths of other files of the snapshot that are needed to understand these. */
export function neededBeside(
  standards: readonly Standard[],
  files: readonly TextFile[],
  paths: Iterable<string>,
): string[] {
  // Each standard goes through them, some twice.
  const all = [...paths];
  return standards.flatMap(({ contract }) => {
    const own = contract?.needs ? files.filter((file) => isKnownContract([{ contract }], file)) : [];
    return own.length > 0 ? (contract?.needs?.(own, all) ?? []) : [];
  });
}

/** What the standards say of the changed files that others depend on: all that changed, on both sides. */
export function compareContracts(
  standards: readonly Standard[],
  before: readonly TextFile[],
  after: readonly TextFile[],
  lines: ChangeLines,
  tools: ContractTools,
): Claim[] {
  const texts = { before: linesOf(before), after: linesOf(after) };
  return standards.flatMap((standard) => {
    const { contract } = standard;
    if (!contract) return [];
    const claims: Claim[] = [];
    const report: ContractReport = ({ message, also, severity, lane, at, was, evidence = [] }) => {
      const header = textAt(texts.before, was);
      const { path, line } = at ?? placeOf(was, lines);
      claims.push({
        ...{ standard: standard.id, lane: lane ?? standard.lane, severity: severity ?? standard.severity },
        ...{ path, line, endLine: line, start: line, end: line, suggestion: null, brought: true },
        message: also ? `${message} ${also}` : message,
        evidence: [
          ...(at ? [{ path, line, text: textAt(texts.after, at) }] : []),
          ...evidence.flatMap((place) => atHead(place, lines)),
        ],
        // Two that broke on one line are told apart by what is said of them.
        anchor: { package: dirOf(was.path), symbol: null, header, expression: message },
      });
    };
    const isOwn = ({ path, text }: TextFile) => contract.reads(path) && (contract.knows?.(text) ?? true);
    const [old, now] = [before.filter(isOwn), after.filter(isOwn)];
    if (old.length + now.length > 0) contract.compare(old, now, report, tools);
    return claims;
  });
}

/** Where something stood that is gone: the line before it that is left, or the file that went with it. */
function placeOf({ path, line }: { path: string; line: number }, lines: ChangeLines): { path: string; line: number } {
  const head = lines.headPath(path);
  return head === null ? { path, line } : { path: head, line: lines.near(path, line) };
}

function atHead({ path, line, text }: Evidence, lines: ChangeLines): Evidence[] {
  const [head, at] = [lines.headPath(path), lines.toNew(path, line)];
  return head === null || at === null ? [] : [{ path: head, line: at, text }];
}

function linesOf(files: readonly TextFile[]): ReadonlyMap<string, readonly string[]> {
  return new Map(files.map(({ path, text }) => [path, text.split('\n')]));
}

function textAt(texts: ReadonlyMap<string, readonly string[]>, { path, line }: { path: string; line: number }): string {
  return (texts.get(path)?.[line - 1] ?? '').trim();
}
