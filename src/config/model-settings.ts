import { z } from 'zod';
import type { Choices } from '../edge/model/catalogue.ts';
import type { Price } from '../edge/model/prices.ts';
import type { Limits } from '../edge/model/spending.ts';
import { Address } from './address.ts';
import { MODEL_VARIABLES, type ModelVariable } from './model-variables.ts';
import type { Read, Variables } from './service-settings.ts';

/** What the architect model is asked with. */
export interface ModelSettings {
  provider: Provider;
  choices: Choices;
  /** The operator's own, by the whole name of a model. */
  prices: Readonly<Record<string, Price>>;
  budgets: Limits;
  /** Calls under way at once. */
  concurrency: number;
  /** For all calls of one review together, milliseconds. */
  reviewMs: number;
}

/** The clouds find their credentials the way their own tools do. */
export type Provider =
  | { name: 'anthropic'; apiKey: string; baseUrl: string }
  | { name: 'bedrock' }
  | { name: 'vertex' };

const Choice = z
  .string()
  .regex(/^[\w.:/@-]+(?:\s+(?:low|medium|high|xhigh|max))?$/)
  .transform((text) => text.split(/\s+/))
  .transform(([model = '', effort = 'high']) => ({
    model,
    effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']).parse(effort),
  }));

const Usd = z
  .string()
  .regex(/^\d{1,6}(?:\.\d+)?$/)
  .transform(Number);

const PRICE = /^([\w.:/@-]+)=(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)$/;
const Prices = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.array(z.string().regex(PRICE)))
  .transform((parts) =>
    Object.fromEntries(
      parts.map((part) => {
        const [, name = '', ...amounts] = PRICE.exec(part) ?? [];
        const [input = 0, output = 0, cacheWrite = 0, cacheRead = 0] = amounts.map(Number);
        return [name, { input, output, cacheWrite, cacheRead }];
      }),
    ),
  );

const between = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,4}$/)
    .transform(Number)
    .pipe(z.number().min(least).max(most));

const ModelEnv = z.object({
  ANTHROPIC_API_KEY: z.string().regex(/^\S+$/).optional(),
  ANTHROPIC_BASE_URL: Address,
  ARCHITECT_MODEL_PROVIDER: z.enum(['anthropic', 'bedrock', 'vertex', 'off']),
  ARCHITECT_MODEL: Choice,
  ARCHITECT_MODEL_SYNTHESIS: Choice.optional(),
  ARCHITECT_MODEL_COMMAND: Choice.optional(),
  ARCHITECT_MODEL_VERIFY: Choice,
  ARCHITECT_MODEL_PRICES: Prices.optional(),
  ARCHITECT_BUDGET_REVIEW: Usd,
  ARCHITECT_BUDGET_PULL: Usd,
  ARCHITECT_BUDGET_MONTH: Usd,
  ARCHITECT_MODEL_CONCURRENCY: between(1, 100),
  ARCHITECT_MODEL_MINUTES: between(1, 14),
} satisfies Record<ModelVariable, z.ZodType>);

/** Null where the rules review alone: without a key, or told to. */
export function readModelSettings(env: Variables): Read<ModelSettings | null> {
  const entries = Object.entries(MODEL_VARIABLES).map(([name, { fallback }]) => [name, env[name]?.trim() || fallback]);
  const given = Object.fromEntries(entries.filter(([, value]) => value !== null));
  const parsed = ModelEnv.safeParse(given);
  if (!parsed.success) {
    const bad = new Set(parsed.error.issues.map(({ path }) => String(path[0])));
    const wrong = Object.entries(MODEL_VARIABLES).filter(([name]) => bad.has(name));
    return { problems: wrong.map(([name, { mend }]) => `${name} is not usable: ${mend}`) };
  }
  const { data } = parsed;
  const provider = providerOf(data);
  return { settings: provider && settingsOf(data, provider) };
}

type ModelEnv = z.infer<typeof ModelEnv>;

function providerOf(env: ModelEnv): Provider | null {
  const { ARCHITECT_MODEL_PROVIDER: name, ANTHROPIC_API_KEY: apiKey, ANTHROPIC_BASE_URL: baseUrl } = env;
  if (name === 'bedrock' || name === 'vertex') return { name };
  return name === 'off' || apiKey === undefined ? null : { name, apiKey, baseUrl };
}

function settingsOf(env: ModelEnv, provider: Provider): ModelSettings {
  const review = env.ARCHITECT_MODEL;
  const choices = {
    review,
    synthesis: env.ARCHITECT_MODEL_SYNTHESIS ?? review,
    command: env.ARCHITECT_MODEL_COMMAND ?? review,
    verify: env.ARCHITECT_MODEL_VERIFY,
  };
  return {
    provider,
    choices: provider.name === 'bedrock' ? onBedrock(choices) : choices,
    prices: env.ARCHITECT_MODEL_PRICES ?? {},
    budgets: {
      review: env.ARCHITECT_BUDGET_REVIEW,
      pull: env.ARCHITECT_BUDGET_PULL,
      month: env.ARCHITECT_BUDGET_MONTH,
    },
    concurrency: env.ARCHITECT_MODEL_CONCURRENCY,
    reviewMs: env.ARCHITECT_MODEL_MINUTES * 60_000,
  };
}

/** https://platform.claude.com/docs/en/build-with-claude/claude-in-amazon-bedrock: names begin with `anthropic.` there. */
function onBedrock(choices: Choices): Choices {
  const named = Object.entries(choices).map(([task, { model, effort }]) => [
    task,
    { model: model.startsWith('claude-') ? `anthropic.${model}` : model, effort },
  ]);
  return { ...choices, ...Object.fromEntries(named) };
}
