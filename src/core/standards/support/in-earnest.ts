import { dirOf, joinPath } from '../../go/modules.ts';
import { rememberedBy } from '../../go/remember.ts';
import { isAside } from '../../services/manifests/kind.ts';
import type { Manifest } from '../../services/units/deployment.ts';
import type { Placed } from '../../services/units/kube-objects.ts';
import type { DeployedSnapshot } from '../standard.ts';
import { isForDevelopers, isUntagged } from './images.ts';
import { isOwn } from './workloads.ts';

/**
 * Whether the files of the repository prove that these pods are its own to run: they run its code, a controller keeps
 * them, and what is read here is what is applied.
 */
export function isInEarnest(snapshot: DeployedSnapshot, { path, object }: Placed): boolean {
  if (object.kind === 'Pod' || isForDevelopers(path) || isUnfinished(snapshot.manifests, path)) return false;
  // An image that no registry gives is one of a cluster on somebody's desk.
  if (object.containers.some(({ byHand }) => byHand)) return false;
  return object.containers.some(
    (container) =>
      isOwn(snapshot, path, container) &&
      !(container.image && isUntagged(container.image) && isPlaceholder(container.image, path, snapshot.manifests)),
  );
}

/** `controller:latest` in a base of kustomize: whoever applies it puts the image in, and what else is missing. */
export function isPlaceholder(image: string, path: string, manifests: readonly Manifest[]): boolean {
  return !image.includes('/') && kustomized(manifests).has(dirOf(path));
}

const kustomized = rememberedBy(
  (manifests: readonly Manifest[]) =>
    new Set(manifests.flatMap(({ path, facts }) => (facts.form === 'kustomization' ? dirOf(path) : []))),
);

/** A base of kustomize whose overlays lie elsewhere: nobody applies it as it stands. */
function isUnfinished(manifests: readonly Manifest[], path: string): boolean {
  const users = usersOf(manifests);
  const tops = topsOf(users, path);
  return tops.length > 0 && tops.every((dir) => isAside(`${dir}/`) || isForDevelopers(`${dir}/`) || BASE.test(dir));
}

const BASE = /(?:^|\/)_?(?:bases?|common|components?)$/;
/** Kustomizations above one another. */
const DEEPEST = 8;

/** Directories of the kustomizations that take the file in and that no other takes in. */
function topsOf(users: ReadonlyMap<string, readonly string[]>, path: string): readonly string[] {
  const tops = new Set<string>();
  let open = users.get(path) ?? [];
  for (let depth = 0; open.length > 0 && depth < DEEPEST; depth++) {
    for (const dir of open) if (!users.has(dir)) tops.add(dir);
    open = [...new Set(open.flatMap((dir) => users.get(dir) ?? []))];
  }
  return [...tops];
}

/** Directories of kustomizations, by the files and the directories that they take in. */
const usersOf = rememberedBy((manifests: readonly Manifest[]): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  for (const { path, facts } of manifests) {
    if (facts.form !== 'kustomization') continue;
    const dir = dirOf(path);
    for (const resource of facts.kustomization.resources) {
      const taken = joinPath(dir, resource);
      found.set(taken, [...(found.get(taken) ?? []), dir]);
    }
  }
  return found;
});
