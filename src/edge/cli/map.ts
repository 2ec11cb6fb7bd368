import { readEnv } from '../../config/env.ts';
import type { Snapshot } from '../../core/change/snapshot.ts';
import { jsonDocument } from '../../core/report/json.ts';
import { asDiff, diffMaps, type MapDiff } from '../../core/services/diff/diff.ts';
import { drawDot } from '../../core/services/draw/dot.ts';
import { mapJson } from '../../core/services/draw/json.ts';
import { drawMermaid } from '../../core/services/draw/mermaid.ts';
import { drawTable } from '../../core/services/draw/table.ts';
import { mapSnapshots } from '../../pipeline/map.ts';
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
      ? await ofDirectory(directory)
      : await ofRange(directory, options);
  deliver(DRAWN[options.format](diff), options.output);
  return EXIT.passed;
}

async function ofDirectory(directory: string): Promise<MapDiff> {
  const opened = await openDirectory({ directory, wanted: isMapped });
  try {
    const [map] = await withPorts(readEnv(), (ports) => mapSnapshots([opened.snapshot], opened.blobs, ports));
    return asDiff(map ?? { services: [], edges: [] });
  } finally {
    await opened.close();
  }
}

async function ofRange(repo: string, { base, head }: MapOptions): Promise<MapDiff> {
  const env = readEnv();
  const opened = await openGitRange({ repo, base: base ?? head, head, env: env.git });
  try {
    const snapshots: [Snapshot, ...Snapshot[]] = base === undefined ? [opened.head] : [opened.base, opened.head];
    const [first, second] = await withPorts(env, (ports) => mapSnapshots(snapshots, opened.blobs, ports));
    const empty = { services: [], edges: [] };
    return second ? diffMaps(first ?? empty, second) : asDiff(first ?? empty);
  } finally {
    await opened.close();
  }
}
