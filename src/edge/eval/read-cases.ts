import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { InputError } from '../../core/errors.ts';
import { type EvalCase, parseCases } from '../../core/eval/case.ts';

/**
 * The cases of a file, or of every `*.json` of a folder. Their `repo` is made absolute.
 *
 * @throws InputError
 */
export function readCases(path: string): EvalCase[] {
  const files = filesOf(path);
  if (files.length === 0) throw new InputError(`${path} holds no case: name a file, or a folder with *.json files`);
  return files.flatMap((file) => {
    const parsed = parseCases(read(file));
    if ('problem' in parsed) throw new InputError(`${file}: ${parsed.problem}`);
    return parsed.cases.map((one) => ({ ...one, repo: resolve(dirname(file), one.repo) }));
  });
}

function filesOf(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    const names = readdirSync(path).filter((name) => name.endsWith('.json'));
    return names.sort().map((name) => join(path, name));
  } catch (error) {
    throw unreadable(path, error);
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(path: string, error: unknown): InputError {
  return new InputError(`cannot read the cases ${path}: ${error instanceof Error ? error.message : String(error)}`);
}
