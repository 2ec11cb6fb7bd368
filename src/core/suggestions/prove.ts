import type { Claim, Suggestion } from '../findings/finding.ts';
import type { GoFile } from '../go/file.ts';
import { MASKED_NEW } from '../go/syntax/shim.ts';
import type { NodeId, SyntaxTree } from '../go/syntax/tree.ts';
import { declarationAt, editedDeclarations, importsEnd } from './declarations.ts';
import { applyEdits, type Edit, movedTo } from './edit.ts';
import { breaksColumns } from './layout.ts';
import { lineEdits } from './line-edits.ts';
import { isHonest } from './replacement.ts';
import { withoutUnused } from './unused-imports.ts';
import { losesUse } from './unused-names.ts';

/** What proving a mend needs done. */
export interface Workshop {
  /** The file as it would be with another text, in the same snapshot; null where that cannot be parsed. */
  rewritten(file: GoFile, text: string): GoFile | null;
  /** Claims of one standard on the whole file, or of all standards on what stands at or below a node. */
  claims(file: GoFile, about: { standard: string } | { within: NodeId }): Claim[];
}

/** A claim and the edits that are to mend it. */
export interface Proposal {
  claim: Claim;
  edits: readonly Edit[];
  /** By somebody else than the standard: nothing tells that the claim is gone then. */
  proposed?: true;
}

/** The proposal as a suggestion, once it was made and the result was judged again; null where it does not hold. */
function prove(file: GoFile, proposal: Proposal, workshop: Workshop): Suggestion | null {
  const { edits } = proposal;
  let result = rewrite(file, edits, workshop);
  const unused = result ? withoutUnused(file, result) : [];
  if (unused.length === 0) return result && holds(file, result, [proposal], workshop) ? asLines(file, proposal) : null;
  const complete = { ...proposal, edits: [...edits, ...unused] };
  result = rewrite(file, complete.edits, workshop);
  return result && holds(file, result, [complete], workshop) ? asLines(file, complete) : null;
}

/**
 * The proposals as suggestions, each null where it does not hold. They are made and judged together, for the price of
 * one; those of a lot that does not hold are parted in two.
 */
export function proveAll(file: GoFile, proposals: readonly Proposal[], workshop: Workshop): (Suggestion | null)[] {
  if (proposals.length < 2) return proposals.map((proposal) => prove(file, proposal, workshop));
  const together = proveTogether(file, proposals, workshop);
  if (together) return together;
  const half = Math.ceil(proposals.length / 2);
  return [proposals.slice(0, half), proposals.slice(half)].flatMap((some) => proveAll(file, some, workshop));
}

function proveTogether(file: GoFile, proposals: readonly Proposal[], workshop: Workshop): (Suggestion | null)[] | null {
  const edits = distinct(proposals.flatMap((proposal) => proposal.edits));
  const result = rewrite(file, edits, workshop);
  if (!result || withoutUnused(file, result).length > 0 || !holds(file, result, proposals, workshop)) return null;
  return proposals.map((proposal) => asLines(file, proposal));
}

function rewrite(file: GoFile, edits: readonly Edit[], workshop: Workshop): GoFile | null {
  const { tree } = file;
  if (edits.length === 0 || tree.text.includes('\r') || edits.some((edit) => isMasked(tree, edit))) return null;
  const text = applyEdits(tree.text, edits);
  return text === null ? null : workshop.rewritten(file, text);
}

/** The tree's text is not the file's where something was masked. */
function isMasked({ text }: SyntaxTree, { start, end }: Edit): boolean {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const to = text.indexOf('\n', end);
  return text.slice(from, to < 0 ? undefined : to).includes(MASKED_NEW);
}

/** The file is as well formed as before, the claims are gone, nothing edited lost its use, and no standard says more of it. */
function holds(file: GoFile, result: GoFile, proposals: readonly Proposal[], workshop: Workshop): boolean {
  const edits = distinct(proposals.flatMap((proposal) => proposal.edits));
  if (result.facts.partial !== file.facts.partial || breaksColumns(file.tree, result.tree, edits)) return false;
  if (proposals.some(({ proposed }) => proposed) && !isHonest(file, result)) return false;
  const mended = Map.groupBy(
    proposals.filter(({ proposed }) => !proposed),
    ({ claim }) => claim.standard,
  );
  for (const [standard, own] of mended) {
    const [before, after] = [file, result].map((one) => workshop.claims(one, { standard }).length);
    if ((after ?? 0) > (before ?? 0) - own.length) return false;
  }
  return editedDeclarations(file.tree, edits).every((node) => {
    const now = declarationAt(result.tree, movedTo(edits, file.tree.start(node)));
    if (losesUse(file, node, result, now)) return false;
    const after = Map.groupBy(workshop.claims(result, { within: now }), ({ standard }) => standard);
    if (after.size === 0) return true;
    const before = Map.groupBy(workshop.claims(file, { within: node }), ({ standard }) => standard);
    return [...after].every(([standard, claims]) => claims.length <= (before.get(standard)?.length ?? 0));
  });
}

function asLines({ tree }: GoFile, { claim, edits }: Proposal): Suggestion | null {
  const [main, ...also] = lineEdits(tree.text, edits, claim.line, importsEnd(tree)) ?? [];
  return main === undefined ? null : { ...main, ...(also.length > 0 ? { also } : {}) };
}

/** Two mends may both add an import. */
function distinct(edits: readonly Edit[]): Edit[] {
  return [...new Map(edits.map((edit) => [JSON.stringify([edit.start, edit.end, edit.text]), edit])).values()];
}
