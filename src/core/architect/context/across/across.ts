import type { Change } from '../../../change/change.ts';
import type { GoIndex } from '../../../go/index/go-index.ts';
import type { ServiceMap } from '../../../services/service-map.ts';
import type { Sight } from '../../sight.ts';
import type { Excerpt } from '../around/excerpt.ts';
import { touchedCode } from '../around/touched.ts';
import { roleOf } from '../role.ts';
import { peersOf } from './peers.ts';
import { otherSideOfRpcs } from './rpcs.ts';
import { otherSideOfManifest } from './settings.ts';
import { otherSideOfTables } from './tables.ts';

/** What tells the other side of something that services share. Changed files are loaded. */
export interface Crossing {
  /** Of the head. */
  index: GoIndex;
  map: ServiceMap | null;
  /** Of both sides; null where none was made. */
  maps: Readonly<Record<'base' | 'head', ServiceMap>> | null;
  sight: Sight;
}

/** Code at head on the other side of changed contracts, tables, settings and calls. */
export function across(change: Change, crossing: Crossing): Excerpt[] {
  const { index, map } = crossing;
  const own = change.files.flatMap((file) => {
    if (file.binary || file.modeOnly) return [];
    if (file.path.endsWith('.proto')) return otherSideOfRpcs(file, crossing);
    const role = roleOf(file.path);
    if (role === 'schema') return otherSideOfTables(file, crossing);
    return role === 'deploy' || role === 'config' ? otherSideOfManifest(file, crossing) : [];
  });
  return map === null ? own : [...own, ...peersOf(map, index, touchedCode(change, index).functions)];
}
