import { dirOf } from '../../go/modules.ts';
import type { DockerStage } from '../manifests/facts.ts';
import { isAside } from '../manifests/kind.ts';
import { baseOf, type Deployment, evidenceAt } from './deployment.ts';
import type { Images } from './images.ts';
import { tokensOf } from './names.ts';

/**
 * Images that nothing in the repository deploys: whoever runs them does so from elsewhere. Of a Dockerfile every stage
 * that starts something and that no other builds on counts.
 *
 * @param used Dockerfiles that deployments are built by, with `#stage` or without
 */
export function imageDeployments(images: Images, used: ReadonlySet<string>): Deployment[] {
  return [...images.all].flatMap(([path, stages]) => {
    if (isAside(path) || /[._-](?:debug|dev|test|windows|base|builder|ci)(?:[._-]|$)/i.test(baseOf(path))) return [];
    if (used.has(path)) return [];
    const ends = endStages(stages);
    return ends.flatMap((stage): Deployment[] => {
      if (!stage.steps.some(({ op }) => op === 'entrypoint' || op === 'cmd')) return [];
      if (isParametrised(stage)) return [];
      const name = nameOf(path, ends.length > 1 ? stage.name : '');
      return [
        {
          name,
          hosts: [],
          images: [],
          build: { dockerfile: path, context: dirOf(path), target: stage.name || null, args: {} },
          command: null,
          arguments: null,
          environment: stage.steps.flatMap((step) =>
            step.op === 'env' ? [{ ...evidenceAt(path, step), name: step.name, value: step.value }] : [],
          ),
          dir: null,
          at: evidenceAt(path, stage),
          aside: false,
        },
      ];
    });
  });
}

/** The stages that images are made of: the last one, and those that start something and that no other builds on. */
export function endStages(stages: readonly DockerStage[]): DockerStage[] {
  const last = stages.at(-1);
  return stages.filter(
    (stage) =>
      stage === last ||
      (stage.steps.some(({ op }) => op === 'entrypoint') &&
        !stages.some(({ from }) => from === stage.name) &&
        !/dev|debug|test/.test(stage.name)),
  );
}

/** Builds whatever its argument says: it is no image of its own. */
function isParametrised({ steps }: DockerStage): boolean {
  const open = steps.flatMap((step) =>
    step.op === 'arg' && step.value === null && !/^(?:TARGET|BUILD)\w+$/.test(step.name) ? [step.name] : [],
  );
  return steps.some(
    (step) =>
      step.op === 'copy' &&
      [...step.sources, step.to].some((path) =>
        open.some((name) => path.includes(`$${name}`) || path.includes(`\${${name}`)),
      ),
  );
}

/** By its stage, by `Dockerfile.name` or `name.Dockerfile`, or by its directory. */
function nameOf(path: string, stage: string): string {
  if (stage !== '') return stage;
  const own = tokensOf(baseOf(path).replace(/dockerfile|containerfile/i, ' ')).join('-');
  return own || baseOf(dirOf(path)) || 'image';
}
