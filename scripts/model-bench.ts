/**
 * `npm run model-bench -- --answers DIR [--repo DIR --base REF --head REF | --cases FILE]`: reviews with a model that
 * somebody plays. Every request appears in DIR as a file to read; whoever plays writes the reply beside it, and the
 * review comes out. Without a range the bundled example is reviewed. `--no-wait` ends with the names of the replies that
 * are missing instead of waiting for them.
 */
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readEnv } from '../src/config/env.ts';
import { readModelSettings } from '../src/config/model-settings.ts';
import { complain, explainFailure } from '../src/edge/cli/errors.ts';
import { runReview } from '../src/edge/cli/review.ts';
import { runEval } from '../src/edge/eval/run-eval.ts';
import { type ModelLane, openModelLane } from '../src/edge/model/open-model.ts';
import { keyedAnswers } from '../test/anthropic/keyed.ts';
import { startAnthropic } from '../test/anthropic/start.ts';

const DAY = 86_400_000;
const say = (text: string) => process.stderr.write(`model-bench: ${text}\n`);

const OPTIONS = {
  answers: { type: 'string' },
  repo: { type: 'string' },
  base: { type: 'string' },
  head: { type: 'string' },
  cases: { type: 'string' },
  out: { type: 'string' },
  record: { type: 'string' },
  'no-wait': { type: 'boolean', default: false },
} as const;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: OPTIONS });
  const { answers, repo, base, head, cases, out, record } = values;
  if (answers === undefined) return complain('give the folder of requests and replies with --answers DIR');
  if (cases !== undefined && (repo ?? base ?? head) !== undefined)
    return complain('--cases names its own repositories: leave out --repo, --base and --head');
  mkdirSync(answers, { recursive: true });
  const byHand = keyedAnswers(answers, !values['no-wait'], say);
  const anthropic = await startAnthropic(byHand.script);
  try {
    const lane = await patientLane(anthropic.url);
    const code =
      cases === undefined
        ? await runReview(
            { url: null, format: 'markdown', model: true, ...given({ repo, base, head, record, output: out }) },
            lane,
          )
        : await runEval({ cases, lanes: ['D', 'H', 'M'], out: out ?? null, lane }, readEnv());
    for (const path of byHand.missing) say(`to be answered: ${path}`);
    for (const error of anthropic.failures) say(String(error));
    return byHand.missing.size + anthropic.failures.length > 0 ? 1 : code;
  } finally {
    await anthropic.close();
  }
}

/** As it is configured by default, but a person's thinking takes its time and costs nothing. */
async function patientLane(baseUrl: string): Promise<ModelLane> {
  const read = readModelSettings({ ANTHROPIC_API_KEY: 'played-by-hand', ANTHROPIC_BASE_URL: baseUrl });
  if ('problems' in read || read.settings === null) throw new Error('the default settings are not usable');
  const budgets = { review: 1_000, pull: 1_000, month: 1_000 };
  const guard = { attemptMs: DAY, retries: 1_000, breaker: { failures: 10_000, openMs: 1 } };
  return openModelLane({ ...read.settings, budgets, reviewMs: DAY }, { guard });
}

function given<Options extends object>(options: Options) {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

process.exitCode = await main().catch((error: unknown) =>
  error instanceof TypeError && 'code' in error ? complain(error.message) : explainFailure(error),
);
