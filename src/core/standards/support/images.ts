import { rememberedBy } from '../../go/remember.ts';
import type { DockerStage } from '../../services/manifests/facts.ts';
import { goCommands } from '../../services/manifests/go-commands.ts';
import { imageReference } from '../../services/manifests/image-reference.ts';
import { bareImage } from '../../services/units/deployment.ts';
import { endStages } from '../../services/units/image-deployments.ts';
import type { DeployedSnapshot } from '../standard.ts';

/** The stages that make the images of a Go program; none where the Dockerfile builds no Go. */
export const goImages = rememberedBy((stages: readonly DockerStage[]): readonly DockerStage[] =>
  stages.some(isGoBuilder) ? endStages(stages) : [],
);

/** The Go toolchain is there, or is run. */
export function isGoBuilder({ from, steps }: DockerStage): boolean {
  return (
    isGoToolchain(from) ||
    steps.some((step) => step.op === 'run' && goCommands(step.script).some(({ verb }) => verb !== 'make'))
  );
}

/** `golang:1.25`, `docker.io/library/golang`, `mcr.microsoft.com/oss/go/microsoft/golang`. */
export function isGoToolchain(image: string): boolean {
  const name = image.replace(/[:@].*$/, '');
  return /(?:^|\/)golang$/.test(name) || /^cgr\.dev\/chainguard\/go$/.test(name);
}

/** A stage and those that it builds on, itself first. */
export function withBases(stage: DockerStage, stages: readonly DockerStage[]): DockerStage[] {
  const chain = [stage];
  for (let at = stages.indexOf(stage); at > 0; ) {
    const from = chain.at(-1)?.from.toLowerCase() ?? '';
    at = stages.slice(0, at).findLastIndex(({ name }) => name !== '' && name.toLowerCase() === from);
    const base = stages[at];
    if (base) chain.push(base);
  }
  return chain;
}

/** Names of images whose tag something else puts in: kustomize's `images`, skaffold. */
export const retagged = rememberedBy(({ manifests }: DeployedSnapshot): ReadonlySet<string> => {
  const names = manifests.flatMap(({ path, facts }) => {
    if (facts.form === 'kustomization') return facts.kustomization.images.map(({ name }) => name);
    if (facts.form !== 'builds' || !/skaffold[^/]*$/.test(path)) return [];
    return facts.builds.flatMap((build) => (build.builds === 'image' ? build.image : (build.output ?? [])));
  });
  return new Set(names.map(bareImage));
});

/** The image has no tag, or the one that moves with every push. */
export function isUntagged(image: string): boolean {
  const found = imageReference(image);
  return found !== null && found.digest === null && (found.tag === null || found.tag === 'latest');
}
