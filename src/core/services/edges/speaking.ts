import type { GoIndex } from '../../go/index/go-index.ts';
import type { Site } from './site.ts';
import { sitesOf } from './sites.ts';

/** Of each package, by import path, which of its sites say something: their positions. */
export type Speaking = Readonly<Record<string, readonly number[]>>;

/** What was found out about an earlier snapshot. */
export interface Before {
  speaking: Speaking;
  /** Import paths of the packages that are as they were, with all that they are built of. */
  unchanged: ReadonlySet<string>;
}

const KNOWN = new WeakMap<GoIndex, { sites: readonly Site[]; speaking: Speaking }>();

/** Which sites of a snapshot say something. */
export function speakingIn(index: GoIndex): Speaking {
  return KNOWN.get(index)?.speaking ?? {};
}

/** The sites of a snapshot that say something, by `speaks`, which is asked only where that is not known from before. */
export function speakingSites(index: GoIndex, before: Before | null, speaks: (site: Site) => boolean): readonly Site[] {
  const known = KNOWN.get(index);
  if (known) return known.sites;
  const sites: Site[] = [];
  const speaking: Record<string, number[]> = {};
  for (const [path, own] of Map.groupBy(sitesOf(index).all, ({ context }) => context.package.path)) {
    const found = before?.unchanged.has(path) ? (before.speaking[path] ?? []) : positions(own, speaks);
    if (found.length > 0) speaking[path] = [...found];
    sites.push(...found.flatMap((at) => own[at] ?? []));
  }
  KNOWN.set(index, { sites, speaking });
  return sites;
}

function positions(sites: readonly Site[], speaks: (site: Site) => boolean): number[] {
  return sites.flatMap((site, at) => (speaks(site) ? [at] : []));
}
