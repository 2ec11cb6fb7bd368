import { type Consultation, type LeftOut, sumOfCuts } from '../core/architect/consultation.ts';
import type { Material } from '../core/architect/context/material.ts';
import { halves, type Part } from '../core/architect/context/parts.ts';
import { EMPTY_REPLY, mergedReplies } from '../core/architect/merge-replies.ts';
import type { Model, PromptBlock } from '../core/architect/model.ts';
import type { Prompts } from '../core/architect/prompts.ts';
import { reviewRequest } from '../core/architect/request/review-request.ts';
import { type PartReply, synthesisRequest } from '../core/architect/request/synthesis-request.ts';
import { TOOL_SPECS, type Toolbox } from '../core/architect/tools/toolbox.ts';
import { sumOfUsage } from '../core/architect/usage.ts';
import { type Conversation, converse } from './converse.ts';

export interface Asking {
  system: readonly PromptBlock[];
  prompts: Prompts;
  materialOf: (part: Part) => Material;
  /** A new one for each conversation. */
  toolbox: () => Toolbox;
  /** USD for one review; null where only the operator limits it. */
  budgetUsd: number | null;
}

/** How often a part that cannot be answered as it is, is halved. */
const MOST_HALVINGS = 2;
/** Failures of which a smaller part may be free: the model refuses some code, or there is too much of it. */
const DIVISIBLE = new Set(['refused', 'too-large', 'truncated']);

/** Asks about each part, and for one review of them all where there are several. */
export async function askInParts(
  parts: readonly Part[],
  asking: Asking,
  model: Model,
  signal: AbortSignal,
): Promise<Consultation> {
  const [first, ...others] = parts;
  if (first === undefined) return consultation([], { reply: EMPTY_REPLY, failure: null });
  // The first one fills the cache from which the others read.
  const opening = await askPart(first, asking, model, signal, 0);
  const rest = isFinal(opening) ? [] : await Promise.all(others.map((part) => askPart(part, asking, model, signal, 0)));
  const outcomes = [opening, ...rest].flat();
  const answered = outcomes.flatMap(({ part: { name }, reply }) => (reply === null ? [] : [{ name, reply }]));
  const failure = outcomes.find((outcome) => outcome.failure !== null)?.failure ?? null;
  const done = new Set(outcomes.map(({ part }) => part));
  const unasked = others.filter((part) => isFinal(opening) && !done.has(part));
  if (answered.length < 2) {
    return consultation(outcomes, { reply: answered[0]?.reply ?? null, failure }, unasked);
  }
  const synthesis = await synthesise(answered, asking, model, signal);
  const reply = synthesis.reply ?? mergedReplies(answered.map((one) => one.reply));
  return consultation([...outcomes, synthesis], { reply, failure: failure ?? synthesis.failure }, unasked);
}

interface Outcome extends Conversation {
  part: Part;
  left: readonly LeftOut[];
}

async function askPart(
  part: Part,
  asking: Asking,
  model: Model,
  signal: AbortSignal,
  depth: number,
): Promise<Outcome[]> {
  const { texts: material, left } = asking.materialOf(part);
  const { system, prompts, budgetUsd } = asking;
  const request = {
    ...reviewRequest({ system, material, task: prompts.review, tools: TOOL_SPECS }),
    ...limit(budgetUsd),
  };
  const outcome = { ...(await converse(request, asking.toolbox(), model, signal)), part, left };
  const smaller = outcome.failure !== null && DIVISIBLE.has(outcome.failure.kind) ? halves(part) : null;
  if (smaller === null || depth === MOST_HALVINGS) return [outcome];
  const attempts: Outcome[] = [];
  for (const half of smaller) attempts.push(...(await askPart(half, asking, model, signal, depth + 1)));
  // What was spent on the whole counts, its failure does not: the halves tell what became of it.
  return [{ ...outcome, failure: null, left: [], part: { ...part, pieces: [] } }, ...attempts];
}

async function synthesise(
  answers: readonly PartReply[],
  { system, prompts, budgetUsd, materialOf, toolbox }: Asking,
  model: Model,
  signal: AbortSignal,
): Promise<Outcome> {
  const part = { name: 'all parts', pieces: [] };
  const { texts: material } = materialOf(part);
  const request = synthesisRequest(answers, { system, material, task: prompts.synthesis, tools: TOOL_SPECS });
  const said = await converse({ ...request, ...limit(budgetUsd) }, toolbox(), model, signal);
  return { ...said, part, left: [] };
}

/** The model is away altogether: another part fares no better. */
function isFinal(outcomes: readonly Outcome[]): boolean {
  return outcomes.some(
    ({ failure }) => failure !== null && !DIVISIBLE.has(failure.kind) && failure.kind !== 'malformed',
  );
}

function limit(budgetUsd: number | null): { budgetUsd?: number } {
  return budgetUsd === null ? {} : { budgetUsd };
}

function consultation(
  outcomes: readonly Outcome[],
  result: Pick<Consultation, 'reply' | 'failure'>,
  unasked: readonly Part[] = [],
): Consultation {
  return {
    ...result,
    models: [...new Set(outcomes.flatMap(({ models }) => models))],
    calls: outcomes.reduce((sum, { calls }) => sum + calls, 0),
    usage: sumOfUsage(outcomes.map(({ usage }) => usage)),
    leftOut: [
      ...outcomes.flatMap(leftOutOf),
      ...unasked.flatMap((part) => unanswered(part, 'the model was not asked')),
    ],
    cut: sumOfCuts(outcomes.map(({ cut }) => cut)),
  };
}

function leftOutOf({ part, left, failure }: Outcome): readonly LeftOut[] {
  return failure === null ? left : unanswered(part, failure.why);
}

function unanswered({ pieces }: Part, reason: string): LeftOut[] {
  return pieces.map(({ name }) => ({ what: name, reason }));
}
