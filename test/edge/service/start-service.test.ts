import { createServer } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ServiceSettings } from '../../../src/config/service-settings.ts';
import { type ServiceOptions, startService } from '../../../src/edge/service/start-service.ts';
import type { Store } from '../../../src/edge/store/open-store.ts';
import { createLog } from '../../../src/edge/telemetry/log.ts';
import { examplePayload } from '../webhook/examples.ts';
import { SETTINGS, signed } from '../webhook/front.ts';

const APP = { slug: 'go-architect-acme', permissions: {}, events: [] };

/** GitHub, as far as it knows the App. */
async function github(): Promise<string> {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.url === '/app' ? APP : { url: 'https://x.example', content_type: 'json' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
}

/** A service whose store and worker write down what happens to them. */
async function parts(changes: Partial<ServiceSettings> = {}) {
  const happened: string[] = [];
  const apiUrl = await github();
  const settings: ServiceSettings = {
    ...SETTINGS,
    github: { apiUrl, url: apiUrl },
    hookUrl: null,
    dataDir: '/nowhere',
    databaseUrl: null,
    recordings: null,
    modelForks: 'ask',
    logLevel: 'silent',
    model: null,
    ...changes,
  };
  const store: Pick<Store, 'inbox' | 'counts' | 'ping' | 'close'> = {
    inbox: {
      async accept({ event }) {
        happened.push(`stored ${event}`);
        return 'stored';
      },
    },
    counts: async () => ({ ready: 3, later: 0, running: 1, failed: 0 }),
    ping: async () => {},
    close: async () => void happened.push('store closed'),
  };
  const options: ServiceOptions<typeof store> = {
    settings,
    openStore: async () => store,
    startWork: async () => ({ announce: () => {}, stop: async () => void happened.push('worker stopped') }),
    log: createLog('silent'),
  };
  return { options, happened };
}

describe('the service', () => {
  test('takes webhooks until it is stopped: then the worker ends before the store', async () => {
    const { options, happened } = await parts();
    const service = await startService(options);
    const url = `http://127.0.0.1:${service.port}/api/github/webhooks`;
    const delivery = signed('pull_request.opened', examplePayload('pull_request.opened'));
    expect((await fetch(url, delivery)).status).toBe(202);
    await service.stop();
    expect(happened).toEqual(['stored pull_request.opened', 'worker stopped', 'store closed']);
    await expect(fetch(url, delivery)).rejects.toThrow();
  });

  test('knows its own bot', async () => {
    const { options, happened } = await parts({ app: { ...SETTINGS.app, slug: APP.slug } });
    const service = await startService(options);
    onTestFinished(() => service.stop());
    const url = `http://127.0.0.1:${service.port}/api/github/webhooks`;
    const own = examplePayload('pull_request.opened', { sender: { login: 'go-architect-acme[bot]' } });
    expect((await fetch(url, signed('pull_request.opened', own))).status).toBe(202);
    expect(happened).toEqual([]);
  });

  test('shows how much work waits', async () => {
    const { options } = await parts();
    const service = await startService(options);
    onTestFinished(() => service.stop());
    const metrics = await (await fetch(`http://127.0.0.1:${service.metricsPort}/metrics`)).text();
    expect(metrics).toContain('architect_queue_jobs{state="ready"} 3');
  });

  test('that cannot have its port leaves nothing running', async () => {
    const first = await startService((await parts()).options);
    onTestFinished(() => first.stop());
    const { options, happened } = await parts({ port: first.port });
    await expect(startService(options)).rejects.toThrow('is taken');
    expect(happened).toEqual(['worker stopped', 'store closed']);
  });

  test('closes the store even if the worker cannot be stopped', async () => {
    const { options, happened } = await parts();
    const service = await startService({
      ...options,
      startWork: async () => ({ announce: () => {}, stop: () => Promise.reject(new Error('stuck')) }),
    });
    await service.stop();
    expect(happened).toEqual(['store closed']);
  });
});
