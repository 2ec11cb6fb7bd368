import type { ServiceNode } from '../service-map.ts';
import type { Bound } from './bind.ts';
import type { Mains } from './mains.ts';
import { directoryTokens, levelsOf, tokensOf } from './names.ts';

/**
 * What a group of deployments of one program is called: as its program is, where one of them is called so; else what all
 * their names begin with; else the name that most of them have.
 */
export function nameOf(group: readonly Bound[], mains: Mains): string {
  const names = group.map(({ deployment }) => deployment.name);
  const [first = ''] = names;
  if (new Set(names).size === 1) return first;
  const main = group[0]?.main ?? null;
  const role = roleOf(group[0]?.arguments ?? []);
  if (role !== null && names.some((name) => name.includes(role))) return role;
  const wanted = main ? levelsOf(directoryTokens(main.dir), mains.house).filter((text) => text !== '') : [];
  const like = names.filter((name) => levelsOf(tokensOf(name), mains.house).some((text) => wanted.includes(text)));
  if (like.length > 0) return most(like);
  return commonStart(names) || most(names);
}

/** `querier` of `-target=querier`: what the program itself calls its part. */
function roleOf(words: readonly string[]): string | null {
  const flag = words.find((word) => word.startsWith('-') && !/[=,](?:all|.*,.*)$/.test(word));
  return flag?.slice(flag.indexOf('=') + 1) ?? null;
}

function most(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const [best] = [...counts].sort((a, b) => b[1] - a[1] || a[0].length - b[0].length || (a[0] < b[0] ? -1 : 1));
  return best?.[0] ?? '';
}

/** `trainer` of `trainer-http` and `trainer-grpc`. */
function commonStart(names: readonly string[]): string {
  const [first = [], ...rest] = names.map((name) => name.split(/(?<=[-_.])/));
  const length = first.findIndex((part, at) => rest.some((other) => other[at] !== part));
  return first
    .slice(0, length < 0 ? undefined : length)
    .join('')
    .replace(/[-_.]+$/, '');
}

/** Nodes by name; where several have one, their directories or arguments tell them apart. */
export function withUniqueNames(nodes: readonly ServiceNode[]): ServiceNode[] {
  const taken = new Set<string>();
  const order = { go: 0, other: 1, store: 2, broker: 2, external: 3, sibling: 3, tool: 4 } as const;
  return [...nodes]
    .sort((a, b) => order[a.kind] - order[b.kind] || compare(a.name, b.name) || compare(a.root, b.root))
    .map((node) => {
      const choices = [
        node.name,
        ...(node.arguments.length > 0 ? [`${node.name}-${node.arguments.join('-').replace(/^-+\w+=/, '')}`] : []),
        ...(node.kind === 'tool' ? [node.root] : [`${node.name} (${node.root})`]),
      ];
      let name = choices.find((choice) => choice !== '' && !taken.has(choice));
      for (let count = 2; name === undefined; count++) {
        const choice = `${node.name}-${count}`;
        if (!taken.has(choice)) name = choice;
      }
      taken.add(name);
      return { ...node, name };
    })
    .sort((a, b) => compare(a.name, b.name));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
