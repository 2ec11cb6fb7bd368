import { RED_FLAGS } from '../../src/core/findings/finding.ts';
import type { ReportContext } from '../../src/core/report/context.ts';
import { MODEL_OFF, type Review } from '../../src/core/report/review.ts';
import { sampleEvidence, sampleFinding } from '../core/report/sample/finding.ts';
import { SOURCES, sampleLines } from '../core/report/sample/sources.ts';
import { sampleStandard } from '../core/report/sample/standards.ts';

export { sampleEvidence, sampleFinding } from '../core/report/sample/finding.ts';

const CLIENT = 'services/checkout/internal/payments/client.go';
const SERVER = 'services/checkout/cmd/server/main.go';
const PLACE = 'services/checkout/internal/orders/place.go';
const STORE = 'services/payments/internal/store/store.go';
const DEPLOYMENT = 'services/payments/deploy/deployment.yaml';
const CONSUME = 'services/notifications/internal/consume/consume.go';

export const sampleContext: ReportContext = {
  standard: sampleStandard,
  lines: sampleLines,
  tool: { name: 'go-architect', version: '0.1.0', url: 'https://github.com/example/go-architect' },
  colour: false,
  width: 100,
};

const CLIENT_NO_TIMEOUT = sampleFinding(
  'resilience/http-client-no-timeout',
  CLIENT,
  '&http.Client{}',
  'The payments client has no timeout, and `POST /checkout` waits on it (`main.go:9` → `Place` → here). When payments stalls, every checkout goroutine stalls with it.',
  {
    evidence: [sampleEvidence(PLACE, 's.payments.Charge'), sampleEvidence(SERVER, 'WriteTimeout')],
    note: '`Place` holds a lock on the order meanwhile, so that its cancellation waits, too.',
    suggestion: { line: 18, endLine: 18, text: '\t\tclient: &http.Client{Timeout: 2 * time.Second},' },
    anchor: {
      package: 'services/checkout/internal/payments',
      symbol: 'New',
      header: 'return &Client{…}',
      expression: '&http.Client{}',
    },
  },
);
const RETRY = sampleFinding(
  'resilience/retry-no-backoff',
  CLIENT,
  'for attempt := 0; attempt < 3; attempt++ {\n\t\tif err := c.post(ctx, "/charges", order); err == nil {\n\t\t\treturn nil\n\t\t}\n\t}',
  '`Charge` tries three times without a wait: a payments service that answers 503 gets three times its load at once.',
);
const BACKGROUND = sampleFinding(
  'context/background-in-request-path',
  PLACE,
  'context.Background()',
  '`Place` has a `ctx`, yet publishes with `context.Background()`: a stalled broker holds the request past its deadline.',
  { suggestion: { line: 9, endLine: 9, text: '\ts.events.Publish(ctx, "orders.placed", order)\n' } },
);
const FALLBACK = sampleFinding(
  'resilience/no-fallback',
  PLACE,
  's.payments.Charge(ctx, order)',
  'An order cannot be placed while payments is down, although it could be kept and charged later.',
  {
    evidence: [{ ...sampleEvidence(CLIENT, 'return ErrDeclined'), supports: 'Every failure ends the order.' }],
    judgement: {
      checked: 'confirmed',
      because: 'Nothing between `Charge` and the answer keeps the order.',
      recommendation: 'Keep the order as pending and charge it from a queue.',
      alternatives: [{ option: 'Answer 503 with Retry-After', tradeOff: 'simple, and the customer must come back.' }],
    },
  },
);
const SQL = sampleFinding(
  'security/sql-injection',
  STORE,
  'fmt.Sprintf("SELECT id, amount, currency, created_at FROM charges WHERE customer = \'%s\' ORDER BY created_at", customer)',
  'The customer name is written into the statement. A name with a quote reads every charge.',
);
const IMAGE = sampleFinding(
  'deploy/image-untagged',
  DEPLOYMENT,
  'registry.example/payments:latest',
  'The image is `latest`: a restarted pod may run other code than its neighbours.',
);
const CONSUMER = sampleFinding(
  'messaging/consumer-not-idempotent',
  CONSUME,
  'c.mail.Send(ctx, message.Customer, "Thank you for your order")',
  'A redelivered `orders.placed` sends the mail again: nothing remembers which message was handled.',
);
const OLD = sampleFinding('errors/return-unwrapped', STORE, 'return err', 'The error of `ExecContext` says no place.', {
  new: false,
  causal: null,
});
const IGNORED = sampleFinding('errors/return-unwrapped', PLACE, 'return err', 'The error of `Charge` says no place.');

const REMOVED = {
  dropped: { 'quote not found': 2, 'refuted by the second look': 1 },
  leftOut: [{ what: 'services/payments/db/dump.sql', reason: 'larger than 1 MB' }],
};
const SPENT = { input: 41_200, cacheWrite: 0, cacheRead: 38_000, output: 2_100, costUsd: 0.31 };

