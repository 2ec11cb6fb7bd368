import type { GoIndex } from '../../go/index/go-index.ts';
import type { Affected } from '../../standards/spread.ts';
import { declarationsOf } from '../reach/declarations.ts';
import { reachedBy } from '../reach/reachable.ts';
import type { ServiceNode } from '../service-map.ts';

/** Who feels that something exported reads, or behaves, differently now. */
export interface Radius {
  /** `orders.Total`, `orders.Order` */
  name: string;
  /** Where it stands at head, or where its package does; what is gone stands nowhere. */
  at: { path: string; line: number } | null;
  /** Declarations outside its package that name it. */
  callers: number;
  /** Some of them, in order. */
  places: readonly { path: string; line: number }[];
  /** Services that run one of them. */
  services: readonly string[];
  /** Of the callers' files, by CODEOWNERS. */
  owners: readonly string[];
}

const MOST = 20;
const MOST_PLACES = 5;
/** Callers whose services are looked for. */
const MOST_ASKED = 200;

export interface Around {
  base: GoIndex;
  index: GoIndex;
  services: readonly ServiceNode[];
  affected: ReadonlyMap<string, readonly Affected[]>;
  owners: (path: string) => readonly string[];
}

/** The exported declarations that changed, with whoever names them from elsewhere; those with most callers first. */
export function radiusOf({ base, index, services, affected, owners }: Around): Radius[] {
  const callers = [...affected].flatMap(([path, all]) =>
    path.endsWith('_test.go') ? [] : all.map((one) => ({ path, ...one })),
  );
  const outside = callers.filter(
    ({ path, changed }) =>
      isExported(changed.use) && index.packageOf(path)?.path !== changed.package && isKnown(changed, base),
  );
  const groups = Map.groupBy(outside, ({ changed }) => `${changed.package} ${changed.use}`);
  const most = [...groups.values()].toSorted((a, b) => b.length - a.length).slice(0, MOST);
  return most.flatMap((group): Radius[] => {
    const [first] = group;
    if (!first) return [];
    const { changed } = first;
    const paths = [...new Set(group.map(({ path }) => path))];
    return [
      {
        name: `${changed.package.slice(changed.package.lastIndexOf('/') + 1)}.${changed.use}`,
        at: changed.at && { path: changed.at.path, line: changed.at.line },
        callers: group.length,
        places: group.slice(0, MOST_PLACES).map(({ path, line }) => ({ path, line })),
        services: running(group.slice(0, MOST_ASKED), index, services),
        owners: [...new Set(paths.flatMap(owners))].sort(),
      },
    ];
  });
}

/** Whose method or field a name is, is not known where it is used. */
function isExported(use: string): boolean {
  return /^\p{Lu}/u.test(use);
}

function isKnown({ package: path, use }: Affected['changed'], base: GoIndex): boolean {
  const own = base.sourcePackage(path);
  return own !== null && own !== undefined && declarationsOf(own).byName.has(use);
}

/** Services whose program reaches one of the places. */
function running(
  places: readonly { path: string; line: number }[],
  index: GoIndex,
  services: readonly ServiceNode[],
): string[] {
  const declarations = places.flatMap(({ path, line }) => {
    const own = index.packageOf(path);
    if (!own) return [];
    const { byName, methods } = declarationsOf(own);
    return [...byName.values(), ...methods.values()]
      .flat()
      .filter(({ file, fact }) => file.path === path && fact.line === line);
  });
  return services.flatMap((service) => {
    const { kind, name, main } = service;
    if (kind !== 'go' || main === null) return [];
    const reached = reachedBy(index, main, service);
    return declarations.some((one) => reached.has(one)) ? [name] : [];
  });
}
