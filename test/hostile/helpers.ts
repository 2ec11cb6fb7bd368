import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect } from 'vitest';
import type { Ran } from '../e2e/command.ts';

/** What docs/limits.md promises for a hostile file, directory or repository. Machines that run tests are slow. */
export const SECONDS = 10;
export const MEGABYTES = 600;
const SLOWNESS = 3;

/** A file with a defect that must be found whatever stands beside it. */
export const WITNESS = `package witness

import (
	"os"
	"os/signal"
)

func wait() {
	c := make(chan os.Signal)
	signal.Notify(c, os.Interrupt)
	<-c
}
`;

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** A temporary folder that holds the files. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

export interface Report {
  findings: { standard: string; path: string; line: number; new: boolean }[];
  coverage: { path: string; state: string; reason: string | null }[];
}

/** The result of a run that ended as it should: in time, within memory, with a verdict and nothing on stderr. */
export function reportOf(ran: Ran, { seconds = SECONDS, megabytes = MEGABYTES } = {}): Report {
  expect(ran.stderr).toBe('');
  expect([0, 1]).toContain(ran.code);
  expect(ran.seconds).toBeLessThan(seconds * SLOWNESS);
  expect(ran.megabytes).toBeLessThan(megabytes);
  return JSON.parse(ran.stdout) as Report;
}

/** A run that was refused: exit code 2 and one clear line. */
export function refusalOf(ran: Ran, seconds = SECONDS): string {
  expect(ran.code).toBe(2);
  expect(ran.stdout).toBe('');
  expect(ran.stderr).toMatch(/^architect: [^\n]+\n$/);
  expect(ran.stderr).not.toMatch(/internal error|\bat .*:\d+:\d+/);
  expect(ran.seconds).toBeLessThan(seconds * SLOWNESS);
  return ran.stderr.trim();
}

/** Control and bidirectional characters, which a terminal would obey. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
export const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
