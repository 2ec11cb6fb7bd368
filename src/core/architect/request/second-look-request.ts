import { dataBlock } from '../data-block.ts';
import type { ModelRequest } from '../model.ts';
import type { ReplyFinding } from '../reply.ts';
import { SECOND_LOOK_SCHEMA } from '../reply.ts';

/** Tokens of a verdict, thinking included. */
const VERDICT_TOKENS = 6_000;

/**
 * Asks whether one finding is right.
 *
 * @param prompt prompts/verify.md
 * @param code the code that it speaks about, as `codeBlock` gives it
 */
export function secondLookRequest(prompt: string, finding: ReplyFinding, code: readonly string[]): ModelRequest {
  return {
    task: 'verify',
    system: [{ text: prompt.trim(), cache: true }],
    messages: [{ role: 'user', content: [{ text: [...code, claimBlock(finding)].join('\n\n') }] }],
    tools: [],
    answer: SECOND_LOOK_SCHEMA,
    maxTokens: VERDICT_TOKENS,
  };
}

function claimBlock({
  standard,
  severity,
  path,
  quote,
  claim,
  impact,
  recommendation,
  replacement,
  evidence,
}: ReplyFinding): string {
  const steps = evidence.map(
    (step) => `- ${step.path} (${step.side}): ${step.quote}\n  is said to show: ${step.supports}`,
  );
  const rows = [
    `about: ${path}`,
    `the code blamed:\n${quote}`,
    `claim: ${claim}`,
    `consequence: ${impact}`,
    `recommended: ${recommendation}`,
    ...(replacement === null ? [] : [`replacement of the lines blamed:\n${replacement}`]),
    ...(steps.length > 0 ? [`evidence:\n${steps.join('\n')}`] : []),
  ];
  return dataBlock('claim', { standard, severity }, rows.join('\n'));
}
