import { defineStandard } from '../standard.ts';
import { grpcProgram, httpProgram } from '../support/examples/programs.ts';
import { deployment, hintForDevelopers, placeIn, programsOf, serves, siblingWith } from '../support/programs.ts';

const OTELHTTP = 'go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp';
const traced = () => httpProgram({ imports: [OTELHTTP], body: '\t_ = otelhttp.NewHandler(mux, "orders")\n' });

export const noTracing = defineStandard({
  id: 'observability/no-tracing',
  severity: 'medium',
  lane: 'D',
  flags: ['missing-observability'],
  title: 'Service without the tracing that its siblings have',
  why: 'A trace is worth what its weakest service is: where one does not take the context over and send it on, every request through it falls into two traces that nobody can join. What is slow or failing behind it is found by comparing clocks in logs.',
  fix: 'Set up the provider as the other services do, and wrap what comes in and what goes out.\n\n```go\nhandler := otelhttp.NewHandler(mux, "orders")\nserver := grpc.NewServer(grpc.StatsHandler(otelgrpc.NewServerHandler()))\n```',
  references: [
    'https://opentelemetry.io/docs/concepts/context-propagation/',
    'https://opentelemetry.io/docs/languages/go/libraries/',
  ],
  examples: {
    bad: [
      { 'cmd/orders/main.go': httpProgram({ want: true }), 'cmd/stock/main.go': traced() },
      { 'cmd/orders/main.go': traced(), 'cmd/stock/main.go': grpcProgram({ want: true }) },
      // A helper that the other main reaches alone.
      {
        'cmd/orders/main.go': httpProgram({ want: true, imports: ['example.com/service/web'], body: '\tweb.Log()\n' }),
        'cmd/stock/main.go': httpProgram({ imports: ['example.com/service/web'], body: '\tweb.Wrap(mux)\n' }),
        'web/web.go': `package web\n\nimport (\n\t"net/http"\n\n\tinstrument "${OTELHTTP}"\n)\n\nfunc Log() {}\n\nfunc Wrap(next http.Handler) http.Handler { return instrument.NewHandler(next, "web") }\n`,
      },
    ],
    good: [
      { 'cmd/orders/main.go': traced(), 'cmd/stock/main.go': traced() },
      // No service of the repository has any.
      { 'cmd/orders/main.go': httpProgram(), 'cmd/stock/main.go': httpProgram() },
      // Few of the others do.
      {
        'cmd/orders/main.go': httpProgram(),
        'cmd/stock/main.go': traced(),
        'cmd/mail/main.go': httpProgram(),
        'cmd/users/main.go': httpProgram(),
      },
      // A name of the repository that may stand for it.
      {
        'cmd/orders/main.go': httpProgram({ imports: ['example.com/service/web'], body: '\tweb.StartTracing()\n' }),
        'cmd/stock/main.go': traced(),
        'web/web.go': 'package web\n\nfunc StartTracing() {}\n',
      },
    ],
  },
  services(judged, report) {
    const programs = programsOf(judged);
    for (const program of programs) {
      const { service, equipment } = program;
      if (serves(program) === null || equipment.mayHave('tracing')) continue;
      const sibling = siblingWith('tracing', program, programs);
      if (!sibling) continue;
      report(equipment.main, {
        ...{ wherever: true, ...hintForDevelopers(program, judged) },
        message: `\`${service.name}\` has no tracing: nothing that its main reaches starts or continues a trace, as ${placeIn(sibling, 'tracing')} does. Traces that lead through it end there.`,
        evidence: deployment(program),
      });
    }
  },
});
