import { goCommands } from '../manifests/go-commands.ts';
import { baseOf } from './deployment.ts';
import { absolute, type Origin, originOf, type ReadStage, type Recipe, stageNamed } from './stage-files.ts';

/** Files of an image that were built or brought, with how they came. */
export function containedPaths(recipe: Recipe, stage: ReadStage): { file: string; origin: Origin }[] {
  const files = new Set<string>();
  for (const { step, dir } of stage.steps) {
    if (step.op === 'run') for (const file of outputsOf(step.script, dir)) files.add(file);
    if (step.op !== 'copy' || step.from === null) continue;
    const to = absolute(dir, step.to);
    const other = stageNamed(recipe.stages, step.from);
    for (const source of step.sources) {
      files.add(to);
      files.add(absolute(to, baseOf(source)));
      // A whole directory: what was built into it.
      for (const { step: made, dir: at } of other?.steps ?? [])
        if (made.op === 'run')
          for (const file of outputsOf(made.script, at)) {
            const folder = absolute('/', source);
            if (file.startsWith(`${folder === '/' ? '' : folder}/`))
              files.add(absolute(to, file.slice(folder === '/' ? 1 : folder.length + 1)));
          }
    }
  }
  return [...files].flatMap((file) => {
    const origin = originOf(recipe, stage, file);
    return origin ? [{ file, origin }] : [];
  });
}

function outputsOf(script: string, workdir: string): string[] {
  return goCommands(script).flatMap(({ verb, output, packages, dir }) => {
    if (verb !== 'build' && verb !== 'install') return [];
    if (output !== null) return [absolute(absolute(workdir, dir), output)];
    return packages.map((path) => absolute(verb === 'install' ? '/go/bin' : absolute(workdir, dir), baseOf(path)));
  });
}
