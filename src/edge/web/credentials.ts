import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import type { Variables } from '../../config/service-settings.ts';
import { InputError } from '../../core/errors.ts';

/** In the data folder. */
export const CREDENTIALS_FILE = 'credentials.env';

/** Variables as the file says them; none where there is no file. @throws InputError when it cannot be read */
export async function readCredentials(path: string): Promise<Variables> {
  try {
    return z.record(z.string(), z.string()).parse(parseEnv(await readFile(path, 'utf8')));
  } catch (error) {
    if (isCode(error, 'ENOENT')) return {};
    throw new InputError(`${path} cannot be read: give this user permission to read it, or DATA_DIR another folder`);
  }
}

/**
 * Writes the file for this user alone, whole or not at all.
 *
 * @throws InputError when there is one: it may be of an App that is in use
 */
export async function writeCredentials(path: string, variables: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(
      Object.entries(variables)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    );
    await file.sync();
    // Unlike a rename, a link never takes another file's place.
    await link(draft, path);
  } catch (error) {
    if (isCode(error, 'EEXIST'))
      throw new InputError(`${path} exists already: it is left as it is. Move it away to register another App`);
    throw error;
  } finally {
    await file.close();
    await rm(draft);
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
