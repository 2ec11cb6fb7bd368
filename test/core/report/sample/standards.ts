import type { Standard } from '../../../../src/core/standards/standard.ts';

type Row = Omit<Standard, 'examples'> & { examples?: Standard['examples'] };

const ROWS: Row[] = [
  {
    id: 'resilience/http-client-no-timeout',
    severity: 'high',
    lane: 'D',
    flags: ['cascading-failure'],
    title: 'HTTP client without a timeout',
    why: 'A call without a limit waits as long as the other side keeps the connection open. When the callee stalls, every caller stalls with it, goroutine by goroutine, until memory runs out.',
    fix: 'Give the client a `Timeout` shorter than the deadline of its callers.\n\n```go\nclient := &http.Client{Timeout: 2 * time.Second}\n```',
    references: ['https://pkg.go.dev/net/http#Client', 'https://sre.google/sre-book/addressing-cascading-failures/'],
    subsumes: ['resilience/default-client'],
    examples: {
      bad: ['func New() *http.Client {\n\treturn &http.Client{} // want\n}\n'],
      good: [
        { 'client.go': 'package client\n\nvar c = &http.Client{Timeout: time.Second}\n', 'go.mod': 'module client\n' },
      ],
    },
  },
  {
    id: 'resilience/retry-no-backoff',
    severity: 'high',
    lane: 'D',
    flags: ['cascading-failure'],
    title: 'Retry without backoff',
    why: 'Retries at full speed multiply the load on a service that is already failing.',
    fix: 'Wait longer after every attempt, with jitter, and stop when the context ends.',
    references: ['https://sre.google/sre-book/addressing-cascading-failures/'],
  },
  {
    id: 'context/background-in-request-path',
    severity: 'medium',
    lane: 'D',
    flags: ['cascading-failure'],
    title: 'Background context in a request path',
    why: 'The call no longer ends when its request does, and the trace breaks here.',
    fix: 'Pass the `ctx` that the function was given, or `context.WithoutCancel(ctx)` for work that must outlive it.',
    references: ['https://pkg.go.dev/context'],
  },
  {
    id: 'resilience/no-fallback',
    severity: 'low',
    lane: 'M',
    flags: ['no-degradation'],
    title: 'Failure of a dependency fails the whole request',
    why: 'A degraded answer is worth more than none.',
    fix: 'Answer without the optional part and count how often.',
    references: [],
  },
  {
    id: 'security/sql-injection',
    severity: 'critical',
    lane: 'D',
    flags: [],
    title: 'SQL built from input',
    why: 'Whoever chooses the value chooses the statement.',
    fix: '- Pass values as arguments:\n\n```go\ndb.QueryContext(ctx, "SELECT id FROM charges WHERE customer = $1", customer)\n```',
    references: ['https://go.dev/doc/database/sql-injection'],
  },
  {
    id: 'deploy/image-untagged',
    severity: 'medium',
    lane: 'D',
    flags: [],
    title: 'Image without a fixed tag',
    why: 'Two pods of one Deployment may run different code, and a rollback has nothing to return to.',
    fix: 'Name a version or a digest.',
    references: ['https://kubernetes.io/docs/concepts/containers/images/'],
  },
  {
    id: 'messaging/consumer-not-idempotent',
    severity: 'high',
    lane: 'H',
    flags: ['no-idempotency'],
    title: 'Consumer without idempotency',
    why: 'Brokers deliver at least once. The second delivery repeats the effect.',
    fix: 'Store the message id with the effect, in one transaction.',
    references: ['https://kafka.apache.org/documentation/#semantics'],
  },
  {
    id: 'errors/return-unwrapped',
    severity: 'low',
    lane: 'H',
    flags: ['no-error-strategy'],
    title: 'Error returned without context',
    why: 'The log shows what failed and not where.',
    fix: 'Wrap it: `fmt.Errorf("charge order: %w", err)`.',
    references: ['https://go.dev/blog/go1.13-errors'],
  },
];

export const STANDARDS: Standard[] = ROWS.map((row) => ({ examples: { bad: [], good: [] }, ...row }));

export function sampleStandard(id: string): Standard | undefined {
  return STANDARDS.find((standard) => standard.id === id);
}
