import { baseOf, type Deployment } from './deployment.ts';
import type { Mains } from './mains.ts';

/** Everything of an image's name but its last part: `ghcr.io/acme`; empty for a bare name. */
export function ownerOf(image: string): string {
  return image.slice(0, Math.max(0, image.lastIndexOf('/')));
}

/** Whose images are of this repository: those that it builds, and owners of two that are called like programs of it. */
export function ownersOf(deployments: readonly Deployment[], mains: Mains): ReadonlySet<string> {
  const called = new Map<string, Set<string>>();
  const owners = new Set<string>();
  for (const { images, build } of deployments)
    for (const image of images) {
      const owner = ownerOf(image);
      const main = mains.named(baseOf(image));
      const known = called.get(owner) ?? new Set();
      if (main) known.add(main.dir);
      called.set(owner, known);
      if (build || known.size > 1) owners.add(owner);
    }
  owners.delete('');
  return owners;
}
