import type { ChangedRpc } from '../../contracts/proto/rpcs.ts';
import type { FilePair } from '../../go/affected.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { type Route, routesIn } from '../edges/routes.ts';
import type { Change, MapDiff } from './diff.ts';
import { running } from './radius/running.ts';

/** Something that services offer and that the change adds, removes or gives another shape. */
export interface Offered {
  kind: 'route' | 'rpc' | 'contract';
  /** `POST /v1/orders`, `/shop.v1.Orders/Get`, or the path of a description. */
  name: string;
  change: Exclude<Change, 'same'> | 'changed';
  /** At head, or at base for what is gone. */
  at: { path: string; line: number };
  /** Of a route: that answer it. Of a method: that call it. */
  services: readonly string[];
}

export interface Sides {
  base: GoIndex;
  head: GoIndex;
}

const MOST = 60;

/** Routes in code, methods and descriptions in contracts. */
export function offersOf(
  map: MapDiff,
  sides: Sides,
  rpcs: readonly ChangedRpc[],
  contracts: readonly Pick<Offered, 'name' | 'change'>[],
  pairs: readonly FilePair[],
): Offered[] {
  return [
    ...changedRoutes(map.services, sides, pairs),
    ...rpcs.map((rpc): Offered => ({ kind: 'rpc', ...rpc, services: callersOf(map, rpc.name) })),
    ...contracts.map(
      ({ name, change }): Offered => ({ kind: 'contract', name, change, at: { path: name, line: 1 }, services: [] }),
    ),
  ].slice(0, MOST);
}

function callersOf({ edges }: MapDiff, name: string): string[] {
  return [...new Set(edges.flatMap(({ kind, subject, from }) => (kind === 'grpc' && subject === name ? from : [])))];
}

function changedRoutes(services: MapDiff['services'], { base, head }: Sides, pairs: readonly FilePair[]): Offered[] {
  const paths = (side: 'base' | 'head') => new Set(pairs.flatMap((pair) => pair[side]?.path ?? []));
  const [before, after] = [byName(routesIn(base, paths('base'))), byName(routesIn(head, paths('head')))];
  const only = (own: typeof before, other: typeof before, index: GoIndex, change: 'added' | 'removed') => {
    const answering = running(
      index,
      services.filter((service) => service.change !== (change === 'added' ? 'removed' : 'added')),
    );
    return [...own].flatMap(([name, { site }]): Offered[] => {
      if (other.has(name)) return [];
      const at = { path: site.context.file.path, line: site.fact.line };
      return [{ kind: 'route', name, change, at, services: answering([site.declaration]) }];
    });
  };
  return [...only(after, before, head, 'added'), ...only(before, after, base, 'removed')];
}

function byName(routes: readonly Route[]): ReadonlyMap<string, Route> {
  return new Map(routes.map((route) => [route.name, route]));
}
