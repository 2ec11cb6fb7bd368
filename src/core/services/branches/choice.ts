import type { BranchFact } from '../../go/facts.ts';
import type { EnvironmentVariable, ServiceNode } from '../service-map.ts';
import { ANY_OTHER } from './if-parts.ts';
import { isRoleVariable, ROLE_FLAG } from './roles.ts';

/** What a program is started with, as far as it may choose what the program does. */
export interface Choice {
  /** Subcommands, in order. */
  words: readonly string[];
  /** Those that name a role, by name, where deployments agree. */
  flags: ReadonlyMap<string, string>;
  variables: ReadonlyMap<string, string>;
}

/** What a service says of that. */
export type StartedWith = Pick<ServiceNode, 'arguments' | 'environment' | 'flags'>;

export function choiceOf({ arguments: given, environment, flags = [] }: StartedWith): Choice {
  return {
    words: given.filter((word) => !/^-|=/.test(word)),
    flags: agreed(flags.filter(({ name }) => ROLE_FLAG.test(name))),
    variables: agreed(environment.filter(({ name }) => isRoleVariable(name))),
  };
}

/** What has one value everywhere. */
function agreed(given: readonly EnvironmentVariable[]): ReadonlyMap<string, string> {
  const found = new Map<string, string | null>();
  for (const { name, value } of given) found.set(name, found.has(name) && found.get(name) !== value ? null : value);
  return new Map([...found].flatMap(([name, value]) => (value === null || /[$⟦]/.test(value) ? [] : [[name, value]])));
}

/** What a switch is over: a word of the command line, a flag, a variable of the environment. */
export type Chooser = { by: 'words' } | { by: 'flag' | 'variable'; name: string };

/** Reads what a switch is over; `named` gives the initialiser of a variable of the package. */
export function chooserOf(on: string, named: (name: string) => string | null, depth = 3): Chooser | null {
  const variable = /os\.(?:Getenv|LookupEnv)\("([^"]+)"\)/.exec(on)?.[1];
  if (variable !== undefined) return { by: 'variable', name: variable };
  const flag = /\bp?flag\.String\w*\((?:[^",]*, ?)?"([^"]+)"/.exec(on)?.[1];
  if (flag !== undefined) return { by: 'flag', name: flag };
  if (/\bos\.Args\b|\bp?flag\.Args?\(/.test(on)) return { by: 'words' };
  const value = /^\*?\w+$/.test(on) && depth > 0 ? named(on.replace('*', '')) : null;
  return value === null ? null : chooserOf(value, named, depth - 1);
}

/** Whether a case of a switch may run: not when what chooses it leads to another one. */
export function mayRun(
  { names, others }: Pick<BranchFact, 'names' | 'others'>,
  chooser: Chooser,
  { words, flags, variables }: Choice,
): boolean {
  const values = chooser.by === 'words' ? words : ((chooser.by === 'flag' ? flags : variables).get(chooser.name) ?? []);
  const given = (typeof values === 'string' ? [values] : values).map((one) => one.toLowerCase());
  const among = (list: readonly string[]) => list.some((one) => given.includes(one.toLowerCase()));
  return among(names) || !(among(others) || (others.includes(ANY_OTHER) && given.length > 0));
}
