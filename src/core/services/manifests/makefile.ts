import { placesIn } from './container.ts';
import type { BuildFact } from './facts.ts';
import { goCommands } from './go-commands.ts';
import { commandsOf } from './shell.ts';

/** Programs and images that a Makefile, or a script, builds. Variables given once are filled in. */
export function makefileBuilds(text: string): BuildFact[] {
  const place = placesIn(text);
  const variables = new Map<string, string>();
  const builds: BuildFact[] = [];
  let target: string | null = null;
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index++) {
    const first = index;
    let line = lines[index] ?? '';
    while (line.endsWith('\\') && index + 1 < lines.length)
      line = `${line.slice(0, -1)} ${(lines[++index] ?? '').trim()}`;
    const [, name, value] = /^(?:export\s+)?(\w+)\s*[:?]?=\s*(.*)$/.exec(line) ?? [];
    if (name && !variables.has(name)) variables.set(name, (value ?? '').trim());
    else if (/^[^\s#=:]+(?:\s+[^\s#=:]+)*\s*:(?!=)/.test(line))
      target = line.slice(0, line.indexOf(':')).trim().split(/\s+/)[0] ?? null;
    const filled = fill(line, variables, target);
    if (!/\bgo\b|GO_?BUILD|docker|buildx|podman/i.test(filled)) continue;
    builds.push(
      ...buildsOf(filled.replace(/^[\t@-]+/, ''), target).map((build) => ({ ...place(first + 1), ...build })),
    );
  }
  return builds;
}

type Built = BuildFact extends infer One ? (One extends BuildFact ? Omit<One, 'line' | 'text'> : never) : never;

function buildsOf(line: string, target: string | null): Built[] {
  const programs = goCommands(line).flatMap(({ verb, output, packages, dir }): Built[] =>
    verb === 'build' || verb === 'install' ? [{ builds: 'program', output, packages, dir, target }] : [],
  );
  return [...programs, ...[...commandsOf(line)].flatMap(imageBuild)];
}

/** `docker build -t shop/orders -f deploy/Dockerfile .` */
export function imageBuild(words: readonly string[]): Built[] {
  const at = words.indexOf('build');
  if (at < 1 || !/(?:^|\/)(?:docker|podman|buildx|buildah|nerdctl)$/.test(words[at - 1] ?? '')) return [];
  let image: string | null = null;
  let context: string | null = null;
  let dockerfile: string | null = null;
  let target: string | null = null;
  for (let next = at + 1; next < words.length; next++) {
    const word = words[next] ?? '';
    const [flag, inline] =
      word.includes('=') && word.startsWith('-')
        ? [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]
        : [word, null];
    const value = () => inline ?? words[++next] ?? null;
    if (flag === '-t' || flag === '--tag') image ??= value();
    else if (flag === '-f' || flag === '--file') dockerfile = value();
    else if (flag === '--target') target = value();
    else if (
      /^--(?:build-arg|platform|label|progress|cache-from|cache-to|output|build-context|secret|network)$/.test(flag)
    )
      value();
    else if (!word.startsWith('-')) context = word;
  }
  if (image === null || context === null) return [];
  return [{ builds: 'image', image, context, dockerfile, target }];
}

function fill(line: string, variables: ReadonlyMap<string, string>, target: string | null): string {
  let filled = line;
  for (let depth = 0; depth < 4; depth++) {
    const next: string = filled.replace(/\$[({](\w+)[)}]/g, (whole, name: string) => variables.get(name) ?? whole);
    if (next === filled || next.length > 10_000) break;
    filled = next;
  }
  return filled.replaceAll('$@', target ?? '$@');
}
