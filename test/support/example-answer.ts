import { EMPTY_REPLY } from '../../src/core/architect/merge-replies.ts';
import type { Model, ModelRequest } from '../../src/core/architect/model.ts';
import type { Reply, ReplyFinding, SecondLook } from '../../src/core/architect/reply.ts';
import { modelReply } from './scripted-model.ts';

/** Answers about the bundled example, written by hand: what a model might say, right and wrong. */

export const EXPRESS = 'internal/orders/express.go';
export const WORKER = 'internal/refunds/worker.go';

export function found(given: Partial<ReplyFinding>): ReplyFinding {
  return {
    standard: 'other',
    severity: 'high',
    confidence: 'high',
    path: EXPRESS,
    quote: '',
    claim: '',
    impact: '',
    recommendation: 'Record the intent first, then authorise, and void what was not kept.',
    replacement: null,
    evidence: [],
    alternatives: [],
    ...given,
  };
}

export const CHARGED = found({
  quote: 'authorization, err := e.acquirer.Authorize(ctx, payments.Charge{',
  claim: '`buy` authorises the payment before the order is kept, and voids nothing when the commit fails.',
  impact: 'A connection that breaks at the commit leaves a customer charged for an order that does not exist.',
  evidence: [
    { path: EXPRESS, side: 'head', quote: 'if err := tx.Commit(ctx); err != nil {', supports: 'It is kept only here.' },
    {
      path: EXPRESS,
      side: 'head',
      quote: 'return Order{}, errors.Join(err, e.inventory.Release(releaseCtx, order.ID))',
      supports: 'What is undone is the stock alone.',
    },
  ],
  alternatives: [{ option: 'A saga with a reconciler', tradeOff: 'one more worker to run' }],
});

export const LOGGED = found({
  severity: 'medium',
  path: WORKER,
  quote: 'w.logger.InfoContext(ctx, "refund sent", "refund_id", refund.ID, "status", response.StatusCode)',
  claim: '`post` logs that a refund was sent before it looks at the status.',
  impact: 'A refund that was refused stands in the logs as sent.',
  recommendation: 'Say that the acquirer answered.',
  replacement:
    '\tw.logger.InfoContext(ctx, "acquirer answered", "refund_id", refund.ID, "status", response.StatusCode)',
});

export const ADDED_LATE = found({
  standard: 'concurrency/wg-add-inside',
  path: WORKER,
  quote: 'wg.Add(1)',
  claim: 'The group is told of a goroutine by the goroutine itself.',
  impact: '`settleAll` writes its report before the refunds are sent.',
});

export const MADE_UP = found({
  quote: 'e.acquirer.Void(ctx, authorization.ID)',
  claim: 'It voids twice.',
  impact: 'Yes.',
});

export const WRONG = found({
  quote: 'order.Status, order.AuthorizationID = StatusConfirmed, authorization.ID',
  claim: 'The order is confirmed in memory alone.',
  impact: 'It is lost at the next restart.',
});

export const ANSWER: Reply = {
  ...EMPTY_REPLY,
  findings: [CHARGED, LOGGED, ADDED_LATE, MADE_UP, WRONG],
  assessments: [{ area: 'data', verdict: 'concerns', reason: 'Money moves inside a transaction that may yet fail.' }],
  redFlags: [
    {
      flag: 'distributed-monolith',
      state: 'raised',
      reason: 'Two services now keep the rules of the acquirer, and must be released in step.',
      evidence: [
        { path: EXPRESS, side: 'head', quote: 'e.acquirer.Authorize(ctx, payments.Charge{', supports: 'It waits.' },
      ],
    },
  ],
  design: [{ topic: 'boundaries', comment: 'Two services now talk to the acquirer, each with rules of its own.' }],
  questions: [{ question: 'May an order be charged later?', because: 'Then express need not wait for the acquirer.' }],
  tradeOffs: [
    { decision: 'Orders talks to the acquirer itself', gains: '300 ms', costs: 'a second place to keep right' },
  ],
};

const CONFIRMED: SecondLook = { reason: 'The code shows each step.', verdict: 'confirm', replacement: 'right' };
const REFUTED: SecondLook = { reason: 'The row is updated above.', verdict: 'refute', replacement: 'none' };

/** What the second look says unless told otherwise: one of the findings is wrong. */
export function verdictOn(claim: string): SecondLook {
  return claim.includes(WRONG.claim) ? REFUTED : CONFIRMED;
}

/** A model that gives one answer, and judges claims. Keeps what it was asked. */
export function answeringModel(
  answer: unknown = ANSWER,
  verdict: (claim: string) => unknown = verdictOn,
): Model & { asked: ModelRequest[] } {
  const asked: ModelRequest[] = [];
  return {
    asked,
    async ask(request) {
      asked.push(request);
      const said = request.task === 'verify' ? verdict(JSON.stringify(request.messages)) : answer;
      const usage = { input: 1_000, cacheWrite: 0, cacheRead: 4_000, output: 200, costUsd: 0.01 };
      return modelReply({ text: typeof said === 'string' ? said : JSON.stringify(said), usage });
    },
  };
}
