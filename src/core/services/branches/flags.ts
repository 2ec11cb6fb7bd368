import type { EnvironmentVariable } from '../service-map.ts';

/** How a flag is called where values are told by name. */
export const FLAG = 'flag:';

/** What the words of a command line give by name: `--url=…`, `-conf …`. Flags without a value are left out. */
export function flagsIn(
  words: readonly string[],
  at: Pick<EnvironmentVariable, 'path' | 'line' | 'text'>,
): EnvironmentVariable[] {
  return words.flatMap((word, position): EnvironmentVariable[] => {
    const [, name, given] = /^--?([a-zA-Z][\w.-]*)(?:=(.*))?$/s.exec(word) ?? [];
    const next = words[position + 1];
    const value = given ?? (next === undefined || next.startsWith('-') ? undefined : next);
    return name === undefined || value === undefined ? [] : [{ ...at, name, value }];
  });
}
