import { joinPath } from '../../go/modules.ts';
import type { DockerStage, DockerStep, ManifestFacts } from '../manifests/facts.ts';
import { goCommands } from '../manifests/go-commands.ts';
import { baseOf } from './deployment.ts';
import { interpolate } from './interpolate.ts';

/** A Dockerfile whose variables are filled in. */
export interface Recipe {
  stages: readonly ReadStage[];
}

/** A stage with its steps in order, those of the stages that it builds on first. Paths in the image are absolute. */
export interface ReadStage {
  name: string;
  from: string;
  line: number;
  text: string;
  steps: readonly PlacedStep[];
}

export interface PlacedStep {
  step: DockerStep;
  /** Working directory. */
  dir: string;
}

export function recipeOf(
  facts: Extract<ManifestFacts, { form: 'dockerfile' }>,
  args: Readonly<Record<string, string>>,
): Recipe {
  const stages: ReadStage[] = [];
  for (const stage of facts.stages) stages.push(readStage(stage, stages, args));
  return { stages };
}

function readStage(
  stage: DockerStage,
  earlier: readonly ReadStage[],
  args: Readonly<Record<string, string>>,
): ReadStage {
  const values = new Map<string, string>();
  const fill = (text: string) => interpolate(text, (name) => values.get(name));
  const ahead = stage.steps.findIndex((step) => step.op !== 'arg');
  for (const step of stage.steps.slice(0, ahead < 0 ? undefined : ahead))
    if (step.op === 'arg') values.set(step.name, args[step.name] ?? step.value ?? `$${step.name}`);
  const from = fill(stage.from);
  const base = stageNamed(earlier, from);
  for (const { step } of base?.steps ?? [])
    if (step.op === 'env' || step.op === 'arg') values.set(step.name, step.value ?? '');
  const steps: PlacedStep[] = [...(base?.steps ?? [])];
  let dir = steps.at(-1)?.dir ?? '/';
  for (const step of stage.steps) {
    if (step.op === 'workdir') dir = absolute(dir, fill(step.dir));
    else if (step.op === 'arg' || step.op === 'env') {
      const given = step.op === 'arg' ? (args[step.name] ?? step.value) : step.value;
      if (given !== null) values.set(step.name, fill(given));
      if (given !== null) steps.push({ dir, step: { ...step, value: fill(given) } });
    } else steps.push({ dir, step: filled(step, fill) });
    if (step.op === 'workdir') steps.push({ dir, step });
    // An entrypoint of its own takes the base's command away.
  }
  return { name: stage.name, from, line: stage.line, text: stage.text, steps };
}

function filled(step: DockerStep, fill: (text: string) => string): DockerStep {
  switch (step.op) {
    case 'copy':
      return { ...step, from: step.from && fill(step.from), sources: step.sources.map(fill), to: fill(step.to) };
    case 'run':
      return { ...step, script: fill(step.script) };
    case 'entrypoint':
    case 'cmd':
      return { ...step, words: step.words.map(fill) };
    default:
      return step;
  }
}

export function stageNamed(stages: readonly ReadStage[], name: string): ReadStage | null {
  if (/^\d+$/.test(name)) return stages[Number(name)] ?? null;
  return stages.find((stage) => stage.name !== '' && stage.name.toLowerCase() === name.toLowerCase()) ?? null;
}

export function absolute(dir: string, path: string): string {
  return `/${joinPath('', path.startsWith('/') ? path : `${dir}/${path}`)}`;
}

/** How a file came into an image. */
export type Origin =
  /** Go built it: packages as written, in a directory of the stage. */
  | { by: 'go'; packages: readonly string[]; dir: string; stage: ReadStage; output: string }
  /** A Makefile did, or another tool that was run there. */
  | { by: 'make'; targets: readonly string[]; dir: string; stage: ReadStage; output: string }
  /** It lay in the build context. */
  | { by: 'context'; path: string };

/** How a file of a stage came there; null when it is the base image's. */
export function originOf(recipe: Recipe, stage: ReadStage, file: string, depth = 0): Origin | null {
  if (depth > 8) return null;
  let made: Origin | null = null;
  const reversed = [...stage.steps].reverse();
  const named = reversed.find(({ step, dir }) => step.op === 'copy' && namedSource(step, dir, file) !== null);
  for (const { step, dir } of reversed) {
    if (step.op === 'copy') {
      if (named && step !== named.step) continue;
      const source = sourceOf(step, dir, file);
      if (source === null) continue;
      if (step.from === null) return { by: 'context', path: source.replace(/^\.?\//, '') };
      const other = stageNamed(recipe.stages, step.from);
      return other && originOf(recipe, other, absolute('/', source), depth + 1);
    }
    if (step.op === 'run') made ??= builtBy(step.script, dir, file, stage);
    if (made?.by === 'go') return made;
  }
  return made;
}

/** The path that a COPY took the file from, where it names the file. */
function namedSource(step: Extract<DockerStep, { op: 'copy' }>, dir: string, file: string): string | null {
  const to = absolute(dir, step.to);
  for (const source of step.sources) {
    const inside = `${to === '/' ? '' : to}/${baseOf(source.replace(/\/$/, ''))}`;
    if (file === inside && step.to !== source) return source;
    if (file === to && !/[/.]$/.test(step.to) && step.sources.length === 1) return source;
  }
  return null;
}

/** The same, where it may have taken the folder around the file. */
function sourceOf(step: Extract<DockerStep, { op: 'copy' }>, dir: string, file: string): string | null {
  const named = namedSource(step, dir, file);
  if (named !== null) return named;
  const to = absolute(dir, step.to);
  for (const source of step.sources) {
    if (
      file.startsWith(to === '/' ? '/' : `${to}/`) &&
      (step.from !== null || !/^\.?\/?$/.test(source)) &&
      step.sources.length === 1 &&
      !/\.\w{1,4}$/.test(source)
    ) {
      const rest = file.slice(to === '/' ? 1 : to.length + 1);
      // A single file copied into a directory under its own name was compared above.
      if (step.from !== null && source.replace(/\/$/, '') !== '') return `${source.replace(/\/$/, '')}/${rest}`;
    }
  }
  return null;
}

function builtBy(script: string, workdir: string, file: string, stage: ReadStage): Origin | null {
  let made: Origin | null = null;
  for (const { verb, output, packages, dir: gone } of goCommands(script)) {
    const dir = absolute(workdir, gone);
    if (verb === 'make') made ??= { by: 'make', targets: packages, dir, stage, output: file };
    if (verb !== 'build' && verb !== 'install') continue;
    const name = baseOf(file);
    const all = packages.length > 0 ? packages : ['.'];
    const origin: Origin = { by: 'go', packages: all, dir, stage, output: file };
    if (verb === 'install' || output === null) {
      const own = all.some(
        (path) => baseOf(path.replace(/\/(?:\w+\.go)?$/, '')) === name || /\.\.\.$/.test(path) || path === '.',
      );
      if (own) return origin;
      continue;
    }
    const target = absolute(dir, output);
    if (target === file) return origin;
    if (file.startsWith(`${target}/`) && all.some((path) => /\.\.\.$/.test(path) || baseOf(path) === name))
      return origin;
  }
  return made;
}
