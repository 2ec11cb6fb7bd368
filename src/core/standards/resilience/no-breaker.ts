import type { Evidence } from '../../findings/finding.ts';
import type { ServiceMap } from '../../services/service-map.ts';
import { defineStandard } from '../standard.ts';
import { mainPackage } from '../support/examples/programs.ts';
import { placeIn, programsOf, siblingWith } from '../support/programs.ts';

const BREAKER = 'github.com/sony/gobreaker/v2';
const COMPOSE = 'services:\n  orders: {build: orders}\n  refunds: {build: refunds}\n';
const DOCKERFILE =
  'FROM golang:1.25 AS b\nCOPY . /src\nWORKDIR /src\nRUN go build -o /app .\nFROM scratch\nCOPY --from=b /app /app\nENTRYPOINT ["/app"]\n';
const calling = (path: string, { broken = false, want = false } = {}) =>
  mainPackage(
    ['net/http', ...(broken ? [BREAKER] : [])],
    `func main() {
	http.HandleFunc("/${path}", func(w http.ResponseWriter, r *http.Request) {
		_, _ = http.Get("https://bank.example.com/pay")${want ? ' // want' : ''}
${broken ? '\t\t_ = gobreaker.NewCircuitBreaker[int]\n' : ''}	})
	_ = http.ListenAndServe(":80", nil)
}`,
  );
const SHOP = { 'compose.yaml': COMPOSE, 'orders/Dockerfile': DOCKERFILE, 'refunds/Dockerfile': DOCKERFILE };

export const noBreaker = defineStandard({
  id: 'resilience/no-breaker',
  severity: 'low',
  lane: 'H',
  flags: ['cascading-failure'],
  title: 'Calls without the circuit breaker that sibling services have',
  why: 'While the other side is down every request still waits for its timeout, holds its goroutine and connection for it, and fails all the same. A breaker fails them at once, which keeps this service answering, and spares the other the load it would have to recover under.',
  fix: 'Wrap the client as the other services do.\n\n```go\nbreaker := gobreaker.NewCircuitBreaker[*http.Response](gobreaker.Settings{Name: "acquirer"})\nresponse, err := breaker.Execute(func() (*http.Response, error) { return client.Do(request) })\n```\n\nWhere a mesh does it, say so in `.github/architect.yml`: `platform: {mesh: [circuit-breaking]}`.',
  references: [
    'https://learn.microsoft.com/en-us/azure/architecture/patterns/circuit-breaker',
    'https://sre.google/sre-book/addressing-cascading-failures/',
  ],
  examples: {
    bad: [
      {
        ...SHOP,
        'orders/main.go': calling('orders', { broken: true }),
        'refunds/main.go': calling('refunds', { want: true }),
      },
      {
        ...SHOP,
        'orders/main.go': calling('orders', { want: true }),
        'refunds/main.go': calling('refunds', { broken: true }),
      },
      // A breaker that this main does not reach.
      {
        ...SHOP,
        'orders/main.go': calling('orders', { broken: true }),
        'refunds/main.go': `${calling('refunds', { want: true })}\nfunc spare() { guard() }\n`,
        'refunds/guard.go': `package main\n\nimport "${BREAKER}"\n\nfunc guard() { _ = gobreaker.NewCircuitBreaker[int] }\n`,
      },
    ],
    good: [
      {
        ...SHOP,
        'orders/main.go': calling('orders', { broken: true }),
        'refunds/main.go': calling('refunds', { broken: true }),
      },
      // No service of the repository has one.
      { ...SHOP, 'orders/main.go': calling('orders'), 'refunds/main.go': calling('refunds') },
      // It calls nobody.
      {
        ...SHOP,
        'orders/main.go': calling('orders', { broken: true }),
        'refunds/main.go': calling('refunds').replace(/\t\t_, _ = http\.Get.*\n/, ''),
      },
    ],
  },
  services(judged, report) {
    if (judged.platform.mesh.includes('circuit-breaking')) return;
    const programs = programsOf(judged);
    for (const program of programs) {
      const { service, equipment } = program;
      const call = equipment.mayHave('breaker') ? null : firstCall(judged.map, service.name);
      const sibling = call && siblingWith('breaker', program, programs);
      if (!call || !sibling) continue;
      report(call.at, {
        message: `\`${service.name}\` calls \`${call.to}\` without a circuit breaker, unlike ${placeIn(sibling, 'breaker')}: while that is down, every request here waits for its timeout.`,
      });
    }
  },
});

/** The first call of another party that a service waits for. */
function firstCall({ edges }: ServiceMap, service: string): { to: string; at: Evidence } | null {
  for (const { from, to, kind, state, evidence } of edges) {
    const waits = kind === 'http' || kind === 'grpc';
    if (from === service && waits && state !== 'wired' && evidence[0]) return { to, at: evidence[0] };
  }
  return null;
}
