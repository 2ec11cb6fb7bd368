import type { Evidence } from '../../findings/finding.ts';
import type { FactPlace, ManifestFacts } from '../manifests/facts.ts';
import type { EnvironmentVariable } from '../service-map.ts';

/** A manifest of a snapshot. */
export interface Manifest {
  path: string;
  facts: ManifestFacts;
}

/** One program that a manifest starts: a container, a process. */
export interface Deployment {
  /** As the manifest names it. */
  name: string;
  /** Names under which others reach it. */
  hosts: string[];
  /** Names of the image, without tag; none when it is only built. */
  images: string[];
  /** How the image is built, where the manifest itself says so. Paths from the root of the repository. */
  build: ImageBuild | null;
  /** See ContainerFact. */
  command: string[] | null;
  arguments: string[] | null;
  environment: EnvironmentVariable[];
  /** What files that are mounted say, named as in ServiceNode. */
  settings?: EnvironmentVariable[];
  /** Directory of the repository that it is started in, mounted from the host. */
  dir: string | null;
  /** Ports of the machine that lead to it. */
  published?: string[];
  at: Evidence;
  /** It serves developers, readers or tests. */
  aside: boolean;
}

export interface ImageBuild {
  /** Path of the Dockerfile. */
  dockerfile: string;
  context: string;
  target: string | null;
  args: Readonly<Record<string, string>>;
}

export function evidenceAt(path: string, { line, text }: FactPlace): Evidence {
  return { path, line, text };
}

/** `gcr.io/shop/orders` of `gcr.io/shop/orders:v1@sha256:…`. */
export function bareImage(image: string): string {
  return image
    .replace(/@.*$/, '')
    .replace(/:[^/:]*$/, '')
    .replace(/^(?:docker\.io\/)?(?:library\/)?/, '');
}

/** `orders` of `gcr.io/shop/orders`. */
export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
