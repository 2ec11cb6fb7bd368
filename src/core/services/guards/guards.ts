import type { Exchange } from '../edges/found.ts';
import { aroundCall, type Running } from './around.ts';
import { sendersOf } from './clients.ts';
import { dialled } from './dials.ts';
import { type Guard, oneEach } from './guard.ts';
import { poolLimit } from './pools.ts';

/** The exchanges of one program with what the code proves of how each is guarded. */
export function withGuards(exchanges: readonly Exchange[], running: Running): Exchange[] {
  const stores = new Set(exchanges.flatMap(({ kind, site }) => (kind === 'database' ? site.declaration : [])));
  return exchanges.map((exchange) => {
    const guards = exchange.state === 'called' ? oneEach(guardsOf(exchange, running, stores.size === 1)) : [];
    return guards.length === 0 ? exchange : { ...exchange, guards };
  });
}

function guardsOf({ kind, site }: Exchange, running: Running, isOnlyStore: boolean): readonly Guard[] {
  switch (kind) {
    case 'database':
    case 'cache':
      return poolLimit(site, running, kind === 'database' && isOnlyStore);
    case 'http':
      return [...aroundCall(site), ...sendersOf(site, running)];
    case 'grpc':
      return [...aroundCall(site), ...dialled(running)];
    case 'publish':
      return aroundCall(site);
    default:
      return [];
  }
}
