import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Log } from '../../pipeline/service-ports.ts';
import type { BreakerState } from '../model/guard.ts';
import type { ModelWatch } from '../model/watch.ts';

const STATES: Readonly<Record<BreakerState, number>> = { closed: 0, 'half-open': 1, open: 2 };

/** Counts what the architect model is asked and what it costs, and logs what a person must mend. */
export function watchModel(registry: Registry, log: Log): ModelWatch {
  const registers = [registry];
  const calls = new Histogram({
    name: 'architect_model_call_seconds',
    help: 'Time until the model answered or did not, retries included, by task and outcome.',
    labelNames: ['task', 'outcome'],
    buckets: [1, 2.5, 5, 10, 20, 40, 80, 160, 320, 640],
    registers,
  });
  const tokens = new Counter({
    name: 'architect_model_tokens_total',
    help: 'Tokens used, by task and kind: input, cache_write, cache_read, output.',
    labelNames: ['task', 'kind'],
    registers,
  });
  const cost = new Counter({
    name: 'architect_model_cost_usd_total',
    help: "What the model cost at the operator's prices, by task.",
    labelNames: ['task'],
    registers,
  });
  const retries = new Counter({
    name: 'architect_model_retries_total',
    help: 'Attempts that were made again, by what had failed.',
    labelNames: ['failure'],
    registers,
  });
  const defects = new Counter({
    name: 'architect_model_defects_total',
    help: 'Requests that the API refused as wrong: a mistake of this program, never an outage.',
    registers,
  });
  const breaker = new Gauge({
    name: 'architect_model_breaker_state',
    help: '0: calls go through. 1: one is tried. 2: the model failed too often and is left alone for a while.',
    registers,
  });
  return {
    ended({ task, outcome, said, ms, tokens: used, costUsd }) {
      calls.observe({ task, outcome }, ms / 1000);
      tokens.inc({ task, kind: 'input' }, used.input);
      tokens.inc({ task, kind: 'cache_write' }, used.cacheWrite);
      tokens.inc({ task, kind: 'cache_read' }, used.cacheRead);
      tokens.inc({ task, kind: 'output' }, used.output);
      cost.inc({ task }, costUsd);
      if (outcome === 'defect') defects.inc();
      // Where the API says so, it is the account's budget and none of this program's.
      const told = outcome === 'over-budget' && said !== null ? MEND : PERSONS.get(outcome);
      if (told !== undefined) log.error({ task, outcome, said }, told);
    },
    retried({ failure }, waitMs) {
      retries.inc({ failure });
      log.info({ failure, waitMs }, 'the model is asked again');
    },
    breaker(state) {
      breaker.set(STATES[state]);
      log.warn({ state }, 'the breaker of the model changed');
    },
    unpriced: (model) => log.warn({ model }, 'no price is known for the model: the dearest is assumed'),
  };
}

const MEND = 'the architect model cannot be asked until its settings or its account are mended';

/** Outcomes that a person must see to. */
const PERSONS: ReadonlyMap<string, string> = new Map([
  ['defect', 'the API refused a request as wrong: a mistake of this program'],
  ['key-refused', MEND],
  ['unknown-model', MEND],
]);
