import { dirOf, joinPath } from '../../go/modules.ts';
import type { DockerStage } from '../manifests/facts.ts';
import { isAside } from '../manifests/kind.ts';
import { bareImage, baseOf, type Deployment, type ImageBuild, type Manifest } from './deployment.ts';
import { tokensOf } from './names.ts';

/** The images that the repository builds. */
export interface Images {
  /** How an image is built; null when the repository does not tell. */
  build(image: string): ImageBuild | null;
  dockerfile(path: string): readonly DockerStage[] | null;
  /** Every Dockerfile by path. */
  all: ReadonlyMap<string, readonly DockerStage[]>;
}

export function imagesOf(
  manifests: readonly Manifest[],
  deployments: readonly Deployment[],
  house: ReadonlySet<string>,
): Images {
  const all = new Map(
    manifests.flatMap(({ path, facts }) => (facts.form === 'dockerfile' ? [[path, facts.stages] as const] : [])),
  );
  const told = new Map<string, ImageBuild>();
  const tell = (image: string, build: ImageBuild) => {
    const name = bareImage(image);
    if (!told.has(name) && all.has(build.dockerfile)) told.set(name, build);
  };
  for (const { images, build } of deployments) if (build) for (const image of images) tell(image, build);
  for (const { path, facts } of manifests) {
    if (facts.form !== 'builds') continue;
    for (const one of facts.builds) {
      if (one.builds !== 'image' || one.image.startsWith('$')) continue;
      const dir = dirOf(path);
      const context = joinPath(dir, one.context);
      // Makefiles name the Dockerfile from where they run, skaffold from the context.
      const paths =
        one.dockerfile === null
          ? [joinPath(context, 'Dockerfile')]
          : [joinPath(dir, one.dockerfile), joinPath(context, one.dockerfile)];
      const dockerfile = paths.find((candidate) => all.has(candidate));
      if (dockerfile) tell(one.image, { dockerfile, context, target: one.target, args: {} });
    }
  }
  return {
    all,
    dockerfile: (path) => all.get(path) ?? null,
    build: (image) => told.get(image) ?? byBase(told, image) ?? byName(all, image, house),
  };
}

/** The same name in another registry. */
function byBase(told: ReadonlyMap<string, ImageBuild>, image: string): ImageBuild | null {
  const found = [...told].filter(([name]) => baseOf(name) === baseOf(image));
  const [only] = found;
  return only && new Set(found.map(([, build]) => build.dockerfile + build.target)).size === 1 ? only[1] : null;
}

/** A stage of that name, a Dockerfile in a directory of that name, or `Dockerfile.name`. */
function byName(all: Images['all'], image: string, house: ReadonlySet<string>): ImageBuild | null {
  const name = tokensOf(baseOf(image)).join('');
  const own = tokensOf(baseOf(image))
    .filter((token) => !house.has(token))
    .join('');
  for (const wanted of [name, own]) {
    if (wanted === '') continue;
    const found: ImageBuild[] = [];
    for (const [path, stages] of all) {
      const build = { dockerfile: path, context: dirOf(path), target: null, args: {} };
      const file = tokensOf(baseOf(path)).join('');
      const stage = stages.find((one) => tokensOf(one.name).join('') === wanted);
      if (isAside(path)) continue;
      if (stage?.steps.some(({ op }) => op === 'entrypoint' || op === 'cmd'))
        found.push({ ...build, target: stage.name });
      else if (file === wanted || tokensOf(baseOf(dirOf(path))).join('') === wanted) found.push(build);
    }
    // Variants of one image stand beside each other: the plain one is meant.
    const plain = found.filter(({ dockerfile }) => /(?:^|\/)(?:Dockerfile|Containerfile)$/.test(dockerfile));
    const [only] = plain.length === 1 ? plain : found;
    if (
      only &&
      (found.length === 1 || plain.length === 1 || new Set(found.map((one) => dirOf(one.dockerfile))).size === 1)
    )
      return only;
  }
  return null;
}
