import type { GoModule } from '../../go/modules.ts';
import { dirOf, joinPath } from '../../go/modules.ts';
import type { BuildFact } from '../manifests/facts.ts';
import { repositoryDirs } from './containing.ts';
import { baseOf } from './deployment.ts';
import { containedPaths } from './image-files.ts';
import type { MainPackage, Mains } from './mains.ts';
import { absolute, type Origin, originOf, type ReadStage, type Recipe } from './stage-files.ts';

/** What is known beside the Dockerfile when its programs are looked for. */
export interface Workshop {
  mains: Mains;
  modules: readonly GoModule[];
  /** See ownersOf. */
  /** Variables of the environment that choose what a program does. */
  roles: ReadonlySet<string>;
  owners: ReadonlySet<string>;
  /** Programs that Makefiles and release tools build, with the directory of their file. */
  programs: readonly { build: Extract<BuildFact, { builds: 'program' }>; dir: string }[];
}

/** The main behind a program of an image; null when it is not of this repository, or cannot be told. */
export function mainOf(
  workshop: Workshop,
  recipe: Recipe,
  stage: ReadStage,
  program: string,
  contexts: readonly string[],
): MainPackage | null {
  for (const file of placesOf(stage, program)) {
    const origin = originOf(recipe, stage, file);
    if (origin === null) continue;
    for (const context of contexts) {
      const main = mainFrom(workshop, origin, context, baseOf(file));
      if (main) return main;
    }
    return origin.by === 'context' ? prebuilt(workshop, origin.path) : null;
  }
  return null;
}

/** The mains whose programs Go builds in the stages that an image is copied from. */
export function mainsBuilt(
  workshop: Workshop,
  recipe: Recipe,
  stage: ReadStage,
  contexts: readonly string[],
): MainPackage[] {
  const found = new Set<MainPackage>();
  for (const { origin, file } of containedPaths(recipe, stage))
    for (const context of contexts) {
      const main = origin.by === 'context' ? null : mainFrom(workshop, origin, context, baseOf(file));
      if (main) {
        found.add(main);
        break;
      }
    }
  return [...found];
}

/** Where a program of that name can lie: a bare name is looked for where PATH leads. */
function placesOf(stage: ReadStage, program: string): string[] {
  const dir = stage.steps.at(-1)?.dir ?? '/';
  if (program.includes('/')) return [absolute(dir, program)];
  const path = [
    '/usr/local/bin',
    '/usr/bin',
    '/bin',
    '/go/bin',
    '/usr/local/sbin',
    '/sbin',
    '/usr/sbin',
    '',
    '/app',
    dir,
  ];
  return path.map((folder) => `${folder === '/' ? '' : folder}/${program}`);
}

function mainFrom(
  { mains, modules, programs }: Workshop,
  origin: Origin,
  context: string,
  name: string,
): MainPackage | null {
  if (origin.by === 'context') return null;
  const dirs = repositoryDirs(origin.stage, origin.dir, context);
  if (origin.by === 'make') {
    const made = programs.find(
      ({ build, dir }) =>
        dirs.includes(dir) &&
        (build.output === null ? false : baseOf(build.output) === name || build.output.endsWith('/')),
    );
    const byMake = made
      ? packageMain(mains, modules, made.build.packages, [joinPath(made.dir, made.build.dir)], name)
      : null;
    if (byMake) return byMake;
    for (const dir of dirs) {
      const under = mains.under(dir);
      const only = under.length === 1 ? under[0] : null;
      if (only) return only;
      const named = mains.named(name, under);
      if (named) return named;
    }
    return null;
  }
  return (
    packageMain(mains, modules, origin.packages, dirs, name) ??
    packageMain(mains, modules, [''], withinCopied(origin, context), name)
  );
}

/** Directories of the packages themselves, where only folders below the one that Go runs in were copied. */
function withinCopied({ packages, stage, dir }: Extract<Origin, { by: 'go' }>, context: string): string[] {
  return packages
    .filter((path) => !/\.\.\.$|\.go$/.test(path))
    .flatMap((path) => repositoryDirs(stage, absolute(dir, path), context));
}

/** The main among packages as the go command is given them. */
export function packageMain(
  mains: Mains,
  modules: readonly GoModule[],
  packages: readonly string[],
  dirs: readonly string[],
  name: string,
): MainPackage | null {
  for (const path of packages)
    for (const dir of dirs) {
      if (/(?:^|\/)\.\.\.$/.test(path)) {
        const under = mains.under(joinPath(dir, path.replace(/\/?\.\.\.$/, '')));
        const found = under.length === 1 ? (under[0] ?? null) : mains.named(name, under);
        if (found) return found;
      } else {
        const plain = path.replace(/\/$/, '');
        const inside = plain.endsWith('.go') ? dirOf(plain) : plain;
        const found = mains.at(joinPath(dir, inside)) ?? mains.at(importedDir(modules, inside) ?? '\0');
        if (found) return found;
      }
    }
  return null;
}

function importedDir(modules: readonly GoModule[], path: string): string | null {
  const module = modules.find((one) => one.path !== '' && (path === one.path || path.startsWith(`${one.path}/`)));
  return module ? joinPath(module.dir, path.slice(module.path.length).replace(/^\//, '')) : null;
}

/** A program that something else built, a Makefile or a release tool, or that is called like a main. */
export function prebuilt({ mains, modules, programs }: Workshop, path: string): MainPackage | null {
  const name = baseOf(path);
  for (const { build, dir } of programs) {
    if (build.output === null || baseOf(build.output) !== name) continue;
    const found = packageMain(mains, modules, build.packages, [joinPath(dir, build.dir)], name);
    if (found) return found;
  }
  return mains.named(name);
}
