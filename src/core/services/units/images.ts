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

/** How an image's name says which of the repository's images it is; the first that says only one counts. */
const LIKE: readonly ((image: readonly string[], path: string, house: ReadonlySet<string>) => string)[] = [
  (image) => image.join(''),
  (image, _, house) => image.filter((token) => !house.has(token)).join(''),
  // `registry-photon` is built in `make/photon/registry`.
  (image, path, house) => {
    const above = new Set(tokensOf(dirOf(dirOf(path))));
    return image.filter((token) => !house.has(token) && !above.has(token)).join('');
  },
];

/** A stage of that name, a Dockerfile in a directory of that name, or `Dockerfile.name`. */
function byName(all: Images['all'], image: string, house: ReadonlySet<string>): ImageBuild | null {
  const tokens = tokensOf(baseOf(image));
  for (const like of LIKE) {
    const found: ImageBuild[] = [];
    for (const [path, stages] of all) {
      const wanted = like(tokens, path, house);
      if (wanted === '' || isAside(path)) continue;
      const build = { dockerfile: path, context: dirOf(path), target: null, args: {} };
      const stage = stages.find((one) => tokensOf(one.name).join('') === wanted);
      if (stage?.steps.some(({ op }) => op === 'entrypoint' || op === 'cmd'))
        found.push({ ...build, target: stage.name });
      else if ([baseOf(path), baseOf(dirOf(path))].some((name) => tokensOf(name).join('') === wanted))
        found.push(build);
    }
    const only = plainest(found);
    if (only) return only;
  }
  return null;
}

/** Variants of one image stand beside each other: the plain one is meant. Null where several images are. */
function plainest(found: readonly ImageBuild[]): ImageBuild | null {
  const plain = found.filter(({ dockerfile }) => /(?:^|\/)(?:Dockerfile|Containerfile)$/.test(dockerfile));
  if (plain.length === 1) return plain[0] ?? null;
  return new Set(found.map((one) => dirOf(one.dockerfile))).size === 1 ? (found[0] ?? null) : null;
}
