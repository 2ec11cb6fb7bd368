import { rememberedBy } from '../../go/remember.ts';
import type { KubeObject } from '../../services/manifests/facts.ts';
import { imageReference } from '../../services/manifests/image-reference.ts';
import { isAside } from '../../services/manifests/kind.ts';
import type { KubeContainer } from '../../services/manifests/pod-facts.ts';
import type { DeployedSnapshot } from '../standard.ts';
import { runnerFacts, runnersOf } from './deployed-images.ts';

/**
 * Who the image of a Dockerfile runs as: `other` where all that run it in earnest give it another user than its own,
 * `unknown` where something may, `its own` else.
 */
export function userOf(snapshot: DeployedSnapshot, path: string): 'other' | 'unknown' | 'its own' {
  const runners = runnersOf(snapshot, path).flatMap((one) => runnerFacts(snapshot, one) ?? []);
  if (runners.length === 0) return isSetForSome(snapshot).yes ? 'unknown' : 'its own';
  const inCluster = runners.flatMap((one) => (one.by === 'kubernetes' ? one : []));
  const isOther =
    inCluster.length > 0
      ? inCluster.every(({ object, container }) => isSet(object, container, snapshot))
      : runners.every((one) => one.by === 'compose' && one.service.user !== null && !isRoot(one.service.user));
  return isOther ? 'other' : 'its own';
}

/** By name or by number, with a group or without. */
export function isRoot(user: string): boolean {
  return /^(?:root|0)(?::|$)/.test(user);
}

const objectsOf = rememberedBy(({ manifests }: DeployedSnapshot): readonly KubeObject[] =>
  manifests.flatMap(({ path, facts }) => (facts.form === 'kubernetes' && !isAside(path) ? facts.objects : [])),
);

/** Some workload whose image is not known has a user of its own. */
const isSetForSome = rememberedBy((snapshot: DeployedSnapshot) => ({
  yes: objectsOf(snapshot).some((object) =>
    object.containers.some((one) => imageReference(one.image ?? '') === null && isSet(object, one, snapshot)),
  ),
}));

/** A patch of the same object may say it, too. */
function isSet({ kind, name }: KubeObject, { name: called }: KubeContainer, snapshot: DeployedSnapshot): boolean {
  return objectsOf(snapshot).some((part) => {
    if (part.kind !== kind || part.name !== name) return false;
    const own = part.containers.filter((one) => one.name === called);
    const securities = [...own.map((one) => one.security), ...(part.workload ? [part.workload.security] : [])];
    return (
      own.some(({ open }) => open) ||
      securities.some(({ open, settings: { runAsUser, runAsNonRoot } }) => {
        const other = runAsUser !== undefined && runAsUser.value !== '0';
        return open || other || runAsNonRoot?.value === 'true';
      })
    );
  });
}
