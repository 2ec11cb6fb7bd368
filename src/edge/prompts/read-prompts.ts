import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PROMPT_NAMES, type Prompts } from '../../core/architect/prompts.ts';
import { InputError } from '../../core/errors.ts';

/**
 * The prompts of a directory, or those that the program brings: beside the bundle, or in the sources.
 *
 * @throws InputError where one is missing
 */
export function readPrompts(directory?: string): Prompts {
  const folder = directory ?? ownFolder();
  const entries = PROMPT_NAMES.map((name) => [name, read(join(folder, `${name}.md`))] as const);
  return Object.fromEntries(entries) as Prompts;
}

function ownFolder(): string {
  const folders = ['./prompts', '../../../prompts'].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  const found = folders.find(existsSync);
  if (found === undefined) throw new InputError('the prompts are not installed; name a folder of them');
  return found;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new InputError(`cannot read the prompt ${path}`);
  }
}
