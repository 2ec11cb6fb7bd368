import { dirOf } from '../../go/modules.ts';
import { rememberedBy, rememberedWith } from '../../go/remember.ts';
import type { ComposeService, KubeObject } from '../../services/manifests/facts.ts';
import { isAside } from '../../services/manifests/kind.ts';
import type { KubeContainer } from '../../services/manifests/pod-facts.ts';
import { bind } from '../../services/units/bind.ts';
import { composeDeployments } from '../../services/units/compose-deployments.ts';
import { baseOf, type Deployment } from '../../services/units/deployment.ts';
import { imagesOf } from '../../services/units/images.ts';
import { kubeDeployments } from '../../services/units/kube-deployments.ts';
import { type MainPackage, Mains } from '../../services/units/mains.ts';
import { ownersOf } from '../../services/units/owners.ts';
import { isForPeople } from '../../services/units/services.ts';
import { servingOf } from '../../services/units/serving.ts';
import type { DeployedSnapshot } from '../standard.ts';
import { isForDevelopers } from './images.ts';

const workshopOf = rememberedBy(({ manifests, index }: DeployedSnapshot) => {
  const mains = new Mains(index);
  const given = [...composeDeployments(manifests), ...kubeDeployments(manifests)];
  const images = imagesOf(manifests, given, mains.house);
  const workshop = {
    mains,
    modules: index.modules,
    owners: ownersOf(given, mains),
    programs: [],
    roles: new Set<string>(),
  };
  return { given, images, workshop, serves: servingOf(index) };
});

/** What runs the image of a Dockerfile. */
export const runnersOf = rememberedWith((snapshot: DeployedSnapshot, path: string): readonly Deployment[] => {
  const { given, images } = workshopOf(snapshot);
  return given.filter((one) => {
    const build = one.build ?? one.images.map((image) => images.build(image)).find((found) => found !== null);
    return build?.dockerfile === path;
  });
});

/** All that runs it are files for developers and tests, or take it from a node where somebody put it. */
export function isTriedOut(snapshot: DeployedSnapshot, path: string): boolean {
  const runners = runnersOf(snapshot, path);
  const isByHand = (one: Deployment) => {
    const facts = runnerFacts(snapshot, one);
    return facts?.by === 'kubernetes' && facts.container.byHand === true;
  };
  return (
    runners.length > 0 && runners.every((one) => isForDevelopers(one.at.path) || isAside(one.at.path) || isByHand(one))
  );
}

/** The program of an image; null where it cannot be told. */
export function programOf(snapshot: DeployedSnapshot, path: string, stage: string): MainPackage | null {
  const { images, workshop } = workshopOf(snapshot);
  const told = runnersOf(snapshot, path).find(({ build }) => build !== null)?.build;
  const build = { dockerfile: path, context: told?.context ?? dirOf(path), target: stage || null, args: {} };
  const deployment: Deployment = {
    ...{ name: baseOf(dirOf(path)) || 'image', hosts: [], images: [], build, command: null, arguments: null },
    ...{ environment: [], dir: null, at: { path, line: 1, text: '' }, aside: false },
  };
  return bind(deployment, images, workshop).main;
}

/** The program of an image listens, or works until it is ended. */
export function isService(snapshot: DeployedSnapshot, main: MainPackage): boolean {
  if (!isForPeople(main) && workshopOf(snapshot).serves(main) !== null) return true;
  return snapshot.map.services.some(({ kind, main: dir }) => kind === 'go' && dir === main.dir);
}

/** A container of a workload, or a service of a compose file. */
export type Runner =
  | { by: 'compose'; service: ComposeService }
  | { by: 'kubernetes'; object: KubeObject; container: KubeContainer };

/** The facts behind what runs an image. */
export function runnerFacts(snapshot: DeployedSnapshot, { at }: Deployment): Runner | null {
  const facts = snapshot.manifests.find(({ path }) => path === at.path)?.facts;
  if (facts?.form === 'compose') {
    const service = facts.services.find(({ line }) => line === at.line);
    return service ? { by: 'compose', service } : null;
  }
  if (facts?.form !== 'kubernetes') return null;
  for (const object of facts.objects) {
    const container = object.containers.find(({ line }) => line === at.line);
    if (container) return { by: 'kubernetes', object, container };
  }
  return null;
}
