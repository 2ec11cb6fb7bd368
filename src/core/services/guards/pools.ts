import { rememberedBy } from '../../go/remember.ts';
import type { Site, Sites } from '../edges/sites.ts';
import { guardAt, type Running } from './around.ts';
import type { Guard } from './guard.ts';

const SETS = /(?:^|\.)SetMax(?:OpenConns|PoolSize)$/;

/** How many connections the pool may have: said where it is made, or, for the only one, anywhere in the program. */
export function poolLimit(site: Site, running: Running, isOnly: boolean): Guard[] {
  if (site.fact.call.endsWith('{}') && site.fact.limit !== undefined)
    return [guardAt(site, 'pool limit', site.fact.limit)];
  const beside = (running.sites.of.get(site.declaration) ?? []).filter(sets);
  const all =
    beside.length > 0 || !isOnly
      ? beside
      : setsIn(running.sites).filter(({ declaration }) => running.reached.has(declaration));
  const [only] = all;
  return only && all.length === 1 ? [guardAt(only, 'pool limit', only.fact.limit ?? null)] : [];
}

const sets = ({ fact }: Site): boolean => fact.limit !== undefined && SETS.test(fact.call);

const setsIn = rememberedBy(({ all }: Sites): readonly Site[] => all.filter(sets));
