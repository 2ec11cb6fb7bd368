import { isAside } from '../manifests/kind.ts';
import type { ServiceNode } from '../service-map.ts';

/** A service with the directory that is its own. */
export interface Territory {
  service: ServiceNode;
  /** Holds its program and that of no other service; never the root. */
  dir: string;
}

/**
 * The directories that belong to one service each: that of its program, or one above it (`services/orders` of
 * `services/orders/cmd/server`) where another service's program lies as deep beside it. Several services of one program
 * share its directory, so it is nobody's alone.
 */
export function territoriesOf(services: readonly ServiceNode[]): Territory[] {
  const running = services.filter(
    ({ kind, main }) => kind === 'go' && main !== null && main !== '' && !isAside(`${main}/`),
  );
  const mains = [...new Set(running.flatMap(({ main }) => main ?? []))];
  return mains.flatMap((main): Territory[] => {
    const [service] = running.filter((one) => one.main === main);
    const others = mains.filter((other) => other !== main);
    return service ? [{ service, dir: ownDir(main, others) }] : [];
  });
}

function ownDir(main: string, others: readonly string[]): string {
  const depth = depthOf(main);
  let own = main;
  for (let dir = main; dir !== '' && !others.some((other) => within(other, dir)); dir = parentOf(dir)) {
    const above = parentOf(dir);
    const beside = (other: string) => depthOf(other) === depth && (above === '' || within(other, above));
    if (others.some(beside)) own = dir;
  }
  return own;
}

function depthOf(dir: string): number {
  return dir.split('/').length;
}

export function within(path: string, dir: string): boolean {
  return path === dir || path.startsWith(`${dir}/`);
}

function parentOf(dir: string): string {
  const slash = dir.lastIndexOf('/');
  return slash < 0 ? '' : dir.slice(0, slash);
}
