/**
 * `node bench/model.ts --repo DIR --base REF --head REF [--answers DIR]`: what the architect model's lane adds to a
 * review besides the model. Reviews the change three times against the stand-in for the API, which answers at once: with
 * the replies of DIR, as `npm run model-bench` has them, or that there is nothing to say. Prints, as JSON, for each
 * review the requests' tokens as the stand-in counts them, what of them was read from its cache, and how long the lane
 * took: processor time for the first two, elapsed for the third, the stand-in's own work included.
 */
import { parseArgs } from 'node:util';
import { readEnv } from '../src/config/env.ts';
import { readModelSettings } from '../src/config/model-settings.ts';
import { EMPTY_REPLY } from '../src/core/architect/merge-replies.ts';
import type { Model, ModelUsage } from '../src/core/architect/model.ts';
import { withPorts } from '../src/edge/cli/ports.ts';
import { openGitRange } from '../src/edge/fetch/git-range.ts';
import { openModelLane } from '../src/edge/model/open-model.ts';
import { review } from '../src/pipeline/review.ts';
import { answers } from '../test/anthropic/answers.ts';
import { keyedAnswers } from '../test/anthropic/keyed.ts';
import { startAnthropic } from '../test/anthropic/start.ts';

const CLOCKS = {
  processor: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  elapsed: () => performance.now(),
};
const RUNS = ['processor', 'processor', 'elapsed'] as const;

const { values } = parseArgs({
  options: {
    repo: { type: 'string', default: '.' },
    base: { type: 'string' },
    head: { type: 'string' },
    answers: { type: 'string' },
  },
});
const env = readEnv();
const byHand = values.answers === undefined ? null : keyedAnswers(values.answers, false, () => {});
const anthropic = await startAnthropic(byHand?.script ?? (() => answers(EMPTY_REPLY)));
const read = readModelSettings({ ANTHROPIC_API_KEY: 'none', ANTHROPIC_BASE_URL: anthropic.url });
if ('problems' in read || read.settings === null) throw new Error('the default settings are not usable');
const budgets = { review: 1_000, pull: 1_000, month: 1_000 };
const lane = await openModelLane({ ...read.settings, budgets });

for (const clock of RUNS) {
  const pull = await openGitRange({ repo: values.repo, base: values.base, head: values.head, env: env.git });
  const calls: { task: string; usage: ModelUsage }[] = [];
  const now = CLOCKS[clock];
  let asked = 0;
  let running = 0;
  let since = 0;
  const inner = lane.forReview();
  const model: Model = {
    async ask(request, signal) {
      if (running++ === 0) since = now();
      try {
        const reply = await inner.ask(request, signal);
        calls.push({ task: request.task, usage: reply.usage });
        return reply;
      } finally {
        if (--running === 0) asked += now() - since;
      }
    },
  };
  const { review: done } = await withPorts(env, (ports) => review(pull, { ...ports, now }, { failOn: null }), {
    lane: { forReview: () => model },
  });
  await pull.close();
  const lines = pull.change.files.flatMap(({ hunks }) => hunks.flatMap((hunk) => hunk.lines));
  const taken = done.timings.model ?? 0;
  const shown = {
    lines: lines.filter(({ kind }) => kind !== 'context').length,
    files: pull.change.files.length,
    state: done.model.state,
    why: done.model.why,
    findings: done.findings.filter(({ lane: by }) => by === 'M').length,
    dropped: done.model.dropped,
    clock,
    laneMs: Math.round(taken),
    ofThatAskingMs: Math.round(asked),
    calls: calls.map(({ task, usage }) => `${task}: ${told(usage)}`),
    all: told(done.model.usage),
  };
  process.stdout.write(`${JSON.stringify(shown, null, 1)}\n`);
}
for (const path of byHand?.missing ?? []) process.stderr.write(`to be answered: ${path}\n`);
await anthropic.close();

function told({ input, cacheWrite, cacheRead, output }: ModelUsage): string {
  const all = input + cacheWrite + cacheRead;
  return `${all} tokens, ${Math.round((100 * cacheRead) / Math.max(all, 1))} % from the cache, ${output} written`;
}
