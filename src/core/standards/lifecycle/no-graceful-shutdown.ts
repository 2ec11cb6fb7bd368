import type { Equipment } from '../../services/reach/equipment.ts';
import { defineStandard } from '../standard.ts';
import { deployment, hintForDevelopers, programsOf, startOf } from '../support/programs.ts';

const main = (body: string, imports = '"log"\n\t"net/http"') => `package main

import (
	${imports}
)

${body}
`;

export const noGracefulShutdown = defineStandard({
  id: 'lifecycle/no-graceful-shutdown',
  severity: 'high',
  lane: 'H',
  flags: ['no-degradation'],
  title: 'Server that is cut off when it is told to stop',
  why: 'Every rollout, scale-down and node drain sends SIGTERM. A process that does not handle it ends at once: requests under way are cut in the middle, their clients see resets, and work that was half done stays so. With several deployments a day that is a steady rate of errors that no code path explains.',
  fix: 'Wait for the signal, then let the server finish within the grace period.\n\n```go\nctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)\ndefer stop()\ngo func() {\n\t<-ctx.Done()\n\tbounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)\n\tdefer cancel()\n\tstopped <- srv.Shutdown(bounded)\n}()\n```\n\nA gRPC server has `GracefulStop`.',
  references: [
    'https://pkg.go.dev/net/http#Server.Shutdown',
    'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
    'https://pkg.go.dev/google.golang.org/grpc#Server.GracefulStop',
  ],
  examples: {
    bad: [
      {
        'main.go': main(
          'func main() { // want\n\thttp.HandleFunc("/orders", func(w http.ResponseWriter, r *http.Request) {})\n\tlog.Fatal(http.ListenAndServe(":8080", nil))\n}',
        ),
      },
      // A server of its own package; only the tracer is shut down.
      {
        'cmd/orders/main.go': main('func main() { // want\n\tapi.Serve()\n}', '"example.com/service/internal/api"'),
        'internal/api/api.go':
          'package api\n\nimport (\n\t"context"\n\tweb "net/http"\n\n\totel "go.opentelemetry.io/otel"\n)\n\nfunc Serve() {\n\tsrv := &web.Server{Addr: ":80"}\n\t_ = srv.ListenAndServe()\n}\n\nfunc Stop(ctx context.Context, srv *web.Server) { _ = srv.Shutdown(ctx) }\n\nvar _ = otel.Version\n',
      },
      {
        'main.go': main(
          'func main() { // want\n\tlis, _ := net.Listen("tcp", ":7000")\n\ts := grpc.NewServer()\n\tlog.Fatal(s.Serve(lis))\n}',
          '"log"\n\t"net"\n\n\t"google.golang.org/grpc"',
        ),
      },
      {
        'main.go': main(
          'func main() { // want\n\tr := gin.Default()\n\tr.GET("/orders", func(c *gin.Context) {})\n\t_ = r.Run(":8080")\n}',
          '"github.com/gin-gonic/gin"',
        ),
      },
    ],
    good: [
      // A helper of the repository waits for the signal.
      {
        'cmd/orders/main.go': main(
          'func main() {\n\tserve.Run(&http.Server{Addr: ":80"})\n}',
          '"net/http"\n\n\t"example.com/service/internal/serve"',
        ),
        'internal/serve/serve.go':
          'package serve\n\nimport (\n\t"context"\n\t"net/http"\n\t"os/signal"\n\t"syscall"\n)\n\nfunc Run(srv *http.Server) {\n\tctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)\n\tdefer stop()\n\tgo func() { _ = srv.ListenAndServe() }()\n\t<-ctx.Done()\n\t_ = srv.Shutdown(context.WithoutCancel(ctx))\n}\n',
      },
      // A framework that does it.
      {
        'main.go': main(
          'func main() {\n\thttp.HandleFunc("/orders", func(w http.ResponseWriter, r *http.Request) {})\n\tfx.New(fx.Invoke(func() { go func() { log.Println(http.ListenAndServe(":8080", nil)) }() })).Run()\n}',
          '"log"\n\t"net/http"\n\n\t"go.uber.org/fx"',
        ),
      },
      // A library that nobody here knows runs the process.
      {
        'main.go': main(
          'func main() {\n\tapp := toolkit.NewApp()\n\tgo func() { _ = http.ListenAndServe(":8080", nil) }()\n\tapp.Run()\n}',
          '"net/http"\n\n\t"git.example.org/platform/toolkit"',
        ),
      },
      // A tool beside a service.
      {
        Dockerfile:
          'FROM golang:1.25 AS b\nCOPY . .\nRUN go build -o /app ./cmd/orders\nFROM scratch\nCOPY --from=b /app /app\nENTRYPOINT ["/app"]\n',
        'cmd/orders/main.go': main(
          'func main() {\n\tsrv := &http.Server{Addr: ":80"}\n\tgo func() { _ = srv.ListenAndServe() }()\n\tctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)\n\tdefer stop()\n\t<-ctx.Done()\n\t_ = srv.Shutdown(context.WithoutCancel(ctx))\n}',
          '"context"\n\t"net/http"\n\t"os/signal"\n\t"syscall"',
        ),
        'tools/view/main.go': main('func main() {\n\tlog.Fatal(http.ListenAndServe(":8080", nil))\n}'),
      },
    ],
  },
  services(judged, report) {
    for (const program of programsOf(judged)) {
      const { service, equipment } = program;
      const serves = equipment.has('http server') ?? equipment.has('grpc server');
      if (!serves || equipment.mayHave('shutdown') || isForMetrics(equipment)) continue;
      const how = equipment.has('http server') ? '`Shutdown`' : '`GracefulStop`';
      report(equipment.main, {
        ...{ wherever: true, ...hintForDevelopers(program, judged) },
        message: `Nothing that the main of \`${service.name}\` reaches asks for SIGTERM or calls ${how}: at every rollout the process ends at once, and requests under way are cut off.`,
        evidence: [...startOf(program, serves), ...deployment(program)],
      });
    }
  },
});

/** It listens for nobody but who collects its metrics. */
function isForMetrics(equipment: Equipment): boolean {
  return !equipment.has('routes') && !equipment.has('rpcs') && equipment.has('metrics') !== null;
}
