import { defineStandard } from '../standard.ts';
import { grpcProgram } from '../support/examples/programs.ts';
import { isProbed } from '../support/probed.ts';
import { deployment, hintForDevelopers, programsOf, serves } from '../support/programs.ts';

const HEALTH = ['google.golang.org/grpc/health', 'healthv1 "google.golang.org/grpc/health/grpc_health_v1"'];

export const noGrpcHealth = defineStandard({
  id: 'api/no-grpc-health',
  severity: 'medium',
  lane: 'D',
  flags: ['missing-observability'],
  title: 'gRPC server without the health service',
  why: 'Kubernetes probes gRPC servers through `grpc.health.v1.Health`, and clients that balance load ask it which servers to leave out. Without it a port that accepts connections is all that anybody can test: a server that hangs, or that has lost its database, keeps its share of the calls.',
  fix: '```go\nchecks := health.NewServer()\nhealthv1.RegisterHealthServer(s, checks)\nchecks.SetServingStatus("", healthv1.HealthCheckResponse_SERVING)\n```\n\nSay `NOT_SERVING` before the server is stopped.',
  references: [
    'https://grpc.io/docs/guides/health-checking/',
    'https://pkg.go.dev/google.golang.org/grpc/health',
    'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#define-a-grpc-liveness-probe',
  ],
  examples: {
    bad: [
      { 'main.go': grpcProgram({ want: true }) },
      // The sibling registers it.
      {
        'cmd/stock/main.go': grpcProgram({ want: true }),
        'cmd/orders/main.go': grpcProgram({
          imports: HEALTH,
          body: '\thealthv1.RegisterHealthServer(s, health.NewServer())\n',
        }),
      },
      // A helper that this main does not reach.
      {
        'cmd/stock/main.go': grpcProgram({
          want: true,
          imports: ['example.com/service/internal/rpc'],
          body: '\trpc.Log(s)\n',
        }),
        'internal/rpc/rpc.go':
          'package rpc\n\nimport (\n\t"google.golang.org/grpc"\n\t"google.golang.org/grpc/health"\n\thealthv1 "google.golang.org/grpc/health/grpc_health_v1"\n)\n\nfunc Log(s *grpc.Server) {}\n\nfunc Check(s *grpc.Server) { healthv1.RegisterHealthServer(s, health.NewServer()) }\n',
      },
    ],
    good: [
      {
        'main.go': grpcProgram({
          imports: HEALTH,
          body: '\thealthv1.RegisterHealthServer(s, health.NewServer())\n',
        }),
      },
      // Its own implementation.
      {
        'main.go': `${grpcProgram({ imports: HEALTH.slice(1), body: '\thealthv1.RegisterHealthServer(s, checks{})\n' })}\ntype checks struct{ healthv1.UnimplementedHealthServer }\n`,
      },
      // A route beside it answers the probes.
      {
        'main.go': grpcProgram({
          imports: ['net/http'],
          body: '\tgo func() {\n\t\thttp.HandleFunc("/healthz", func(w http.ResponseWriter, r *http.Request) {})\n\t\t_ = http.ListenAndServe(":9090", nil)\n\t}()\n',
        }),
      },
      // The framework registers it.
      {
        'main.go':
          'package main\n\nimport (\n\tpb "example.com/proto/stock"\n\t"github.com/go-kratos/kratos/v2"\n\t"github.com/go-kratos/kratos/v2/transport/grpc"\n)\n\ntype server struct{ pb.UnimplementedStockServer }\n\nfunc main() {\n\ts := grpc.NewServer()\n\tpb.RegisterStockServer(s, server{})\n\t_ = kratos.New(kratos.Server(s)).Run()\n}\n',
      },
    ],
  },
  services(judged, report) {
    for (const program of programsOf(judged)) {
      const { service, equipment } = program;
      if (serves(program) !== 'gRPC' || equipment.mayHave('grpc health') || equipment.mayHave('health')) continue;
      if (isProbed(service, judged.manifests)) continue;
      report(equipment.main, {
        ...{ wherever: true, ...hintForDevelopers(program, judged) },
        message: `\`${service.name}\` serves gRPC without \`grpc.health.v1.Health\`, and nothing that its main reaches registers it: a probe sees no more than that a port is open, and a server that hangs keeps it open.`,
        evidence: deployment(program),
      });
    }
  },
});
