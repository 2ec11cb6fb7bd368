import type { Import } from '../facts.ts';
import { possiblePackageNames } from '../names.ts';

/** Import paths by the name under which a file sees them. */
export type Qualifiers = ReadonlyMap<string, string>;

/**
 * Names that a file's imports have: written ones and those of packages that are known (`nameOf`) for certain, the others
 * by what their path suggests. Where two could have a name, neither gets it.
 */
export function qualifiersOf(imports: readonly Import[], nameOf: (path: string) => string | null): Qualifiers {
  const certain = new Map<string, string>();
  const guessed = new Map<string, string | null>();
  for (const { alias, path } of imports) {
    if (alias === '_' || alias === '.') continue;
    const name = alias ?? nameOf(path);
    if (name) certain.set(name, path);
    else for (const possible of possiblePackageNames(path)) guessed.set(possible, guessed.has(possible) ? null : path);
  }
  for (const [name, path] of guessed) if (path !== null && !certain.has(name)) certain.set(name, path);
  return certain;
}
