import type { Change, ChangedFile } from '../change/change.ts';
import { type BlobFacts, factsOf } from '../go/analysed.ts';
import { outsideReason } from '../go/scope.ts';
import type { CoverageRow } from '../report/review.ts';

export interface LedgerInput {
  facts: ReadonlyMap<string, BlobFacts>;
  /** Paths that trusted configuration leaves out. */
  isIgnored: (path: string) => boolean;
}

/** One row for every changed file: nothing is left out silently. */
export function changeLedger(change: Change, input: LedgerInput): CoverageRow[] {
  return change.files.map((file) => ({ path: file.path, ...stateOf(file, input) }));
}

/** One row for every Go file of a snapshot. */
export function auditLedger(files: readonly { path: string; blob: string }[], input: LedgerInput): CoverageRow[] {
  return files.map(({ path, blob }) => ({
    path,
    ...(input.isIgnored(path) ? skipped('left out by configuration') : goState(input.facts.get(blob))),
  }));
}

type State = Omit<CoverageRow, 'path'>;

function stateOf(file: ChangedFile, input: LedgerInput): State {
  if (input.isIgnored(file.path)) return skipped('left out by configuration');
  if (file.kind === 'submodule') return skipped('submodule: its code is in another repository');
  if (file.kind === 'symlink') return skipped('symbolic link');
  const outside = outsideReason(file.path);
  if (outside) return skipped(outside);
  if (!file.path.endsWith('.go')) return skipped(file.binary ? 'binary file' : 'no standard reads this kind of file');
  if (file.status === 'deleted') return { state: 'full', reason: null };
  return file.headBlob === null ? skipped('its content at head is not known') : goState(input.facts.get(file.headBlob));
}

function goState(facts: BlobFacts | undefined): State {
  if (!facts) return skipped('its content could not be read');
  if ('skipped' in facts) return skipped(facts.skipped);
  const { generated, partial } = factsOf(facts);
  if (generated) return skipped('generated file: declarations read, code not judged');
  return partial === null ? { state: 'full', reason: null } : { state: 'partial', reason: partial };
}

function skipped(reason: string): State {
  return { state: 'skipped', reason };
}
