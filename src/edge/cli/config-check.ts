import { readFile } from 'node:fs/promises';
import { parseRepoConfig } from '../../core/config/repo-config.ts';
import { InputError } from '../../core/errors.ts';
import { CATALOGUE } from '../../core/standards/registry.ts';
import { EXIT } from './exit.ts';

/** `architect config check [FILE]`: every error with its line, or one line that all is well. */
export async function runConfigCheck(file: string): Promise<number> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new InputError(
      `cannot read ${file}: ${(error as Error).message}; name the file, as in architect config check FILE`,
    );
  }
  const { errors } = parseRepoConfig(text, { standards: CATALOGUE.map(({ id }) => id) });
  for (const { line, column, message } of errors) process.stderr.write(`${file}:${line}:${column}: ${message}\n`);
  if (errors.length > 0) return EXIT.unusable;
  process.stdout.write(`${file} is valid\n`);
  return EXIT.passed;
}
