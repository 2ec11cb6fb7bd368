import { InputError } from '../../core/errors.ts';
import type { UnreadSibling } from '../../core/services/siblings/contracts.ts';
import type { FoundSibling, SiblingSource } from '../../pipeline/read-siblings.ts';
import { openDirectory } from '../fetch/open-directory.ts';

/**
 * Siblings whose checkouts the caller names, as they lie there. Whoever names a directory may read it, and reads what is
 * written of it: no other consent is asked.
 *
 * @param given `acme/stock=../stock`
 * @param rest where siblings are looked for that configuration names and the caller does not
 * @throws InputError for what names no directory
 */
export function namedDirectories(
  given: readonly string[],
  rest: SiblingSource | null,
  wanted: (path: string) => boolean,
): SiblingSource {
  const directories = new Map(given.map(readOption));
  const found = [...directories].map(
    ([repository, directory]): FoundSibling => ({
      ...{ repository, commit: null },
      open: () => openDirectory({ directory, wanted }),
    }),
  );
  return {
    async find(names) {
      const left = names.filter((name) => !directories.has(name));
      return [...found, ...(rest ? await rest.find(left) : left.map(unnamed))];
    },
  };
}

function readOption(text: string): [repository: string, directory: string] {
  const [, name, directory] = /^([\w.-]+(?:\/[\w.-]+)?)=(.+)$/s.exec(text) ?? [];
  if (name === undefined || directory === undefined)
    throw new InputError(`--sibling ${text}: write a name and a directory, such as --sibling acme/stock=../stock`);
  return [name, directory];
}

function unnamed(repository: string): UnreadSibling {
  return { repository, why: `name its checkout with --sibling ${repository}=DIR` };
}
