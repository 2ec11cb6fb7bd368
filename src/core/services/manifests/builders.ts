import type { PlaceOf } from './container.ts';
import type { BuildFact } from './facts.ts';
import type { YamlView } from './yaml-view.ts';

/** Images that skaffold builds. */
export function skaffoldBuilds(document: YamlView, place: PlaceOf): BuildFact[] {
  return (document.get('build')?.get('artifacts')?.items() ?? []).flatMap((artifact): BuildFact[] => {
    const image = artifact.get('image')?.text;
    if (!image) return [];
    const docker = artifact.get('docker');
    const context = artifact.get('context')?.text ?? '.';
    const main = artifact.get('ko')?.get('main')?.text;
    if (artifact.get('ko'))
      return [
        {
          ...place(artifact.line),
          builds: 'program',
          output: image,
          packages: [main ?? '.'],
          dir: context,
          target: null,
        },
      ];
    const dockerfile = docker?.get('dockerfile')?.text ?? null;
    const target = docker?.get('target')?.text ?? null;
    return [{ ...place(artifact.line), builds: 'image', image, context, dockerfile, target }];
  });
}

/** Programs that goreleaser builds, and the images made of them. */
export function goreleaserBuilds(document: YamlView, place: PlaceOf): BuildFact[] {
  const programs = (document.get('builds')?.items() ?? []).map(
    (build): BuildFact => ({
      ...place(build.line),
      builds: 'program',
      output: build.get('binary')?.text ?? build.get('id')?.text ?? null,
      packages: [build.get('main')?.text ?? '.'],
      dir: build.get('dir')?.text ?? '',
      target: null,
    }),
  );
  const images = [...(document.get('dockers')?.items() ?? []), ...(document.get('dockers_v2')?.items() ?? [])];
  return [
    ...programs,
    ...images.flatMap((docker): BuildFact[] => {
      const image = (docker.get('image_templates') ?? docker.get('images'))?.items()[0]?.text;
      const dockerfile = docker.get('dockerfile')?.text ?? 'Dockerfile';
      return image ? [{ ...place(docker.line), builds: 'image', image, context: '.', dockerfile, target: null }] : [];
    }),
  ];
}
