import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { ModelUse } from '../../core/report/review.ts';
import type { QueueCounts } from '../../pipeline/service-ports.ts';

/** What the service counts. Labels take a handful of values each: never a repository, a delivery or a person. */
export interface Metrics {
  /** Others add theirs to it. */
  registry: Registry;
  /** A delivery that was understood, by what became of it. */
  delivered(event: string, outcome: string): void;
  /** A request to the webhook address was answered so, after that many seconds. */
  answered(status: number, seconds: number): void;
  /** A check was completed with that. */
  completed(conclusion: string): void;
  /** A change was judged, with the architect model or without it. */
  judgedWith(model: Pick<ModelUse, 'state' | 'failure'>): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const deliveries = new Counter({
    name: 'architect_webhook_deliveries_total',
    help: 'Signed webhooks of listed events, by event and by what became of them.',
    labelNames: ['event', 'outcome'],
    registers: [registry],
  });
  const answers = new Histogram({
    name: 'architect_webhook_answer_seconds',
    help: 'Time from the head of a request to its answer, by status.',
    labelNames: ['status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 8, 10],
    registers: [registry],
  });
  const checks = new Counter({
    name: 'architect_checks_total',
    help: 'Completed check runs, by conclusion.',
    labelNames: ['conclusion'],
    registers: [registry],
  });
  const reviews = new Counter({
    name: 'architect_reviews_total',
    help: 'Judged changes, by the architect model: used, off, or why it did not judge (timeout, over-budget, …).',
    labelNames: ['model'],
    registers: [registry],
  });
  return {
    registry,
    completed: (conclusion) => checks.inc({ conclusion }),
    judgedWith: ({ state, failure }) => reviews.inc({ model: failure ?? state }),
    delivered: (event, outcome) => deliveries.inc({ event, outcome }),
    answered: (status, seconds) => answers.observe({ status }, seconds),
  };
}

/** Asks how much work there is whenever the metrics are read. */
export function countQueue(registry: Registry, counts: () => Promise<QueueCounts>): void {
  new Gauge({
    name: 'architect_queue_jobs',
    help: 'Keys with work, by state: ready, later (not before a time), running, failed (given up).',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      for (const [state, count] of Object.entries(await counts())) this.set({ state }, count);
    },
  });
}
