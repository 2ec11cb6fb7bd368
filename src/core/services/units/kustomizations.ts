import { bareImage, type Manifest } from './deployment.ts';

/** Other names that kustomizations give an image. */
export function imageNames(manifests: readonly Manifest[]): (image: string) => string[] {
  const names = new Map<string, string[]>();
  for (const { facts } of manifests) {
    if (facts.form !== 'kustomization') continue;
    for (const { name, newName } of facts.kustomization.images) {
      if (newName === null) continue;
      const known = names.get(bareImage(name)) ?? [];
      names.set(bareImage(name), [...new Set([...known, bareImage(newName)])]);
    }
  }
  return (image) => names.get(image) ?? [];
}
