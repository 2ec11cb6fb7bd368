import { globSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RepoRef } from '../../core/intents/intent.ts';
import type { Recording } from '../../core/replay/recording.ts';
import { writeRecording } from './recording-file.ts';

/** How long, and in how much room, recordings are kept. */
export interface Retention {
  days: number;
  megabytes: number;
}

/** The recordings of a service: one file for each review, in a folder for each repository. */
export interface Recordings {
  /**
   * @param name of the review within its repository: letters, digits, dots and hyphens
   * @returns the recording's id
   */
  keep(repo: RepoRef, name: string, recording: Recording): Promise<string>;
  /** Path of a recording; null where it is not kept, or not kept any more. */
  find(id: string): string | null;
  /** Removes those of these repositories; null for all of the installation. */
  forget(installation: number, repos: readonly number[] | null): void;
}

const DAY = 86_400_000;
const ID = /^\d+-\d+-[\w.-]+$/;
const END = '.review.zst';

export function openRecordings(folder: string, retention: Retention, now: () => number = Date.now): Recordings {
  const folderOf = (installation: number | string, repo: number | string) =>
    join(folder, String(installation), String(repo));
  return {
    async keep({ installation, id: repo }, name, recording) {
      const home = folderOf(installation, repo);
      mkdirSync(home, { recursive: true });
      await writeRecording(join(home, `${name}${END}`), recording);
      shrink(folder, retention, now());
      return `${installation}-${repo}-${name}`;
    },
    find(id) {
      if (!ID.test(id)) return null;
      const [installation = '', repo = '', ...name] = id.split('-');
      const path = join(folderOf(installation, repo), `${name.join('-')}${END}`);
      return statSync(path, { throwIfNoEntry: false })?.isFile() ? path : null;
    },
    forget(installation, repos) {
      const paths = repos?.map((repo) => folderOf(installation, repo)) ?? [join(folder, String(installation))];
      for (const path of paths) rmSync(path, { recursive: true, force: true });
    },
  };
}

/** What is too old goes, and then the oldest until the rest has room. A process that was killed leaves parts behind. */
function shrink(folder: string, { days, megabytes }: Retention, now: number): void {
  const files = globSync('*/*/*', { cwd: folder })
    .flatMap((name) => {
      const stat = statSync(join(folder, name), { throwIfNoEntry: false });
      return stat?.isFile() ? [{ path: join(folder, name), bytes: stat.size, at: stat.mtimeMs }] : [];
    })
    .sort((a, b) => b.at - a.at);
  let room = megabytes * 1e6;
  for (const { path, bytes, at } of files) {
    room -= bytes;
    if (room < 0 || now - at > days * DAY) rmSync(path, { force: true });
  }
}

/** Whether there are any: for whoever asks for one that is not there. */
export function countRecordings(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith(END)).length;
  } catch {
    return 0;
  }
}
