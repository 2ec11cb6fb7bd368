import type { Snapshot } from '../../change/snapshot.ts';
import type { RepoConfig } from '../../config/repo-config.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { ServiceMap } from '../../services/service-map.ts';
import type { Sight } from '../sight.ts';
import { decisions } from './decisions.ts';
import { documents } from './documents.ts';
import { habits } from './habits.ts';
import { layout } from './layout.ts';
import { modules } from './modules.ts';
import { serviceList } from './service-list.ts';
import { wishes } from './wishes.ts';

export interface CardParts {
  base: Pick<Snapshot, 'entries'>;
  /** Of the base. */
  index: GoIndex;
  config: RepoConfig;
  sight: Sight;
  /** Of the base; null where none was made. */
  map: ServiceMap | null;
}

/** Files at base that the card quotes. */
export function cardPlaces({ base, sight }: Pick<CardParts, 'base' | 'sight'>): { side: 'base'; path: string }[] {
  const paths = [...base.entries.keys()].filter((path) => !sight.isExcluded(path));
  return [...documents.paths(paths), ...decisions.paths(paths), ...modules.paths(paths)].map((path) => ({
    side: 'base',
    path,
  }));
}

/**
 * What the repository is, for who has never seen it: the same for every request on one base commit, so that it stands
 * in the cached prefix. `cardPlaces` must be loaded.
 */
export function repositoryCard(parts: CardParts): string {
  const sections = [
    wishes(parts.config),
    layout(parts.base, parts.index, parts.sight),
    modules.text(parts),
    serviceList(parts.map, parts.config),
    habits(parts.index, parts.sight),
    documents.text(parts),
    decisions.text(parts),
  ].filter((section) => section !== '');
  return `# The repository, before the change\n\n${sections.join('\n\n')}\n`;
}
