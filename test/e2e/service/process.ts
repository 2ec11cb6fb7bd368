import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { CLI } from '../command.ts';

const MAIN = join(dirname(CLI), 'main.js');

/** The bundled service in a process of its own. */
export interface Process {
  child: ChildProcess;
  port: number;
  metricsPort: number | null;
  /** Of standard output. */
  lines: string[];
  /** Of standard error, once it has ended. */
  stderr: Promise<string>;
  /** Its exit code; null when it was killed. */
  ended: Promise<number | null>;
}

const Line = z.object({ port: z.number().optional(), metricsPort: z.number().nullish() });

/** As `npm start` does. Resolves when it takes webhooks. */
export async function startProcess(env: Record<string, string>): Promise<Process> {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env.PATH, HOME: '/nonexistent', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const stderr = text(child.stderr);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const ports = await new Promise<{ port: number; metricsPort: number | null }>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line);
      const { port, metricsPort = null } = Line.parse(JSON.parse(line));
      if (port !== undefined) resolve({ port, metricsPort });
    });
    Promise.all([ended, stderr]).then(([code, said]) => reject(new Error(`it ended with ${code}: ${said}`)), reject);
  });
  return { child, ...ports, lines, stderr, ended };
}

export async function kill(service: Process): Promise<void> {
  service.child.kill('SIGKILL');
  await service.ended;
}
