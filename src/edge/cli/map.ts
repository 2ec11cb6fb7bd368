import { type Env, readEnv } from '../../config/env.ts';
import type { BlobReader, Snapshot } from '../../core/change/snapshot.ts';
import { jsonDocument } from '../../core/report/json.ts';
import { asDiff, diffMaps, type MapDiff } from '../../core/services/diff/diff.ts';
import { drawDot } from '../../core/services/draw/dot.ts';
import { mapJson } from '../../core/services/draw/json.ts';
import { drawMermaid } from '../../core/services/draw/mermaid.ts';
import { drawTable } from '../../core/services/draw/table.ts';
import type { ServiceMap } from '../../core/services/service-map.ts';
import { mapSnapshots } from '../../pipeline/map.ts';
import type { Ports } from '../../pipeline/ports.ts';
import { openGitRange } from '../fetch/git-range.ts';
import { openDirectory } from '../fetch/open-directory.ts';
import { EXIT } from './exit.ts';
import { deliver } from './output.ts';
import { withPorts } from './ports.ts';
import { isMapped } from './wanted.ts';

export const MAP_FORMATS = ['mermaid', 'json', 'dot', 'table'] as const;

export interface MapOptions {
  base?: string;
  head?: string;
  format: (typeof MAP_FORMATS)[number];
  output?: string;
  /** `acme/stock=../stock` */
  sibling?: string[];
}

const DRAWN: Readonly<Record<MapOptions['format'], (diff: MapDiff) => string>> = {
  mermaid: drawMermaid,
  json: (diff) => jsonDocument(mapJson(diff)),
  dot: drawDot,
  table: drawTable,
};

/** `architect map [DIR]`: the directory as it is, or commits of the clone that it is. */
export async function runMap(directory: string, options: MapOptions): Promise<number> {
  const diff =
    options.base === undefined && options.head === undefined
      ? await ofDirectory(directory, options)
      : await ofRange(directory, options);
  deliver(DRAWN[options.format](diff), options.output);
  return EXIT.passed;
}

async function ofDirectory(directory: string, options: MapOptions): Promise<MapDiff> {
  const opened = await openDirectory({ directory, wanted: isMapped });
  try {
    const [map] = await mapped(readEnv(), [opened.snapshot], opened.blobs, options);
    return asDiff(map ?? EMPTY);
  } finally {
    await opened.close();
  }
}

async function ofRange(repo: string, options: MapOptions): Promise<MapDiff> {
  const env = readEnv();
  const { base, head } = options;
  const opened = await openGitRange({ repo, base: base ?? head, head, env: env.git });
  try {
    const snapshots: [Snapshot, ...Snapshot[]] = base === undefined ? [opened.head] : [opened.base, opened.head];
    const [first, second] = await mapped(env, snapshots, opened.blobs, options);
    return second ? diffMaps(first ?? EMPTY, second) : asDiff(first ?? EMPTY);
  } finally {
    await opened.close();
  }
}

const EMPTY: ServiceMap = { services: [], edges: [] };

async function mapped(
  env: Env,
  snapshots: readonly [Snapshot, ...Snapshot[]],
  blobs: BlobReader,
  { sibling = [] }: MapOptions,
): Promise<ServiceMap[]> {
  const work = (ports: Ports) => mapSnapshots(snapshots, blobs, ports);
  const { maps, siblings } = await withPorts(env, work, { siblings: { sibling } });
  for (const { repository, why } of siblings.unread)
    process.stderr.write(`architect: sibling ${repository} was not read: ${why}\n`);
  return maps;
}
