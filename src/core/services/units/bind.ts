import { dirOf } from '../../go/modules.ts';
import { rolesGiven } from '../branches/roles.ts';
import type { DockerStage } from '../manifests/facts.ts';
import { baseOf, type Deployment, type ImageBuild } from './deployment.ts';
import { mainOf, mainsBuilt, packageMain, prebuilt, type Workshop } from './image-program.ts';
import type { Images } from './images.ts';
import type { MainPackage } from './mains.ts';
import { tokensOf } from './names.ts';
import { ownerOf } from './owners.ts';
import { branchOf, type Started, startedBy } from './process-words.ts';
import { type ReadStage, recipeOf, stageNamed } from './stage-files.ts';
import { calledStore, wellKnown } from './well-known.ts';

/** What a deployment runs. */
export interface Bound {
  deployment: Deployment;
  main: MainPackage | null;
  /** See ServiceNode. */
  arguments: string[];
  /** All words that it is started with after the program's name. */
  words: readonly string[];
  /** The Dockerfile that its image is built by, where it is built here. */
  build: ImageBuild | null;
  kind: 'go' | 'other' | 'external' | 'store' | 'broker';
}

export function bind(deployment: Deployment, images: Images, workshop: Workshop): Bound {
  const build =
    deployment.build ?? deployment.images.map((image) => images.build(image)).find((found) => found !== null) ?? null;
  const stages = build && images.dockerfile(build.dockerfile);
  const byImage = build && stages ? inImage(deployment, build, stages, workshop) : null;
  const started = startedBy([...(deployment.command ?? []), ...(deployment.arguments ?? [])]);
  const foreign = stages !== null && isOfOthers(stages);
  const main =
    byImage?.main ??
    inDirectory(deployment, started, workshop) ??
    (foreign ? null : byName(deployment, started, build, workshop));
  const given = deployment.command ? started.arguments : (deployment.arguments ?? []);
  if (main) {
    const words = byImage?.arguments ?? given;
    const roles = rolesGiven(deployment.environment, workshop.roles);
    return { deployment, main, arguments: [...branchOf(words), ...roles], words, build, kind: 'go' };
  }
  const known = deployment.images.map(wellKnown).find((kind) => kind !== null);
  const base = stages?.at(-1)?.from;
  const kind =
    known ??
    (base ? wellKnown(base.replace(/[:@].*$/, '')) : null) ??
    calledStore(deployment.name) ??
    (stages ? 'other' : 'external');
  return { deployment, main: null, arguments: [], words: given, build, kind };
}

/** Follows the program that an image starts to the package that it was built of. */
function inImage(
  deployment: Deployment,
  build: ImageBuild,
  stages: readonly DockerStage[],
  workshop: Workshop,
): { main: MainPackage | null; arguments: string[] } {
  const recipe = recipeOf({ form: 'dockerfile', stages: [...stages] }, build.args);
  const stage = (build.target === null ? null : stageNamed(recipe.stages, build.target)) ?? recipe.stages.at(-1);
  if (!stage) return { main: null, arguments: [] };
  const started = startedBy(processOf(deployment, stage));
  const contexts = [...new Set([build.context, dirOf(build.dockerfile), '', dirOf(dirOf(build.dockerfile))])];
  const { mains, modules } = workshop;
  if (started.package !== null) {
    const dirs = deployment.dir === null ? contexts : [deployment.dir];
    return { main: packageMain(mains, modules, [started.package], dirs, ''), arguments: started.arguments };
  }
  const own = started.program === null ? null : mainOf(workshop, recipe, stage, started.program, contexts);
  if (own) return { main: own, arguments: started.arguments };
  // A script starts it: then it is the only program there, or one that the script's arguments name.
  const built = mainsBuilt(workshop, recipe, stage, contexts);
  const [only] = built;
  if (only && built.length === 1) return { main: only, arguments: started.program === null ? [] : started.arguments };
  const inside = broughtBy(stage, workshop) ?? mains.at(dirOf(build.dockerfile));
  return { main: inside, arguments: inside ? started.arguments : [] };
}

