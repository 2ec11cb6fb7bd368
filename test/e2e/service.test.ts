import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { examplePayload } from '../edge/webhook/examples.ts';
import { SECRET, signed } from '../edge/webhook/front.ts';
import { CLI } from './command.ts';

const MAIN = join(dirname(CLI), 'main.js');
const KEY = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey;
const CREDENTIALS = { APP_ID: '5725', PRIVATE_KEY: KEY, WEBHOOK_SECRET: SECRET, ALLOWED_OWNERS: 'Codertocat' };

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'service-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

/** `npm start` in this environment, with nobody at GitHub's address. */
function start(env: Record<string, string>) {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      PORT: '0',
      METRICS_PORT: 'off',
      HOST: '127.0.0.1',
      GITHUB_API_URL: 'http://127.0.0.1:9',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  const port = Promise.withResolvers<number>();
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line);
    const said: { port?: number } = JSON.parse(line);
    if (said.port !== undefined) port.resolve(said.port);
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  ended.then((code) => port.reject(new Error(`ended with ${code}`)), port.reject);
  port.promise.catch(() => {});
  return { child, lines, port: port.promise, ended, stderr: text(child.stderr) };
}

describe('npm start', () => {
  test('takes webhooks, alone in its folder, ends when asked to, and remembers what it was told', async () => {
    const env = { ...CREDENTIALS, DATA_DIR: folder() };
    const delivery = signed('pull_request.opened', examplePayload('pull_request.opened'), {
      'x-github-delivery': 'd-1',
    });
    const outcomes: string[] = [];
    for (const _round of ['before', 'after']) {
      const service = start(env);
      const url = `http://127.0.0.1:${await service.port}/api/github/webhooks`;
      expect((await fetch(url, delivery)).status).toBe(202);
      // Meanwhile the folder is taken.
      const second = start(env);
      expect(await second.ended).toBe(2);
      expect(await second.stderr).toContain('is in use by');
      service.child.kill('SIGTERM');
      expect(await service.ended).toBe(0);
      expect(await service.stderr).toBe('');
      for (const line of service.lines) {
        expect(line).not.toContain(SECRET);
        const { outcome }: { outcome?: string } = JSON.parse(line);
        if (outcome) outcomes.push(outcome);
      }
    }
    expect(outcomes).toEqual(['stored', 'known']);
  });

  test('tells all that is wrong with its settings, and ends with 2', async () => {
    const service = start({ ...CREDENTIALS, WEBHOOK_SECRET: 'development', PORT: 'http', DATA_DIR: folder() });
    expect(await service.ended).toBe(2);
    const lines = (await service.stderr).trim().split('\n');
    expect(lines.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'architect: WEBHOOK_SECRET',
      'architect: PORT',
    ]);
  });

  test('without credentials shows where to register the App', async () => {
    const service = start({ DATA_DIR: folder() });
    const address = await new Promise<string>((resolve) => {
      createInterface(service.child.stderr).on('line', (line) => {
        const found = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(line)?.[0];
        if (found) resolve(found);
      });
    });
    expect((await fetch(address, { redirect: 'manual' })).status).toBe(303);
    service.child.kill('SIGTERM');
    expect(await service.ended).toBeNull();
  });
});
