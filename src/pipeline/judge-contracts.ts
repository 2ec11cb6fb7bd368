import type { ChangedFile } from '../core/change/change.ts';
import type { PullRequest, Snapshot } from '../core/change/snapshot.ts';
import { decodeText } from '../core/change/text.ts';
import { type ChangedMessage, changedMessages } from '../core/contracts/proto/changed-messages.ts';
import { parseProto } from '../core/contracts/proto/parse.ts';
import { type ChangedRpc, changedRpcs, methodsFeeling } from '../core/contracts/proto/rpcs.ts';
import type { ProtoFile } from '../core/contracts/proto/schema.ts';
import { isForPostgres, isShared } from '../core/contracts/sql/migration.ts';
import type { Claim } from '../core/findings/finding.ts';
import { lineMapOf } from '../core/findings/line-map.ts';
import { commentDirectives } from '../core/go/directives.ts';
import type { Directive } from '../core/go/facts.ts';
import type { GoIndex } from '../core/go/index/go-index.ts';
import { dirOf } from '../core/go/modules.ts';
import { isGoMod } from '../core/go/scope.ts';
import { type Callers, calledBy, requestedBy } from '../core/services/siblings/callers.ts';
import { STANDARDS } from '../core/standards/registry.ts';
import {
  compareContracts,
  isContract,
  isKnownContract,
  neededBeside,
  readersOf,
} from '../core/standards/run-contracts.ts';
import type { ContractTools, TextFile } from '../core/standards/standard.ts';
import type { Ports } from './ports.ts';

/** Bytes. What people write of this kind is far smaller. */
const LARGEST = 2_000_000;

/** Changed files that others depend on, compared with what they were. */
export interface JudgedContracts {
  /** At head, or deleted. */
  files: readonly { path: string; directives: readonly Directive[] }[];
  /** Of those, which were not judged, or not by all who read such files, with the reason. */
  unread: ReadonlyMap<string, Unread>;
  claims: readonly Claim[];
  /** Methods of services that .proto files declare. */
  rpcs: readonly ChangedRpc[];
  /** Their messages, as far as others may name what changed. */
  messages: readonly ChangedMessage[];
  /** Which of the files describe interfaces. */
  interfaces: readonly { name: string; change: 'added' | 'removed' | 'changed' }[];
}

export interface Unread {
  reason: string;
  /** Others judged it. */
  isPartial: boolean;
  /** How many did not. */
  by: number;
}

const NONE: JudgedContracts = { files: [], unread: new Map(), claims: [], rpcs: [], messages: [], interfaces: [] };

/** What is known of other repositories, with all .proto files at base. */
export interface Outside {
  callers: Callers;
  requests: Callers;
  protos: readonly ProtoFile[];
}

const NOBODY: Outside = { callers: new Map(), requests: new Map(), protos: [] };

export async function judgeContracts(
  pull: PullRequest,
  indexes: Record<'base' | 'head', GoIndex>,
  openSql: Ports['sql'],
  { callers, requests, protos: all }: Outside = NOBODY,
): Promise<JudgedContracts> {
  const { change, base, head, blobs } = pull;
  const changed = change.files.filter(
    ({ path, basePath, modeOnly }) =>
      !modeOnly && [path, basePath].some((one) => one !== null && isContract(STANDARDS, one)),
  );
  if (changed.length === 0) return NONE;
  const read = async (snapshot: Snapshot, paths: readonly (string | null)[]) =>
    (await readTexts(snapshot, paths, blobs)).filter((file) => isKnownContract(STANDARDS, file));
  const before = await read(
    base,
    changed.map(({ basePath }) => basePath),
  );
  const after = await read(
    head,
    changed.map(({ path, status }) => (status === 'deleted' ? null : path)),
  );
  if (before.length + after.length === 0) return NONE;
  const isSql = ({ path }: Pick<TextFile, 'path'>) => path.endsWith('.sql');
  const hasSql = [...before, ...after].some(isSql);
  const unread = new Map<string, Unread>();
  const tools: ContractTools = {
    ...(hasSql
      ? { sql: await openSql(), ...(await dialects(pull)) }
      : { sql: () => null, isPostgres: () => false, isShared: () => false }),
    ...indexes,
    altersCode: change.files.some((file) => isWritten(file, indexes)),
    calledBy: (declared) => (callers.size === 0 ? null : calledBy(callers, methodsFeeling(all, declared))),
    requestedBy: (operations) => (requests.size === 0 ? null : requestedBy(requests, operations)),
    beside: { base: await readBeside(base, before, blobs), head: await readBeside(head, after, blobs) },
    unread: (path, reason) => {
      const by = (unread.get(path)?.by ?? 0) + 1;
      unread.set(path, { by, reason, isPartial: by < readersOf(STANDARDS, path) });
    },
  };
  const own = new Set([...before, ...after].map(({ path }) => path));
  const described = [protos(before), protos(after)] as const;
  return {
    files: [
      ...after.map(({ path, text }) => ({ path, directives: commentDirectives(text.split('\n'), commentOf(path)) })),
      ...changed.flatMap(({ path, status }) => (status === 'deleted' && own.has(path) ? { path, directives: [] } : [])),
    ],
    claims: compareContracts(STANDARDS, before, after, lineMapOf(change), tools),
    unread,
    rpcs: changedRpcs(...described),
    messages: changedMessages(...described),
    interfaces: changed.flatMap(({ path, status }) =>
      own.has(path) && !isSql({ path }) && !unread.has(path)
        ? [{ name: path, change: status === 'added' ? 'added' : status === 'deleted' ? 'removed' : 'changed' }]
        : [],
    ),
  };
}

