import { defineStandard } from '../standard.ts';
import { grpcProgram, httpProgram } from '../support/examples/programs.ts';
import { deployment, hintForDevelopers, placeIn, programsOf, serves, siblingWith } from '../support/programs.ts';

const PROMHTTP = 'github.com/prometheus/client_golang/prometheus/promhttp';
const measured = () => httpProgram({ imports: [PROMHTTP], body: '\tmux.Handle("GET /metrics", promhttp.Handler())\n' });

export const noMetrics = defineStandard({
  id: 'observability/no-metrics',
  severity: 'medium',
  lane: 'D',
  flags: ['missing-observability'],
  title: 'Service without the metrics that its siblings have',
  why: 'Alerts and dashboards are made from metrics: rate, errors and duration of requests, saturation of pools. A service that has none is the one that nobody is paged for, and in an incident it is a gap in the picture that has to be filled from logs, or guessed.',
  fix: 'Wire it as the other services are: measure requests in a middleware or interceptor, and serve the registry on the admin port.\n\n```go\nmux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))\n```',
  references: [
    'https://sre.google/sre-book/monitoring-distributed-systems/',
    'https://prometheus.io/docs/practices/instrumentation/',
  ],
  examples: {
    bad: [
      { 'cmd/orders/main.go': httpProgram({ want: true }), 'cmd/stock/main.go': measured() },
      { 'cmd/orders/main.go': measured(), 'cmd/stock/main.go': grpcProgram({ want: true }) },
      // A helper that the other main reaches alone.
      {
        'cmd/orders/main.go': httpProgram({ want: true, imports: ['example.com/service/web'], body: '\tweb.Log()\n' }),
        'cmd/stock/main.go': httpProgram({ imports: ['example.com/service/web'], body: '\tweb.Measure(mux)\n' }),
        'web/web.go': `package web\n\nimport (\n\t"net/http"\n\n\tserve "${PROMHTTP}"\n)\n\nfunc Log() {}\n\nfunc Measure(mux *http.ServeMux) { mux.Handle("/metrics", serve.Handler()) }\n`,
      },
    ],
    good: [
      { 'cmd/orders/main.go': measured(), 'cmd/stock/main.go': measured() },
      // No service of the repository has any.
      { 'cmd/orders/main.go': httpProgram(), 'cmd/stock/main.go': httpProgram() },
      // Few of the others do.
      {
        'cmd/orders/main.go': httpProgram(),
        'cmd/stock/main.go': measured(),
        'cmd/mail/main.go': httpProgram(),
        'cmd/users/main.go': httpProgram(),
      },
      // A library that is not known.
      {
        'cmd/orders/main.go': httpProgram({
          imports: ['git.example.org/platform/toolkit'],
          body: '\ttoolkit.NewMiddleware(mux)\n',
        }),
        'cmd/stock/main.go': measured(),
      },
    ],
  },
  services(judged, report) {
    const programs = programsOf(judged);
    for (const program of programs) {
      const { service, equipment } = program;
      if (serves(program) === null || equipment.mayHave('metrics')) continue;
      const sibling = siblingWith('metrics', program, programs);
      if (!sibling) continue;
      report(equipment.main, {
        ...{ wherever: true, ...hintForDevelopers(program, judged) },
        message: `\`${service.name}\` has no metrics: nothing that its main reaches counts or times a request, as ${placeIn(sibling, 'metrics')} does. How often it fails, and how slow it is, only others can tell.`,
        evidence: deployment(program),
      });
    }
  },
});
