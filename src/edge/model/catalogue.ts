import type Anthropic from '@anthropic-ai/sdk';
import type { ModelTask } from '../../core/architect/model.ts';

export type Effort = 'low' | 'medium' | 'high' | 'xhigh' | 'max';

/** Which model does a task, and how hard it tries. */
export interface Choice {
  /** Of the SDK's own list, or a name that a gateway or a cloud knows. */
  model: Anthropic.Model;
  effort: Effort;
}

export type Choices = Readonly<Record<ModelTask, Choice>>;

/**
 * How a model is made to think. `adaptive`: it decides itself, steered by effort. `budget`: only with a number of tokens.
 *
 * https://platform.claude.com/docs/en/build-with-claude/thinking-troubleshooting: models up to 4.5 refuse `adaptive`,
 * those from 4.7 on refuse `enabled`. Effort: https://platform.claude.com/docs/en/build-with-claude/effort.
 */
export interface Ability {
  thinking: 'adaptive' | 'budget';
  effort: boolean;
  /** Highest level. */
  most: Effort;
}

const OLD: Readonly<Record<string, Ability>> = {
  'opus-4-5': { thinking: 'budget', effort: true, most: 'high' },
  'sonnet-4-5': { thinking: 'budget', effort: false, most: 'high' },
  'haiku-4-5': { thinking: 'budget', effort: false, most: 'high' },
  'opus-4-6': { thinking: 'adaptive', effort: true, most: 'max' },
  'sonnet-4-6': { thinking: 'adaptive', effort: true, most: 'max' },
};
const CURRENT: Ability = { thinking: 'adaptive', effort: true, most: 'max' };

/** Clouds and gateways put something before or behind a model's name, such as `us.anthropic.claude-…-v1:0`. */
export function abilityOf(model: string): Ability {
  const known = Object.keys(OLD).find((name) => isNamed(model, name));
  return known === undefined ? CURRENT : (OLD[known] ?? CURRENT);
}

/** Whether `model` is the model `claude-<name>`, and not a later one whose name begins like it. */
export function isNamed(model: string, name: string): boolean {
  return new RegExp(`(?:^|[./-])claude-${name}(?:@|-v\\d|-\\d{8}|:|$)`).test(model);
}
