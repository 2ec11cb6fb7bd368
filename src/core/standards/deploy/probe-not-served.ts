import { routesOfProgram } from '../../services/environment/routes.ts';
import type { KubeContainer, ProbeFact } from '../../services/manifests/pod-facts.ts';
import { isOpen } from '../../services/manifests/template.ts';
import { defineStandard } from '../standard.ts';
import { DEPLOYMENT, DOCKERFILE } from '../support/examples/orders.ts';
import { called, extentOf, isOptional, serviceOf, workloadsIn } from '../support/workloads.ts';

const shop = (probe: string, routes = 'mux.HandleFunc("/healthz", ok)') => ({
  'services/orders/Dockerfile': DOCKERFILE,
  'services/orders/main.go': `package main

import "net/http"

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /orders/{id}", ok)
	${routes}
	_ = http.ListenAndServe(":8080", mux)
}

func ok(w http.ResponseWriter, r *http.Request) {}
`,
  'deploy/orders.yaml': `${DEPLOYMENT}      containers:
        - name: orders
          image: shop/orders:1.4.2
          ports: [{name: http, containerPort: 8080}]
${probe.replaceAll(/^/gm, '          ')}
`,
});

export const probeNotServed = defineStandard({
  id: 'deploy/probe-not-served',
  severity: 'high',
  lane: 'H',
  flags: ['no-degradation'],
  title: 'Probe of what the program does not serve',
  why: 'A probe that asks for a path or a port which nobody serves fails for ever, whatever state the program is in: as readiness it keeps every pod out of traffic, and the rollout hangs; as liveness it kills pods that work, again and again.',
  fix: 'Probe what is registered, on a port that the container has.\n\n```go\nmux.HandleFunc("GET /ready", ready)\n```\n\n```yaml\nreadinessProbe:\n  httpGet: {path: /ready, port: http}\n```',
  references: [
    'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
    'https://pkg.go.dev/net/http#ServeMux',
  ],
  examples: {
    bad: [
      shop('readinessProbe: {httpGet: {path: /ready, port: http}} # want'),
      shop('livenessProbe: {httpGet: {path: /healthz, port: admin}} # want'),
      shop(
        'readinessProbe:\n  httpGet: {path: /healthz, port: 8080}\nlivenessProbe: # want\n  httpGet: {path: /livez, port: 8080}',
      ),
    ],
    good: [
      shop('readinessProbe: {httpGet: {path: /healthz, port: http}}'),
      // Something else answers for all paths below.
      shop('readinessProbe: {httpGet: {path: /ready, port: http}}', 'mux.Handle("/", http.FileServer(http.Dir(".")))'),
      // Paths that are not literal.
      shop(
        'readinessProbe: {httpGet: {path: /ready, port: http}}',
        'for _, path := range paths() {\n\t\tmux.HandleFunc(path, ok)\n\t}',
      ),
      shop('livenessProbe: {tcpSocket: {port: 8080}}'),
    ],
  },
  manifest({ path, snapshot }, report) {
    for (const found of workloadsIn({ path, snapshot }))
      for (const container of found.object.containers)
        for (const kind of ['readiness', 'liveness', 'startup'] as const) {
          const probe = container[kind];
          if (!probe || probe.handler === null || isOptional(probe, found)) continue;
          const node = serviceOf(snapshot, path, container);
          const port = unknownPort(probe, container);
          const main = node?.kind === 'go' ? node.main : null;
          const serves =
            port === null && main !== null ? notServed(probe, routesOfProgram(snapshot.index, main)) : null;
          if (port === null && serves === null) continue;
          const { line, text } = probe;
          report(
            { line, text },
            {
              message: `The ${kind} probe of \`${container.name}\` in ${called(found.object)} asks ${port === null ? `for \`${probe.route}\`, which its program does not serve` : `at port \`${port}\`, and the container has no port of that name`}: it always fails, and ${kind === 'readiness' ? 'no pod gets traffic' : 'pods that work are killed'}.`,
              about: extentOf(container),
              of: `${found.object.kind} ${found.object.name} ${container.name} ${kind}`,
              evidence: serves ?? [],
            },
          );
        }
  },
});

/** A name that no port of the container has. */
function unknownPort({ port }: ProbeFact, { ports, open }: KubeContainer): string | null {
  if (port === null || open || isOpen(port) || /^\d+$/.test(port) || ports.length === 0) return null;
  return ports.some(({ name }) => name === port || (name !== null && isOpen(name))) ? null : port;
}

/** Routes of the program beside which the probe's is none; null where it may be served. */
function notServed({ route, handler }: ProbeFact, { routes, open, mentions }: ReturnType<typeof routesOfProgram>) {
  if (handler !== 'http' || route === null || isOpen(route) || open) return null;
  const last =
    route
      .replace(/[?#].*$/, '')
      .replace(/\/$/, '')
      .split('/')
      .at(-1) ?? '';
  if (last === '' || mentions(last) || routes.some(({ path }) => mayMatch(path, route))) return null;
  return routes
    .slice(0, 2)
    .map(({ site: { context, fact } }) => ({ path: context.file.path, line: fact.line, text: fact.text }));
}

/** A route whose parts that are open may stand for those of the path. */
function mayMatch(route: string, path: string): boolean {
  const wanted = path.split('/');
  const parts = route.split('/');
  return (
    parts.some((part) => part.includes('...') || part.startsWith('*')) ||
    (parts.length === wanted.length && parts.every((part, at) => /^[{:]/.test(part) || part === wanted[at]))
  );
}
