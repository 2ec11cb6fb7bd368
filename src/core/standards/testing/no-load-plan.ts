import { defineJudgement } from '../judgement.ts';

export const noLoadPlan = defineJudgement({
  id: 'testing/no-load-plan',
  severity: 'low',
  flags: [],
  title: 'Latency-critical path changed with neither a benchmark nor a load test',
  why: 'A query more per item, a lock held longer or a copy of the payload passes every functional test and shows at ten times the traffic, in production, as timeouts of whoever calls.',
  fix: 'Measure what the change costs where it costs it: a Go benchmark with `-benchmem` for what is computed, a load test at the expected rate and above for what waits, with the limit that must hold.\n\n```go\nfunc BenchmarkPlace(b *testing.B) {\n\tservice := newService(b)\n\tfor b.Loop() {\n\t\tif err := service.Place(b.Context(), order); err != nil {\n\t\t\tb.Fatal(err)\n\t\t}\n\t}\n}\n```',
  references: ['https://pkg.go.dev/testing#hdr-Benchmarks', 'https://sre.google/sre-book/testing-reliability/'],
});
