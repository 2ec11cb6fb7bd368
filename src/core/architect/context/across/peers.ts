import type { FunctionFact } from '../../../go/facts.ts';
import type { GoIndex } from '../../../go/index/go-index.ts';
import type { ServiceEdge, ServiceMap } from '../../../services/service-map.ts';
import { typesImplementing } from '../../../standards/support/implementations.ts';
import { declaration, type Excerpt } from '../around/excerpt.ts';
import type { Touched } from '../around/touched.ts';
import { isHandler } from './handler.ts';
import { excerptsAt } from './places.ts';

/** Places on the other side of one edge. */
const MOST = 3;
const OPPOSITE: Readonly<Record<string, ServiceEdge['kind']>> = {
  publish: 'consume',
  consume: 'publish',
  table: 'table',
};

/** For changed Go: what other services do at the other end of what it exchanges. */
export function peersOf(map: ServiceMap, index: GoIndex, functions: readonly Touched<FunctionFact>[]): Excerpt[] {
  return functions.flatMap((touched) => [...farEnds(map, index, touched), ...clients(map, index, touched)]);
}

/** Who serves what it calls, takes what it publishes, keeps the table that it uses. */
function farEnds(map: ServiceMap, index: GoIndex, { file, fact }: Touched<FunctionFact>): Excerpt[] {
  const own = map.edges.filter(({ evidence }) =>
    evidence.some(({ path, line }) => path === file.path && line >= fact.line && line <= fact.endLine),
  );
  return own.flatMap((edge) => {
    const { from, to, kind, subject } = edge;
    if (subject === null) return [];
    const rest = { worth: 5, for: file.path };
    if (kind === 'grpc') return servers(map, index, edge).map((one) => ({ ...one, ...rest }));
    const opposite = OPPOSITE[kind];
    const others = map.edges.filter(
      (other) => other.kind === opposite && other.subject === subject && other.from !== from,
    );
    return others
      .filter((other) => kind === 'table' || other.to === to)
      .flatMap((other) =>
        excerptsAt(index, other.evidence, { why: `${other.from}: ${verbOf(other)} ${subject}`, ...rest }),
      )
      .slice(0, MOST);
  });
}

function verbOf({ kind, access }: ServiceEdge): string {
  if (kind === 'table') return access === 'write' ? 'writes table' : 'reads table';
  return kind === 'publish' ? 'publishes' : 'consumes';
}

/** The method that a service answers a call with. */
function servers(
  { services }: ServiceMap,
  index: GoIndex,
  { to, subject }: ServiceEdge,
): Omit<Excerpt, 'worth' | 'for'>[] {
  const method = subject?.split('/').at(-1) ?? '';
  const node = services.find(({ name }) => name === to);
  const dirs = [node?.root, node?.main].filter((dir) => dir != null && dir !== '');
  const having = typesImplementing(index, [method]).flatMap(({ package: path, type }) => {
    const found = index.declaredFunction({ package: path, receiver: type, name: method });
    return found && !found.file.facts.generated && isHandler(found.fact) ? [found] : [];
  });
  const own = having.filter(({ file }) => dirs.some((dir) => file.path.startsWith(`${dir}/`)));
  const meant = own.length > 0 ? own : having.length === 1 ? having : [];
  return meant.slice(0, 1).map((one) => declaration(one, { why: `${to} serves ${method}`, worth: 0, for: '' }));
}

/** Calls that other services make of a method which answers them. */
function clients(map: ServiceMap, index: GoIndex, { file, fact }: Touched<FunctionFact>): Excerpt[] {
  if (fact.receiver === null || !isHandler(fact)) return [];
  const calls = map.edges.filter(({ kind, subject }) => kind === 'grpc' && subject?.endsWith(`/${fact.name}`));
  return calls
    .filter(({ to }) => isOf(map, to, file.path))
    .flatMap(({ from, evidence }) =>
      excerptsAt(index, evidence, { why: `${from} calls ${fact.name}`, worth: 5, about: fact.name, for: file.path }),
    )
    .slice(0, MOST);
}

/** The file lies in the service's folders; one at the repository's root has all of them. */
function isOf({ services }: ServiceMap, name: string, path: string): boolean {
  const node = services.find((one) => one.name === name);
  return [node?.root, node?.main].some(
    (dir) => dir != null && (dir === '' || dir === '.' || path.startsWith(`${dir}/`)),
  );
}
