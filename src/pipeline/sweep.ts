import type { RepoRef } from '../core/intents/intent.ts';
import { isWorthAsking, timesWithoutModel } from '../core/publication/awaits-model.ts';
import type { Inbox, Ledger, Log } from './service-ports.ts';

/** A webhook that was sent and not taken. */
export interface MissedDelivery {
  id: number;
  /** `X-GitHub-Delivery`: the same for every attempt. */
  guid: string;
}

/** An open pull request as a list shows it. */
export interface OpenPull {
  repo: RepoRef;
  pull: number;
  head: string;
}

/** All that the App is installed on. */
export interface Estate {
  /** Webhooks of the last days of which no attempt was taken. @throws FetchError */
  missed(): Promise<MissedDelivery[]>;
  redeliver(delivery: MissedDelivery): Promise<void>;
  /** Open pull requests that changed since the App was installed on them. @throws FetchError */
  openPulls(): AsyncIterable<OpenPull>;
}

export interface SweepParts {
  estate: Estate;
  inbox: Inbox;
  ledger: Ledger;
  log: Log;
  /** Aborted when the service stops: what is left, the next sweep finds. */
  stopped?: AbortSignal;
}

/** Asks GitHub for the webhooks that were missed: it sends none a second time by itself. */
export async function sweepDeliveries({ estate, ledger, log, stopped }: SweepParts): Promise<void> {
  await ledger.exclusively('sweep of deliveries', async () => {
    const missed = await estate.missed();
    for (const delivery of missed) {
      if (stopped?.aborted) return;
      await estate.redeliver(delivery);
    }
    if (missed.length > 0) log.info({ deliveries: missed.length }, 'webhooks that were missed are delivered again');
  });
}

/** Reviews what no webhook told of: open pull requests whose head has no verdict, or one that lacks the model's. */
export async function sweepHeads({ estate, inbox, ledger, log, stopped }: SweepParts): Promise<void> {
  await ledger.exclusively('sweep of heads', async () => {
    let found = 0;
    for await (const { repo, pull, head } of estate.openPulls()) {
      if (stopped?.aborted) return;
      const known = await ledger.verdictOf(repo.id, pull);
      const shown = known?.head === head && known.published ? known : null;
      if (shown && !isWorthAsking(shown)) continue;
      found++;
      const cause = 'sweep';
      const again = shown ? `/${timesWithoutModel(shown)}` : '';
      const intent = { kind: 'review-pull', repo, pull, cause, again: false, full: false } as const;
      await inbox.accept({ id: `sweep/${repo.id}/${pull}/${head}${again}`, event: cause }, [intent]);
    }
    if (found > 0) log.info({ pulls: found }, 'open pull requests without a verdict are reviewed');
  });
}
