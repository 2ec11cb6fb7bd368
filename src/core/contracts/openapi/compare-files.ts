import { dirOf } from '../../go/modules.ts';
import { type Api, apiOf } from './api.ts';
import { breaksBetween, type Served, type Told } from './compare.ts';
import { isDescription, isMadeFromProto, referredFiles } from './files.ts';
import { Parts } from './part.ts';

/** Texts by path. */
export type Texts = ReadonlyMap<string, string>;

export interface Descriptions {
  breaks: readonly Told[];
  /** Files that were not compared, with the reason. */
  unread: ReadonlyMap<string, string>;
}

/** Compares the descriptions among files, each with what else it refers to. */
export function compareDescriptions(
  before: Texts,
  after: Texts,
  served: Served = { before: () => true, after: () => false },
): Descriptions {
  const unread = new Map<string, string>();
  const [old, now] = [read('base', before, unread), read('head', after, unread)];
  const breaks: Told[] = [];
  const told = new Set<string>();
  for (const [path, api] of old) {
    const next = now.get(path) ?? movedTo(api, old, now);
    if (!next) continue;
    for (const one of breaksBetween(api, next, isMadeFromProto(before.get(path) ?? ''), served)) {
      // The same interface may be written down twice, as JSON and as YAML, or in two versions of the format.
      const keys = [`${api.title} ${one.message}`, `${dirOf(path)}/ ${one.message}`];
      if (!keys.some((key) => told.has(key))) breaks.push(one);
      for (const key of keys) told.add(key);
    }
  }
  for (const path of unreferred(after)) unread.set(path, 'no description of an API refers to it');
  return { breaks, unread };
}

/** People edit YAML. */
function read(side: 'base' | 'head', texts: Texts, unread: Map<string, string>): Map<string, Api> {
  const parts = new Parts(side, (path) => texts.get(path) ?? null);
  const paths = [...texts].flatMap(([path, text]) => (isDescription(text) ? path : []));
  const apis = new Map<string, Api>();
  for (const path of paths.toSorted((a, b) => Number(a.endsWith('.json')) - Number(b.endsWith('.json')))) {
    const root = parts.root(path);
    const api = root && apiOf(root);
    if (api) apis.set(path, api);
    else if (!root) unread.set(path, `cannot be read as ${path.endsWith('.json') ? 'JSON' : 'YAML'} at ${side}`);
  }
  return apis;
}

/** Descriptions may move; one with the same title that is new is the same. */
function movedTo(api: Api, old: ReadonlyMap<string, Api>, now: ReadonlyMap<string, Api>): Api | undefined {
  return [...now].find(([path, other]) => !old.has(path) && other.title === api.title && api.title !== '')?.[1];
}

function unreferred(texts: Texts): string[] {
  const reached = new Set([...texts].flatMap(([path, text]) => (isDescription(text) ? path : [])));
  for (const path of reached)
    for (const other of referredFiles(path, texts.get(path) ?? '')) if (texts.has(other)) reached.add(other);
  return [...texts.keys()].filter((path) => !reached.has(path));
}
