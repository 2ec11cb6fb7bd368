import { dirOf } from '../../go/modules.ts';
import type { Bound } from './bind.ts';
import { baseOf } from './deployment.ts';
import { mainsBuilt, prebuilt, type Workshop } from './image-program.ts';
import type { Images } from './images.ts';
import type { MainPackage } from './mains.ts';
import { type ReadStage, recipeOf, stageNamed } from './stage-files.ts';

/** Programs that help another start, or people who look at it. */
const HELPS =
  /(?:^|[-_/])(?:migrat\w*|ready|health\w*|probe|seed\w*|init|tools?|debug|bench\w*|tests?|e2e|mock\w*|example\w*)(?:[-_/]|$)/;

/**
 * The other programs of an image that nothing here deploys: who put them in starts them from elsewhere, by a command of
 * its own.
 */
export function broughtAlong(bound: Bound, images: Images, workshop: Workshop): Bound[] {
  const { build, main: started } = bound;
  const stages = build && images.dockerfile(build.dockerfile);
  if (!build || !stages || started === null) return [];
  const recipe = recipeOf({ form: 'dockerfile', stages: [...stages] }, build.args);
  const stage = (build.target === null ? null : stageNamed(recipe.stages, build.target)) ?? recipe.stages.at(-1);
  if (!stage) return [];
  const contexts = [...new Set([build.context, dirOf(build.dockerfile), ''])];
  const others = new Set([...mainsBuilt(workshop, recipe, stage, contexts), ...copied(stage, workshop)]);
  return [...others]
    .filter((main) => main !== started && !HELPS.test(main.dir))
    .map((main) => ({ ...bound, main, arguments: [], words: [], kind: 'go' }));
}

/** What lay ready in the build context, one file each. */
function copied(stage: ReadStage, workshop: Workshop): MainPackage[] {
  return stage.steps.flatMap(({ step }) =>
    step.op === 'copy' && step.from === null && step.sources.length === 1
      ? step.sources.flatMap((source) =>
          /\.\w{1,5}$|[/*.]$/.test(baseOf(source)) ? [] : (prebuilt(workshop, source) ?? []),
        )
      : [],
  );
}
