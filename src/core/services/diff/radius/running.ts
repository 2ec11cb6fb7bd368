import type { GoIndex } from '../../../go/index/go-index.ts';
import { type Declaration, declarationsOf } from '../../reach/declarations.ts';
import { reachedBy } from '../../reach/reachable.ts';
import type { ServiceNode } from '../../service-map.ts';

/** Names of the services whose program reaches one of the declarations. */
export function running(
  index: GoIndex,
  services: readonly ServiceNode[],
): (declarations: readonly Declaration[]) => string[] {
  return (declarations) =>
    services.flatMap((service) => {
      const { kind, name, main } = service;
      if (declarations.length === 0 || kind !== 'go' || main === null) return [];
      const reached = reachedBy(index, main, service);
      return declarations.some((one) => reached.has(one)) ? [name] : [];
    });
}

/** What is declared at the first line of a place. */
export function declaredAt(index: GoIndex, { path, line }: { path: string; line: number }): Declaration[] {
  const own = index.packageOf(path);
  if (!own) return [];
  const { byName, methods } = declarationsOf(own);
  return [...byName.values(), ...methods.values()]
    .flat()
    .filter(({ file, fact }) => file.path === path && fact.line === line);
}
