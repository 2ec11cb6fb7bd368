import { isAside } from '../manifests/kind.ts';
import type { ServiceNode } from '../service-map.ts';

/** A service with the directory that is its own. */
export interface Territory {
  service: ServiceNode;
  /** Holds its program and that of no other service; never the root. */
  dir: string;
}

/**
 * The directories that belong to one service each: from its program upwards as far as no other service has one below.
 * Several services of one program share its directory, so it is nobody's alone.
 */
export function territoriesOf(services: readonly ServiceNode[]): Territory[] {
  const running = services.filter(
    ({ kind, main }) => kind === 'go' && main !== null && main !== '' && !isAside(`${main}/`),
  );
  const mains = [...new Set(running.flatMap(({ main }) => main ?? []))];
  if (mains.length < 2) return [];
  return mains.flatMap((main): Territory[] => {
    const [service] = running.filter((one) => one.main === main);
    let dir = main;
    for (let above = parentOf(dir); above !== '' && mains.every((other) => other === main || !within(other, above)); )
      [dir, above] = [above, parentOf(above)];
    return service ? [{ service, dir }] : [];
  });
}

export function within(path: string, dir: string): boolean {
  return path === dir || path.startsWith(`${dir}/`);
}

function parentOf(dir: string): string {
  const slash = dir.lastIndexOf('/');
  return slash < 0 ? '' : dir.slice(0, slash);
}
