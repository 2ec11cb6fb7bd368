import { defineStandard } from '../standard.ts';
import { httpProgram } from '../support/examples/programs.ts';
import { isProbed } from '../support/probed.ts';
import { deployment, hintForDevelopers, programsOf, serves } from '../support/programs.ts';

export const noHealth = defineStandard({
  id: 'observability/no-health',
  severity: 'medium',
  lane: 'D',
  flags: ['missing-observability'],
  title: 'HTTP service without a health route',
  why: 'An orchestrator that cannot ask a service how it is sends it requests before it is ready, and keeps sending them when its database is gone or it hangs. What a probe would have answered within seconds is found out by users.',
  fix: 'Serve two routes: one that says that the process lives, one that says whether it can do its work.\n\n```go\nmux.HandleFunc("GET /health", func(w http.ResponseWriter, r *http.Request) {})\nmux.HandleFunc("GET /ready", func(w http.ResponseWriter, r *http.Request) {\n\tif err := db.PingContext(r.Context()); err != nil {\n\t\tw.WriteHeader(http.StatusServiceUnavailable)\n\t}\n})\n```',
  references: [
    'https://kubernetes.io/docs/concepts/workloads/pods/probes/',
    'https://microservices.io/patterns/observability/health-check-api.html',
  ],
  examples: {
    bad: [
      { 'main.go': httpProgram({ want: true }) },
      // The sibling has one.
      {
        'cmd/orders/main.go': httpProgram({ want: true }),
        'cmd/stock/main.go': httpProgram({ body: '\tmux.HandleFunc("GET /healthz", orders)\n' }),
      },
      // A health route of a helper that this main does not reach; the router is gin.
      {
        'cmd/orders/main.go':
          'package main\n\nimport (\n\t"github.com/gin-gonic/gin"\n\n\t"example.com/service/internal/web"\n)\n\nfunc main() { // want\n\tr := gin.New()\n\tr.GET("/orders", web.Orders)\n\t_ = r.Run()\n}\n',
        'internal/web/web.go':
          'package web\n\nimport "github.com/gin-gonic/gin"\n\nfunc Orders(c *gin.Context) {}\n\nfunc Probes(r *gin.Engine) { r.GET("/healthz", Orders) }\n',
      },
    ],
    good: [
      { 'main.go': httpProgram({ body: '\tmux.HandleFunc("GET /ready", orders)\n' }) },
      // In a package of its own, under a name of its own.
      {
        'cmd/orders/main.go': httpProgram({
          imports: ['example.com/service/internal/web'],
          body: '\tweb.Probes(mux)\n',
        }),
        'internal/web/web.go':
          'package web\n\nimport "net/http"\n\nconst alive = "/livez"\n\nfunc Probes(mux *http.ServeMux) { mux.Handle(alive, http.NotFoundHandler()) }\n',
      },
      // A library that is not known may serve it.
      {
        'main.go': httpProgram({ imports: ['git.example.org/platform/toolkit'], body: '\ttoolkit.Bootstrap(mux)\n' }),
      },
      // It listens for its metrics alone.
      {
        'main.go':
          'package main\n\nimport (\n\t"net/http"\n\n\t"github.com/prometheus/client_golang/prometheus/promhttp"\n)\n\nfunc main() {\n\thttp.Handle("/metrics", promhttp.Handler())\n\t_ = http.ListenAndServe(":9090", nil)\n}\n',
      },
    ],
  },
  services(judged, report) {
    for (const program of programsOf(judged)) {
      const { service, equipment } = program;
      if (serves(program) !== 'HTTP' || equipment.mayHave('health') || isProbed(service, judged.manifests)) continue;
      report(equipment.main, {
        ...{ wherever: true, ...hintForDevelopers(program, judged) },
        message: `\`${service.name}\` serves HTTP, and nothing that its main reaches answers a health or readiness probe: whoever routes to it cannot ask whether it is ready, or stuck.`,
        evidence: deployment(program),
      });
    }
  },
});