/** ENTRYPOINT and CMD, or what the manifest puts in their place. */
function processOf(deployment: Deployment, stage: ReadStage): string[] {
  const last = (op: 'entrypoint' | 'cmd') => {
    const step = stage.steps.findLast((placed) => placed.step.op === op)?.step;
    if (step?.op !== 'entrypoint' && step?.op !== 'cmd') return null;
    return step.shell ? ['sh', '-c', ...step.words] : step.words;
  };
  const entrypoint = deployment.command ?? last('entrypoint') ?? [];
  return [...entrypoint, ...(deployment.arguments ?? (deployment.command ? [] : last('cmd')) ?? [])];
}

/** The one program that lay ready beside the Dockerfile and was copied. */
function broughtBy(stage: ReadStage, { mains }: Workshop): MainPackage | null {
  const brought = stage.steps
    .flatMap(({ step }) => (step.op === 'copy' && step.from === null ? step.sources : []))
    .filter((source) => !/\.\w{1,5}$|\/$|^\.$/.test(source));
  const found = brought.flatMap((source) => mains.named(baseOf(source)) ?? []);
  return brought.length <= 2 && found.length === 1 ? (found[0] ?? null) : null;
}

/** The program in the directory that the deployment is started in. */
function inDirectory(
  { name, dir, images }: Deployment,
  started: Started,
  { mains, modules }: Workshop,
): MainPackage | null {
  if (dir === null || images.some((image) => wellKnown(image) !== null)) return null;
  const packages = [started.package ?? started.program ?? ''].filter((path) => path !== '' && !path.startsWith('/'));
  const given = packageMain(mains, modules, packages, [dir], '');
  if (given) return given;
  const under = mains.under(dir);
  const [only] = under;
  if (only && under.length === 1) return only;
  const named = started.program === null ? null : mains.named(baseOf(started.program), under);
  return named ?? mains.named(name, under);
}

/**
 * The program that is called like what is started, or like the image. An image of others that happens to be called so is
 * not meant: its registry's path names the house, or there is no path.
 */
function byName(
  deployment: Deployment,
  started: Started,
  build: ImageBuild | null,
  workshop: Workshop,
): MainPackage | null {
  const { mains, owners } = workshop;
  const { images, name } = deployment;
  if (images.some((image) => wellKnown(image) !== null)) return null;
  const ours =
    build !== null ||
    images.length === 0 ||
    images.some(
      (image) =>
        !image.includes('/') || owners.has(ownerOf(image)) || tokensOf(image).some((token) => mains.house.has(token)),
    );
  if (started.package !== null) return packageMain(mains, [], [started.package], ['', deployment.dir ?? ''], '');
  const byProgram =
    started.program === null || /^(?:npm|node|python3?|java|yarn|nginx)$/.test(started.program)
      ? null
      : prebuilt(workshop, started.program);
  if (byProgram && (ours || started.program?.includes('/'))) return byProgram;
  if (!ours) return null;
  for (const image of images) {
    const found = mains.named(baseOf(image));
    if (found) return found;
  }
  return images.some((image) => !image.includes('/') && !tokensOf(image).some((token) => mains.house.has(token))) &&
    build === null
    ? null
    : mains.named(name);
}

/** Images of other languages' makers: what is built on them alone is no Go. */
const OTHERS =
  /(?:^|\/)(?:node|python|openjdk|eclipse-temurin|amazoncorretto|ruby|php|rust|gradle|maven|nginx|caddy|bun|deno|dart|elixir|swift|dotnet|aspnet|runtime|sdk)(?::|-|@|$)|dotnet/;

function isOfOthers(stages: readonly DockerStage[]): boolean {
  return !stages.some(({ from }) => /golang|(?:^|\/)go:/.test(from)) && stages.some(({ from }) => OTHERS.test(from));
}
