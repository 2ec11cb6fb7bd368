import type { Registry } from 'prom-client';
import type { Route } from './http-server.ts';

/** What must work before requests are sent here, by name. One that rejects does not. */
export type Checks = Readonly<Record<string, () => Promise<unknown>>>;

/** The process is alive: it answers. */
export const health: Route = async () => ({ status: 200, text: 'ok' });

/** Whether requests may be sent here: everything answers in time, and the service is not stopping. */
export function readiness(checks: Checks, isStopping: () => boolean, patienceMs = 2_000): Route {
  return async () => {
    if (isStopping()) return { status: 503, text: 'stopping' };
    const failing = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => ((await answers(check, patienceMs)) ? [] : [name])),
    );
    const names = failing.flat();
    return names.length === 0
      ? { status: 200, text: 'ready' }
      : { status: 503, text: `not ready: ${names.join(', ')}` };
  };
}

export function metricsPage(registry: Registry): Route {
  return async () => ({
    status: 200,
    text: (await registry.metrics()).trimEnd(),
    headers: { 'content-type': registry.contentType },
  });
}

async function answers(check: () => Promise<unknown>, patienceMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, patienceMs, false);
  });
  try {
    return await Promise.race([check().then(() => true), silence]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
