import type { ServiceMap, ServiceNode } from '../service-map.ts';
import { type DeclaredDatabase, databasesOf } from './declared.ts';

/** A service that is handed a database and has code that opens one. */
export interface DatabaseUser {
  service: ServiceNode;
  declared: DeclaredDatabase[];
  /** Places of code that reads or writes tables for it. */
  statements: ReadonlySet<string>;
}

/** Programs that bring a database into shape belong to whoever uses it. */
const KEEPS_SHAPE = /(?:^|[-_/])(?:db|database)?-?(?:migrat\w*|seed\w*|schema|init|setup|bootstrap)$/i;

/** Services that run here and keep data. */
export function usersOf({ services, edges }: ServiceMap): DatabaseUser[] {
  const opening = new Set(edges.flatMap(({ kind, from }) => (kind === 'database' || kind === 'table' ? [from] : [])));
  return services.flatMap((service) => {
    if (service.kind !== 'go' || !opening.has(service.name)) return [];
    if (KEEPS_SHAPE.test(service.name) || KEEPS_SHAPE.test(service.main ?? '')) return [];
    const seen = new Set<string>();
    const declared = databasesOf(service).filter(({ server, database, at }) => {
      const key = JSON.stringify([server, database, at.path]);
      return !seen.has(key) && seen.add(key);
    });
    const statements = edges.flatMap(({ kind, from, evidence }) =>
      kind === 'table' && from === service.name ? evidence.map(({ path, line }) => `${path}:${line}`) : [],
    );
    return declared.length > 0 ? [{ service, declared, statements: new Set(statements) }] : [];
  });
}

/** Not two processes of one service: those lie in one directory of it, or run the same statements. */
export function areApart(one: DatabaseUser, other: DatabaseUser): boolean {
  if (ownerOf(one.service) === ownerOf(other.service)) return false;
  return ![...one.statements].some((place) => other.statements.has(place));
}

/** `services/orders` of `services/orders/cmd/worker`; programs right below the root have nobody above them. */
function ownerOf({ main }: ServiceNode): string {
  const [, above] = /^(.+)\/(?:cmd|apps?|bin|main)(?:\/.*)?$/.exec(main ?? '') ?? [];
  return above ?? main ?? '';
}
