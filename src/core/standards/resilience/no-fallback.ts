import { defineJudgement } from '../judgement.ts';

export const noFallback = defineJudgement({
  id: 'resilience/no-fallback',
  severity: 'low',
  flags: ['no-degradation'],
  title: 'A dependency that is away fails a request that could be answered without it',
  why: 'Recommendations, counters, a cache or an audit copy become as critical as the order itself: the service is up only while all of them are, and each added dependency lowers its availability.',
  fix: 'Decide per dependency what the answer is without it: a default, the last known value, a part left out. Bound the wait, count how often it happens, and fail the request only for what it cannot do without.\n\n```go\nrelated, err := s.related.For(ctx, id)\nif err != nil {\n\ts.log.WarnContext(ctx, "page without related products", "error", err)\n\tdegraded.WithLabelValues("related").Inc()\n\trelated = nil\n}\n```',
  references: [
    'https://sre.google/sre-book/addressing-cascading-failures/',
    'https://aws.amazon.com/builders-library/avoiding-fallback-in-distributed-systems/',
  ],
});