/** Code, and not what is generated or tests it. */
function isWritten(
  { path, basePath, modeOnly }: ChangedFile,
  { base, head }: Record<'base' | 'head', GoIndex>,
): boolean {
  if (modeOnly || !isCode(path)) return false;
  const facts = (head.file(path) ?? base.file(basePath ?? path))?.facts;
  return facts === undefined ? !path.endsWith('.go') : !facts.generated;
}

function isCode(path: string): boolean {
  return (
    /\.(?:go|proto|py|[jt]sx?|java|kt|rs|rb|cs|php|scala)$/.test(path) && !/_test\.go$|\.(?:test|spec)\.\w+$/.test(path)
  );
}

function protos(files: readonly TextFile[]): ProtoFile[] {
  return files.flatMap(({ path, text }) => (path.endsWith('.proto') ? (parseProto(path, text) ?? []) : []));
}

function commentOf(path: string): '--' | '//' | '#' {
  return path.endsWith('.sql') ? '--' : path.endsWith('.proto') ? '//' : '#';
}

/** Files that lead to others, and those to more. */
const MOST_ROUNDS = 4;
const MOST_BESIDE = 300;

/** Unchanged files that are needed to understand changed ones. */
async function readBeside(
  snapshot: Snapshot,
  files: readonly TextFile[],
  blobs: PullRequest['blobs'],
): Promise<Map<string, string>> {
  const known = new Set(files.map(({ path }) => path));
  const beside = new Map<string, string>();
  let fresh = files;
  for (let round = 0; round < MOST_ROUNDS && fresh.length > 0 && beside.size < MOST_BESIDE; round++) {
    const wanted = neededBeside(STANDARDS, fresh, snapshot.entries.keys()).filter((path) => !known.has(path));
    for (const path of wanted) known.add(path);
    fresh = await readTexts(snapshot, [...new Set(wanted)].slice(0, MOST_BESIDE), blobs);
    for (const { path, text } of fresh) beside.set(path, text);
  }
  return beside;
}

async function readTexts(
  { entries }: Snapshot,
  paths: readonly (string | null)[],
  blobs: PullRequest['blobs'],
): Promise<TextFile[]> {
  const byBlob = new Map<string, string[]>();
  for (const path of paths) {
    const entry = path === null ? undefined : entries.get(path);
    if (path === null || !entry || (entry.kind !== 'file' && entry.kind !== 'executable')) continue;
    if ((entry.size ?? 0) <= LARGEST) byBlob.set(entry.blob, [...(byBlob.get(entry.blob) ?? []), path]);
  }
  const files: TextFile[] = [];
  for await (const blob of blobs.read([...byBlob.keys()])) {
    if ('unavailable' in blob || blob.bytes.length > LARGEST) continue;
    const { text, nul } = decodeText(blob.bytes);
    if (!nul) files.push(...(byBlob.get(blob.blob) ?? []).map((path) => ({ path, text })));
  }
  return files;
}

/** By what the module above a file requires. */
async function dialects({ head, blobs }: PullRequest): Promise<Pick<ContractTools, 'isPostgres' | 'isShared'>> {
  const modules = await readTexts(head, [...head.entries.keys()].filter(isGoMod), blobs);
  const deepest = modules
    .map(({ path, text }) => ({ dir: dirOf(path), text }))
    .toSorted((a, b) => b.dir.length - a.dir.length);
  const above = (path: string) => deepest.find(({ dir }) => dir === '' || path.startsWith(`${dir}/`))?.text ?? '';
  return {
    isPostgres: (path) => isForPostgres(path, above(path)),
    isShared: (path) => isShared(path, above(path)),
  };
}
