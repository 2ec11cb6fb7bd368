import type { RepoConfig } from '../../config/repo-config.ts';
import type { ServiceMap } from '../../services/service-map.ts';
import { dataBlock } from '../data-block.ts';

const MOST_SERVICES = 60;
const MOST_EDGES = 120;

/** The services and what they exchange, or what the configuration says of them where no map was made. */
export function serviceList(map: ServiceMap | null, config: RepoConfig): string {
  if (map === null || map.services.length === 0) {
    if (config.services.length === 0) return '';
    return dataBlock('services', {}, config.services.map(({ name, root }) => `${name}: ${root || '.'}`).join('\n'));
  }
  const services = map.services.slice(0, MOST_SERVICES).map(({ name, kind, root }) => `${name} (${kind}) ${root}`);
  const edges = map.edges
    .slice(0, MOST_EDGES)
    .map(({ from, to, kind, state, subject }) =>
      `${from} → ${to} ${kind} ${subject ?? ''} (${state})`.replace('  ', ' '),
    );
  return dataBlock('services', { of: 'services, then what they exchange' }, [...services, ...edges].join('\n'));
}
