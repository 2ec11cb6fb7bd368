import { availableParallelism } from 'node:os';
import { announce } from '../../pipeline/announce.ts';
import { handlersOf, reportFailure } from '../../pipeline/handlers.ts';
import { sweepDeliveries, sweepHeads } from '../../pipeline/sweep.ts';
import { githubEstate } from '../github/estate.ts';
import { openModelLane } from '../model/open-model.ts';
import { githubService } from '../publish/github-service.ts';
import { watchModel } from '../telemetry/model-metrics.ts';
import { announcer } from './announcer.ts';
import { repeatedly } from './repeatedly.ts';
import type { Work, WorkParts } from './start-service.ts';

const MINUTE = 60_000;
/** The first one soon after the start: it finds what came while the service was down. */
const SWEEPS = { deliveries: { first: MINUTE / 4, every: 10 * MINUTE }, heads: { first: MINUTE, every: 180 * MINUTE } };

/** Takes the intents out of the store and does them. */
export async function startWork({ settings, store, probot, log, metrics }: WorkParts): Promise<Work> {
  const { github, dataDir, isAllowed } = settings;
  const { inbox, ledger, spending } = store;
  const app = await probot.auth();
  const cores = availableParallelism();
  const watch = watchModel(metrics.registry, log);
  const model = settings.model && (await openModelLane(settings.model, { spending, watch }));
  const service = githubService({
    ...{ app, apiUrl: github.apiUrl, webUrl: github.url, dataDir, ledger, log },
    threads: Math.min(2, cores),
    completed: metrics.completed,
    model,
    judgedWith: metrics.judgedWith,
    recordings: settings.recordings,
    modelForks: settings.model && settings.modelForks,
  });
  const concurrency = Math.max(2, cores);
  const worker = await store.work({
    handlers: handlersOf(service, inbox),
    onDead: (intent, error) => reportFailure(intent, error, service),
    concurrency,
    perInstallation: concurrency - 1,
  });
  const parts = { estate: githubEstate({ app, apiUrl: github.apiUrl, isAllowed }), inbox, ledger, log };
  const failed = (err: unknown) => log.warn({ err }, 'a sweep failed; the next one looks again');
  const sweeps = [
    repeatedly(SWEEPS.deliveries, (stopped) => sweepDeliveries({ ...parts, stopped }), failed),
    repeatedly(SWEEPS.heads, (stopped) => sweepHeads({ ...parts, stopped }), failed),
  ];
  const announcements = announcer({
    lull: store.lull,
    announce: (announcement) => announce(announcement, service),
    failed: (err) => log.warn({ err }, 'a verdict was not announced; its turn opens the check'),
  });
  return {
    announce: announcements.announce,
    async stop(grace) {
      await Promise.all([announcements, worker, ...sweeps].map((part) => part.stop(grace)));
    },
  };
}
