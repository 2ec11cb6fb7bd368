import { joinPath } from '../../go/modules.ts';
import type { PlacedStep, ReadStage } from './stage-files.ts';
import { absolute } from './stage-files.ts';

/** Directories of the repository that a directory of a stage may hold, the likeliest first. */
export function repositoryDirs(stage: ReadStage, dir: string, context: string): string[] {
  const found = [...stage.steps]
    .reverse()
    .flatMap((placed) => mappings(placed, context))
    .flatMap(({ inside, outside }) => {
      if (dir === inside || inside === '/') return [joinPath(outside, inside === '/' ? dir.slice(1) : '')];
      return dir.startsWith(`${inside}/`) ? [joinPath(outside, dir.slice(inside.length + 1))] : [];
    });
  return [...new Set(found)];
}

/** What of the build context lies where in the image. */
function mappings({ step, dir }: PlacedStep, context: string): { inside: string; outside: string }[] {
  if (step.op === 'run')
    return step.mounts.flatMap((mount) => {
      const options = new Map(
        mount.split(',').map((part): [string, string] => [part.split('=')[0] ?? '', part.slice(part.indexOf('=') + 1)]),
      );
      if (options.has('from') || (options.get('type') ?? 'bind') !== 'bind') return [];
      const target = options.get('target') ?? options.get('dst') ?? '';
      return [
        {
          inside: absolute(dir, target),
          outside: joinPath(context, options.get('source') ?? options.get('src') ?? '.'),
        },
      ];
    });
  if (step.op !== 'copy' || step.from !== null) return [];
  const to = absolute(dir, step.to);
  return step.sources
    .filter((source) => !/\.(?:mod|sum|work)$|\*/.test(source))
    .map((source) => ({ inside: to, outside: joinPath(context, source) }));
}
