import type { Evidence } from '../../findings/finding.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { offerOf } from '../../services/edges/grpc.ts';
import { type Route, routesOf } from '../../services/edges/routes.ts';
import type { Site } from '../../services/edges/sites.ts';
import { sitesOf } from '../../services/edges/sites.ts';
import { reachableFrom } from '../../services/reach/reachable.ts';
import type { ServiceMap } from '../../services/service-map.ts';
import { type Program, programsOf } from './programs.ts';

/** How much a service does, as others see it. */
export interface ServiceSize {
  program: Program;
  /** Methods and routes that it answers. */
  answers: number;
  tables: number;
  /** Other services, stores and systems that it asks, and subjects that it writes or reads. */
  edges: number;
  /** Where that is seen. */
  places: readonly Evidence[];
}

/** The sizes of all programs that answer somebody, once each. */
export function serviceSizes({ map, index }: { map: ServiceMap; index: GoIndex }): ServiceSize[] {
  const offers = sitesOf(index).all.flatMap((site) => offerOf(index, site) ?? []);
  const routes = routesOf(index);
  return programsOf({ map, index }).flatMap((program) => {
    const { name, main } = program.service;
    if (main === null) return [];
    const reached = reachableFrom(index, main);
    const own = offers.filter(({ site }) => reached.has(site.declaration));
    const methods = own.reduce((sum, { serves, through }) => sum + methodsOf(index, serves, through), 0);
    const paths = routes.filter(({ site }) => reached.has(site.declaration));
    const answers = methods + new Set(paths.map((route: Route) => route.name)).size;
    if (answers === 0) return [];
    const edges = map.edges.filter(({ from, state }) => from === name && state !== 'wired');
    const tables = edges.filter(({ kind }) => kind === 'table');
    const others = new Set(
      edges.flatMap(({ kind, to, subject }) => (kind === 'table' ? [] : `${kind} ${to} ${subject}`)),
    );
    const seen = [...own.map(({ site }) => placeOf(site)), ...paths.map(({ site }) => placeOf(site))];
    const places = [...tables, ...edges].flatMap(({ evidence }) => evidence.slice(0, 1)).concat(seen);
    return [
      { program, answers, tables: new Set(tables.map(({ subject }) => subject)).size, edges: others.size, places },
    ];
  });
}

/** Methods of `shop.v1.Orders` in the generated code that it is served through; one where that is not read. */
function methodsOf(index: GoIndex, serves: string, through: string): number {
  const name = serves.slice(serves.lastIndexOf('.') + 1);
  const own = index.sourcePackage(through);
  const type = own?.typeFact(`${name}Server`) ?? own?.typeFact(`${name}Handler`) ?? own?.typeFact(name);
  return Math.max(1, type?.methods.filter((method) => /^\p{Lu}/u.test(method.name)).length ?? 0);
}

function placeOf({ context, fact }: Site): Evidence {
  return { path: context.file.path, line: fact.line, text: fact.text };
}
