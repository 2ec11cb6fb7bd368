import { rememberedBy } from '../../go/remember.ts';
import type { ServiceNode } from '../../services/service-map.ts';
import type { Manifest } from '../../services/units/deployment.ts';
import { workloadsByPath } from './workloads.ts';

/** A probe asks the service a question where it is deployed, so something answers, whatever its route is called. */
export function isProbed({ evidence }: ServiceNode, manifests: readonly Manifest[]): boolean {
  const asked = askedAt(manifests);
  return evidence.some(({ path, line }) => asked.has(`${path}:${line}`));
}

/** Containers with a probe that is more than a port being open. */
const askedAt = rememberedBy(
  (manifests: readonly Manifest[]): ReadonlySet<string> =>
    new Set(
      [...workloadsByPath(manifests)].flatMap(([path, workloads]) =>
        workloads
          .flatMap(({ object }) => object.containers)
          .filter(({ readiness, liveness }) => [readiness, liveness].some((one) => one && one.handler !== 'tcp'))
          .map(({ line }) => `${path}:${line}`),
      ),
    ),
);
