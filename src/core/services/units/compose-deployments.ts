import { dirOf, joinPath } from '../../go/modules.ts';
import type { ComposeService } from '../manifests/facts.ts';
import { isAside } from '../manifests/kind.ts';
import { commandsOf } from '../manifests/shell.ts';
import type { EnvironmentVariable } from '../service-map.ts';
import { settingsIn } from '../settings/service-settings.ts';
import { bareImage, type Deployment, evidenceAt, type ImageBuild, type Manifest } from './deployment.ts';
import { interpolate } from './interpolate.ts';

interface ComposeFile {
  path: string;
  services: readonly ComposeService[];
}

/** What compose files start. A service that several files of a directory describe is described by all of them. */
export function composeDeployments(manifests: readonly Manifest[]): Deployment[] {
  const files = manifests.flatMap(({ path, facts }) =>
    facts.form === 'compose' ? [{ path, services: facts.services }] : [],
  );
  const variables = environmentFiles(manifests);
  const settings = settingsFiles(manifests);
  return files.flatMap((file) => {
    const own = variables(joinPath(dirOf(file.path), '.env'));
    const fill = (text: string) =>
      interpolate(text, (name) => own.find((one) => one.name === name)?.value ?? undefined);
    return file.services.flatMap((service) => {
      const whole = withBase(service, file, files);
      // Only an addition to the service of another file.
      if (whole.image === null && whole.build === null) return [];
      return [{ ...deploymentOf(whole, file.path, fill, variables), settings: settings(whole, dirOf(file.path)) }];
    });
  });
}

type Variables = (path: string) => readonly EnvironmentVariable[];

function environmentFiles(manifests: readonly Manifest[]): Variables {
  const files = new Map(
    manifests.flatMap(({ path, facts }) =>
      facts.form === 'environment'
        ? [
            [
              path,
              facts.variables.map((one) => ({ ...evidenceAt(path, one), name: one.name, value: one.value })),
            ] as const,
          ]
        : [],
    ),
  );
  // What is not committed has an example beside it.
  return (path) => files.get(path) ?? files.get(`${path}.example`) ?? files.get(`${path}.sample`) ?? [];
}

/** What files that a service mounts say, or those of directories that it does. */
function settingsFiles(
  manifests: readonly Manifest[],
): (service: ComposeService, dir: string) => EnvironmentVariable[] {
  const files = manifests.filter(({ facts }) => facts.form === 'settings');
  return ({ mounts }, dir) => {
    const sources = mounts.flatMap(({ source }) => (/^\.{1,2}\//.test(source) ? joinPath(dir, source) : []));
    const within = (path: string) =>
      sources.some((source) => source !== '' && (path === source || dirOf(path) === source.replace(/\/$/, '')));
    return files.flatMap(({ path, facts }) => (within(path) ? settingsIn(facts, { path, line: 1, text: '' }) : []));
  };
}

/** A variable without a value is that of whoever starts compose, which a `.env` file beside it sets. */
function passedOn(name: string, fill: (text: string) => string): string | null {
  const whole = `\${${name}}`;
  const value = fill(whole);
  return value === whole ? null : value;
}

function deploymentOf(
  service: ComposeService,
  path: string,
  fill: (text: string) => string,
  variables: Variables,
): Deployment {
  const dir = dirOf(path);
  const build = service.build && buildOf(service.build, dir, fill);
  const environment = [
    ...service.environment.map((one) => ({
      ...evidenceAt(path, one),
      name: one.name,
      value: one.value === null ? passedOn(one.name, fill) : fill(one.value),
    })),
    ...service.environmentFrom.flatMap(({ kind, name }) =>
      kind === 'file' ? variables(joinPath(dir, fill(name))) : [],
    ),
  ];
  return {
    name: service.name,
    hosts: [service.name, ...service.aliases.map(fill)],
    images: service.image === null ? [] : [bareImage(fill(service.image))],
    build,
    command: service.command && wordsOf(service.command, fill),
    arguments: service.arguments && wordsOf(service.arguments, fill),
    environment,
    dir: startedIn(service, dir),
    published: service.ports.flatMap((port) => publishedBy(fill(port))),
    at: evidenceAt(path, service),
    aside: isAside(path),
  };
}

/** Compose splits a single text as a shell does. */
function wordsOf(words: readonly string[], fill: (text: string) => string): string[] {
  const [only = ''] = words;
  if (words.length > 1 || !/\s/.test(only)) return words.map(fill);
  const commands = [...commandsOf(fill(only))];
  return commands.length === 1 ? (commands[0] ?? []) : ['sh', '-c', fill(only)];
}

function buildOf(build: NonNullable<ComposeService['build']>, dir: string, fill: (text: string) => string): ImageBuild {
  const context = joinPath(dir, fill(build.context));
  const args = Object.fromEntries(Object.entries(build.args).map(([name, value]) => [name, fill(value)]));
  return {
    context,
    dockerfile: joinPath(context, fill(build.dockerfile ?? 'Dockerfile')),
    target: build.target && fill(build.target),
    args,
  };
}

/** `8080` of `127.0.0.1:8080:80/tcp`; a port alone gets any. */
function publishedBy(port: string): string[] {
  const [, published] = /(?:^|:)(\d+):\d+(?:\/\w+)?$/.exec(port) ?? [];
  return published === undefined ? [] : [published];
}

/** The mounted directory that it works in. */
function startedIn({ workingDir, mounts }: ComposeService, dir: string): string | null {
  if (workingDir === null) return null;
  const mount = mounts.find(
    ({ target }) => workingDir === target || workingDir.startsWith(`${target.replace(/\/$/, '')}/`),
  );
  if (!mount || !/^\.{1,2}(?:\/|$)/.test(mount.source)) return null;
  return joinPath(joinPath(dir, mount.source), workingDir.slice(mount.target.length).replace(/^\//, ''));
}

/** The service over what it extends, and over what other compose files of the directory say of its name. */
function withBase(
  service: ComposeService,
  file: ComposeFile,
  files: readonly ComposeFile[],
  depth = 0,
): ComposeService {
  const dir = dirOf(file.path);
  const { extends: base } = service;
  let under: ComposeService | undefined;
  if (base && depth < 5) {
    const path = base.file === null ? file.path : joinPath(dir, base.file);
    const other = files.find((one) => one.path === path);
    const found = other?.services.find(({ name }) => name === base.service);
    if (other && found && found !== service) under = withBase(found, other, files, depth + 1);
  }
  if (!under) return service;
  return {
    ...service,
    image: service.image ?? (service.build ? null : under.image),
    build: service.build ?? (service.image ? null : under.build),
    command: service.command ?? under.command,
    arguments: service.arguments ?? under.arguments,
    environment: [...service.environment, ...under.environment],
    environmentFrom: [...service.environmentFrom, ...under.environmentFrom],
    workingDir: service.workingDir ?? under.workingDir,
    mounts: [...service.mounts, ...under.mounts],
  };
}
