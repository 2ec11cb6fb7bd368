import { rememberedBy } from '../../go/remember.ts';
import type { DockerStage, DockerStep } from '../../services/manifests/facts.ts';
import { goCommands } from '../../services/manifests/go-commands.ts';
import { imageReference } from '../../services/manifests/image-reference.ts';
import { commandsOf } from '../../services/manifests/shell.ts';
import { bareImage } from '../../services/units/deployment.ts';
import { endStages } from '../../services/units/image-deployments.ts';
import type { DeployedSnapshot } from '../standard.ts';

/** An image that a Dockerfile makes. */
export interface BuiltImage {
  /** What it is recognised again by: a name only where the Dockerfile makes several. */
  label: string;
  /** Of a Go program. */
  go: boolean;
  stage: DockerStage;
  /** The stage and those that it builds on, itself first. */
  chain: readonly DockerStage[];
  /** The image of others that all of it stands on. */
  base: string;
  /** What is done in it, that of the stages below first. */
  steps: readonly DockerStep[];
}

const FOR_DEVELOPERS =
  /(?:^|[-_./])(?:dev|devel|develop|development|local|minikube|kind|debug|delve|dlv|review-?apps?|tests?|testing|e2e|cypress|playwright|load-?test|ci|lint|fuzz|boilerplate|gotemplate|tools?|docs)(?:$|[-_./])/i;

/** Images of one Dockerfile that are looked at. */
const MOST_IMAGES = 50;

/** The images that are for running: what starts anew whenever a file changes is for developers. */
export const imagesIn = rememberedBy((stages: readonly DockerStage[]): readonly BuiltImage[] =>
  endStages(stages)
    .filter(({ name }) => !FOR_DEVELOPERS.test(name))
    .slice(-MOST_IMAGES)
    .map((stage) => imageOf(stage, stages))
    .filter(({ steps }) => !steps.some(watchesSources))
    .map((image, _, all) => ({ ...image, label: all.length > 1 ? image.stage.name || 'the image' : 'the image' })),
);

/** Those of them that run a Go program; none where the Dockerfile builds no Go. */
export function goImages(stages: readonly DockerStage[]): readonly BuiltImage[] {
  return imagesIn(stages).filter(({ go }) => go);
}

export function imageOf(stage: DockerStage, stages: readonly DockerStage[]): BuiltImage {
  const chain = withBases(stage, stages);
  return {
    label: stage.name,
    go: buildsGo(stages),
    stage,
    chain,
    base: chain.at(-1)?.from ?? '',
    steps: chain.toReversed().flatMap(({ steps }) => steps),
  };
}

const buildsGo = rememberedBy((stages: readonly DockerStage[]) =>
  stages.some((stage) => isGoBuilder(stage) && !stage.steps.some(fetchesOthers)),
);

/** The sources are those of another repository. */
function fetchesOthers(step: DockerStep): boolean {
  return step.op === 'run' && /\bgit clone\b/.test(step.script);
}

/** A manifest that its name or its folder gives to developers: `Dockerfile.dev`, `compose.test.yml`, `overlays/local/`. */
export function isForDevelopers(path: string): boolean {
  return FOR_DEVELOPERS.test(path);
}

/** What an image starts builds again whenever a file changes. */
function watchesSources(step: DockerStep): boolean {
  if (step.op !== 'entrypoint' && step.op !== 'cmd') return false;
  return /(?:^|[\s/])(?:air|CompileDaemon|reflex|realize|modd|fresh|gow|dlv|nodemon|watchexec|arelo|wgo)(?:\s|$)|\bgo test\b/i.test(
    step.words.join(' '),
  );
}

/** The Go toolchain is there, or is run. */
export function isGoBuilder({ from, steps }: DockerStage): boolean {
  return steps.some((step) => (isGoToolchain(from) && step.op === 'copy' && step.from === null) || buildsWithGo(step));
}

/** It builds, or runs, sources of the context where Go is. */
export function buildsOwn(step: DockerStep): boolean {
  return buildsWithGo(step) || (step.op === 'run' && runsMake(step.script));
}

function buildsWithGo(step: DockerStep): boolean {
  if (step.op === 'cmd' || step.op === 'entrypoint') return /\bgo run\b/.test(step.words.join(' '));
  if (step.op !== 'run') return false;
  if (/\bgo mod (?:download|tidy|vendor)\b/.test(step.script)) return true;
  return goCommands(step.script).some(
    ({ verb, packages }) => verb !== 'make' && !packages.some((path) => path.includes('@')),
  );
}

function runsMake(script: string): boolean {
  return [...commandsOf(script)].some((words) => words.find((word) => !/^\w+=/.test(word)) === 'make');
}

/** `golang:1.25`, `docker.io/library/golang`, `cgr.dev/chainguard/go`. */
export function isGoToolchain(image: string): boolean {
  return /(?:^|\/)golang$|^cgr\.dev\/chainguard\/go$/.test(image.replace(/[:@].*$/, ''));
}

function withBases(stage: DockerStage, stages: readonly DockerStage[]): DockerStage[] {
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
