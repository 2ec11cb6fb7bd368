import type { ChangedRpc } from '../../contracts/proto/rpcs.ts';
import { routesOf } from '../edges/routes.ts';
import type { Callers } from '../siblings/callers.ts';
import type { MapDiff } from './diff.ts';
import { type Elsewhere, elsewhereOf } from './elsewhere.ts';
import { type Notable, notableOf } from './notable.ts';
import { type Offered, offersOf, type Sides } from './offers.ts';
import { type Around, type Radius, radiusOf } from './radius/radius.ts';

/** What a change does beyond the edges that it adds and removes. */
export interface Impact {
  offers: readonly Offered[];
  notable: readonly Notable[];
  radius: readonly Radius[];
  /** What services of siblings feel; absent where there are none. */
  elsewhere?: readonly Elsewhere[];
}

export interface Changed extends Pick<Around, 'affected' | 'pairs' | 'messages' | 'owners'> {
  sides: Sides;
  rpcs: readonly ChangedRpc[];
  /** Descriptions of interfaces that the change names. */
  contracts: readonly Pick<Offered, 'name' | 'change'>[];
  /** Who calls methods from other repositories, and all methods that changed, also by a message of another file. */
  outside?: { callers: Callers; rpcs: readonly ChangedRpc[] };
}

const NOBODY: NonNullable<Changed['outside']> = { callers: new Map(), rpcs: [] };

export function impactOf(map: MapDiff, { sides, rpcs, contracts, outside = NOBODY, ...around }: Changed): Impact {
  const services = map.services.filter(({ change }) => change !== 'removed');
  const offers = offersOf(map, sides, rpcs, contracts, around.pairs);
  const routes = () => routesOf(sides.head).map(({ name }) => name);
  const elsewhere = elsewhereOf(map, offers, { routes, ...outside });
  return {
    offers,
    notable: notableOf(map),
    radius: radiusOf({ ...around, base: sides.base, index: sides.head, services }),
    ...(elsewhere.length > 0 ? { elsewhere } : {}),
  };
}
