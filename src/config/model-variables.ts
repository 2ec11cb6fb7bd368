import type { Variable } from './service-variables.ts';

export type ModelVariable =
  | 'ANTHROPIC_API_KEY'
  | 'ANTHROPIC_BASE_URL'
  | 'ARCHITECT_MODEL_PROVIDER'
  | 'ARCHITECT_MODEL'
  | 'ARCHITECT_MODEL_SYNTHESIS'
  | 'ARCHITECT_MODEL_COMMAND'
  | 'ARCHITECT_MODEL_VERIFY'
  | 'ARCHITECT_MODEL_PRICES'
  | 'ARCHITECT_BUDGET_REVIEW'
  | 'ARCHITECT_BUDGET_PULL'
  | 'ARCHITECT_BUDGET_MONTH'
  | 'ARCHITECT_MODEL_CONCURRENCY'
  | 'ARCHITECT_MODEL_MINUTES';

const CHOICE = 'give the name of a model and, behind a space, low, medium, high, xhigh or max';
const USD = 'give an amount in US dollars, such as 2.50';

/** Of the architect model, for the command line and the service alike. */
export const MODEL_VARIABLES: Readonly<Record<ModelVariable, Variable>> = {
  ANTHROPIC_API_KEY: {
    about: 'key of the Claude API or of a gateway; without one the rules review alone',
    fallback: null,
    mend: 'give the key that the Claude Console or the gateway shows',
  },
  ANTHROPIC_BASE_URL: {
    about: 'a gateway that speaks the Claude API',
    fallback: 'https://api.anthropic.com',
    mend: 'give an address that begins with https://',
  },
  ARCHITECT_MODEL_PROVIDER: {
    about:
      '`anthropic`, or `bedrock` or `vertex` with that cloud’s own credentials and `@anthropic-ai/bedrock-sdk` or `@anthropic-ai/vertex-sdk` installed; `off` for the rules alone',
    fallback: 'anthropic',
    mend: 'give anthropic, bedrock, vertex or off',
  },
  ARCHITECT_MODEL: {
    about: 'model that reviews, and its effort: `low`, `medium`, `high`, `xhigh` or `max`',
    fallback: 'claude-opus-5-5 high',
    mend: CHOICE,
  },
  ARCHITECT_MODEL_SYNTHESIS: {
    about: 'the same for joining the parts of a large review; that of `ARCHITECT_MODEL` unless set',
    fallback: null,
    mend: CHOICE,
  },
  ARCHITECT_MODEL_COMMAND: {
    about: 'the same for answering commands; that of `ARCHITECT_MODEL` unless set',
    fallback: null,
    mend: CHOICE,
  },
  ARCHITECT_MODEL_VERIFY: {
    about: 'the same for judging each claim again before it is shown',
    fallback: 'claude-haiku-5-5 medium',
    mend: CHOICE,
  },
  ARCHITECT_MODEL_PRICES: {
    about:
      'prices that differ from Anthropic’s list: `model=input/output/cache write/cache read` in US dollars for a million tokens, separated by commas',
    fallback: null,
    mend: 'give model=input/output/cache write/cache read, such as my-model=4/20/5/0.4, separated by commas',
  },
  ARCHITECT_BUDGET_REVIEW: {
    about: 'US dollars that one review may cost at most; `model.max_cost_usd` of a repository lowers it',
    fallback: '5',
    mend: USD,
  },
  ARCHITECT_BUDGET_PULL: {
    about: 'all reviews of one pull request together (service)',
    fallback: '20',
    mend: USD,
  },
  ARCHITECT_BUDGET_MONTH: {
    about: 'all reviews of one repository in a calendar month, UTC (service)',
    fallback: '500',
    mend: USD,
  },
  ARCHITECT_MODEL_CONCURRENCY: {
    about: 'calls of the model under way at once in one process',
    fallback: '4',
    mend: 'give a number from 1 to 100',
  },
  ARCHITECT_MODEL_MINUTES: {
    about: 'minutes that all calls of one review may take together; then the rules’ result stands alone',
    fallback: '10',
    mend: 'give a number from 1 to 14',
  },
};
