import type { BlobReader, Snapshot } from '../core/change/snapshot.ts';
import { isRateLimit } from '../core/errors.ts';
import type { GoSnapshot } from '../core/go/reader.ts';
import { isReviewedGo } from '../core/go/scope.ts';
import { NO_SIBLINGS, type Sibling, type Siblings, type UnreadSibling } from '../core/services/siblings/contracts.ts';
import { contractsOf } from '../core/services/siblings/contracts-of.ts';
import { mapServices } from './map.ts';
import type { Memory, Ports } from './ports.ts';
import { readCode } from './read-code.ts';
import { readConfig } from './read-config.ts';
import { readProtos } from './read-protos.ts';

/** Finds repositories beside the one under review, and whether they may be shown in its reviews. */
export interface SiblingSource {
  /** One for each name, and for each that the caller adds. @throws FetchError for a rate limit */
  find(names: readonly string[]): Promise<(FoundSibling | UnreadSibling)[]>;
}

/** A sibling that may be shown. */
export interface FoundSibling {
  repository: string;
  /** Newest commit of its default branch; null for a directory as it is. */
  commit: string | null;
  open(): Promise<{ snapshot: Snapshot; blobs: BlobReader; close(): Promise<void> }>;
}

/** Files of Go. A sibling is read within somebody else's review. */
const MOST_FILES = 5_000;
/** Grows when contracts of a commit are no longer what they were. */
const FORM = 1;

/** What the siblings offer and ask for; from memory where their commit was read before. */
export async function readSiblings(
  source: SiblingSource,
  names: readonly string[],
  ports: Pick<Ports, 'go' | 'memory'>,
): Promise<Siblings> {
  const found = await source.find(names);
  if (found.length === 0) return NO_SIBLINGS;
  const read: Sibling[] = [];
  const unread: UnreadSibling[] = [];
  for (const one of found) {
    const known = 'why' in one ? one : await readSibling(one, ports);
    if ('why' in known) unread.push(known);
    else read.push(known);
  }
  return { read, unread };
}

async function readSibling(found: FoundSibling, ports: Pick<Ports, 'go' | 'memory'>): Promise<Sibling | UnreadSibling> {
  const { repository, commit } = found;
  const key = commit === null ? null : JSON.stringify(['contracts', FORM, repository, commit]);
  const kept = key === null ? undefined : ports.memory?.get([key]).get(key);
  if (kept !== undefined) return JSON.parse(kept) as Sibling;
  try {
    const opened = await found.open();
    try {
      const read = await indexed(repository, commit, opened, ports);
      if (key !== null && 'sibling' in read && read.isWhole) remember(key, read.sibling, ports.memory);
      return 'sibling' in read ? read.sibling : { repository, why: read.why };
    } finally {
      await opened.close();
    }
  } catch (error) {
    if (isRateLimit(error)) throw error;
    return { repository, why: error instanceof Error ? error.message : String(error) };
  }
}

function remember(key: string, sibling: Sibling, memory: Memory | undefined): void {
  memory?.put(new Map([[key, JSON.stringify(sibling)]]));
}

type Indexed = { sibling: Sibling; isWhole: boolean } | { why: string };

async function indexed(
  repository: string,
  commit: string | null,
  { snapshot, blobs }: { snapshot: Snapshot; blobs: BlobReader },
  { go, memory }: Pick<Ports, 'go' | 'memory'>,
): Promise<Indexed> {
  const { config, error } = await readConfig(snapshot, blobs);
  if (error !== null) return { why: `${error}: mend it there` };
  const files = [...snapshot.entries.keys()].filter(isReviewedGo).length;
  if (files > MOST_FILES) return { why: `it has ${files} files of Go, and siblings are read up to ${MOST_FILES}` };
  const code = await readCode([{ name: `sibling ${repository}`, snapshot }], blobs, go, () => {});
  const [own] = code.snapshots as [GoSnapshot];
  const ports = memory ? { go, memory } : { go };
  const [deployed] = await mapServices({ snapshots: [snapshot], code, declared: config.services }, blobs, ports);
  const protos = await readProtos(snapshot, blobs);
  const map = deployed?.map ?? { services: [], edges: [] };
  const contracts = contractsOf(map, go.index(own, code.facts), protos);
  const isWhole = [...code.facts.values()].every((one) => !('skipped' in one) || one.parsed);
  return { sibling: { repository, commit, forModel: config.model.enabled, contracts }, isWhole };
}