/** A pull request to three services that is blocked. */
export function sampleReview(): Review {
  return {
    change: {
      base: '4f0c2b7d9e1a3c5b7d9f1e3a5c7b9d1f3e5a7c9b',
      head: '9b1d3f5e7a9c0b2d4f6e8a1c3b5d7f9e0a2c4b6d',
      title: 'Charge orders through the payments service',
    },
    findings: [SQL, CLIENT_NO_TIMEOUT, RETRY, CONSUMER, BACKGROUND, IMAGE, FALLBACK, OLD],
    silenced: [
      {
        finding: IGNORED,
        by: 'waiver',
        reason: 'ErrDeclined is all a caller needs',
        path: '.github/architect.yml',
        line: 7,
        respected: true,
      },
      {
        finding: RETRY,
        by: 'ignore comment',
        reason: 'payments is fast',
        path: CLIENT,
        line: 23,
        respected: false,
      },
    ],
    redFlags: [
      { flag: 'distributed-monolith', state: 'clear', findings: [], reason: null },
      { flag: 'missing-observability', state: 'clear', findings: [], reason: null },
      { flag: 'no-error-strategy', state: 'clear', findings: [], reason: null },
      {
        flag: 'cascading-failure',
        state: 'raised',
        findings: [CLIENT_NO_TIMEOUT.fingerprint, RETRY.fingerprint, BACKGROUND.fingerprint],
        reason: null,
      },
      { flag: 'no-idempotency', state: 'raised', findings: [CONSUMER.fingerprint], reason: null },
      {
        flag: 'missing-auth',
        state: 'not assessable',
        findings: [],
        reason: 'routes are registered through reflection',
      },
      { flag: 'no-degradation', state: 'raised', findings: [FALLBACK.fingerprint], reason: null },
    ],
    services: [
      { name: 'checkout', root: 'services/checkout' },
      { name: 'payments', root: 'services/payments' },
      { name: 'notifications', root: 'services/notifications' },
    ],
    edges: [
      {
        from: 'checkout',
        to: 'payments',
        kind: 'http',
        state: 'called',
        change: 'added',
        path: CLIENT,
        line: 24,
        evidence: [sampleEvidence(CLIENT, '"/charges"')],
      },
      {
        from: 'checkout',
        to: 'orders.placed',
        kind: 'publish',
        state: 'wired',
        change: 'added',
        path: PLACE,
        line: 9,
        evidence: [],
      },
      {
        from: 'notifications',
        to: 'orders.placed',
        kind: 'consume',
        state: 'called',
        change: 'same',
        path: CONSUME,
        line: 6,
        evidence: [],
      },
    ],
    coverage: [
      ...Object.keys(SOURCES).map((path) => ({ path, state: 'full' as const, reason: null })),
      { path: 'services/payments/internal/legacy/tables.go', state: 'partial', reason: 'two functions do not parse' },
      { path: 'services/checkout/testdata/orders.bin', state: 'skipped', reason: 'binary' },
    ],
    gate: {
      conclusion: 'failure',
      reasons: [
        `Fix 1 critical finding: security/sql-injection in ${STORE}:10.`,
        `Fix 2 high findings: resilience/http-client-no-timeout in ${CLIENT}:18, resilience/retry-no-backoff in ${CLIENT}:23.`,
      ],
      failOn: 'high',
    },
    model: { ...MODEL_OFF, state: 'used', models: ['claude-architect-1'], calls: 3, usage: SPENT, ...REMOVED },
    commentary: {
      assessments: [
        { area: 'resilience', verdict: 'concerns', reason: 'The new call has neither timeout nor fallback.' },
        { area: 'testing', verdict: 'sound', reason: 'Declines and timeouts are tested.' },
      ],
      design: [{ topic: 'boundaries', comment: 'Checkout now knows how payments retries.' }],
    },
    questions: ['How many orders a second must `POST /checkout` take?'],
    tradeOffs: ['Checkout now answers only after payments did: simple, and as available as both together.'],
    timings: { fetch: 412, parse: 1290, standards: 238, model: 12_040 },
  };
}

/** A pull request without a word to say. */
export function cleanReview(): Review {
  return {
    ...sampleReview(),
    findings: [],
    silenced: [],
    redFlags: RED_FLAGS.map((flag) => ({ flag, state: 'clear', findings: [], reason: null })),
    edges: sampleReview().edges.filter((edge) => edge.change === 'same'),
    coverage: Object.keys(SOURCES).map((path) => ({ path, state: 'full', reason: null })),
    gate: { conclusion: 'success', reasons: [], failOn: 'high' },
    model: MODEL_OFF,
    commentary: { assessments: [], design: [] },
    questions: [],
    tradeOffs: [],
  };
}

/** The same repository looked at as a whole: nothing is new. */
export function auditReview(): Review {
  const review = sampleReview();
  return {
    ...review,
    change: { base: null, head: review.change.head, title: null },
    findings: review.findings.map((finding) => ({ ...finding, new: false, causal: null })),
    services: [],
    edges: review.edges.map((edge) => ({ ...edge, change: 'same' })),
    silenced: [],
    model: { ...MODEL_OFF, state: 'unavailable', why: 'the model API did not answer' },
    commentary: { assessments: [], design: [] },
    questions: [],
    tradeOffs: [],
  };
}
