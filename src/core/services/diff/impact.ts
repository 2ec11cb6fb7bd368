import type { MapDiff } from './diff.ts';
import { type Notable, notableOf } from './notable.ts';
import { type Around, type Radius, radiusOf } from './radius.ts';

/** What a change does beyond the edges that it adds and removes. */
export interface Impact {
  notable: readonly Notable[];
  radius: readonly Radius[];
}

export function impactOf(map: MapDiff, around: Omit<Around, 'services'>): Impact {
  const services = map.services.filter(({ change }) => change !== 'removed');
  return { notable: notableOf(map), radius: radiusOf({ ...around, services }) };
}
