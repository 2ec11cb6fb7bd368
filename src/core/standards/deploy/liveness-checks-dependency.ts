import { namedBy } from '../../services/edges/context.ts';
import type { Site } from '../../services/edges/sites.ts';
import { routesOfProgram } from '../../services/environment/routes.ts';
import { declarationsOf, type FunctionDeclaration } from '../../services/reach/declarations.ts';
import { defineStandard } from '../standard.ts';
import { DEPLOYMENT, DOCKERFILE } from '../support/examples/orders.ts';
import { called, extentOf, serviceOf, workloadsIn } from '../support/workloads.ts';

const shop = (handler: string, probe: string) => ({
  'services/orders/Dockerfile': DOCKERFILE,
  'services/orders/main.go': `package main

import (
	"database/sql"
	"net/http"
)

type health struct{ db *sql.DB }

func main() {
	db, _ := sql.Open("postgres", "postgres://db/orders")
	h := &health{db: db}
	http.HandleFunc("/health", h.check)
	http.HandleFunc("/live", live)
	_ = http.ListenAndServe(":8080", nil)
}

func live(w http.ResponseWriter, r *http.Request) {}

func (h *health) check(w http.ResponseWriter, r *http.Request) {
	${handler}
}

func (h *health) isUp(r *http.Request) bool { return h.db.PingContext(r.Context()) == nil }
`,
  'deploy/orders.yaml': `${DEPLOYMENT}      containers:
        - name: orders
          image: shop/orders:1.4.2
          ${probe}
`,
});
const PING = 'if err := h.db.PingContext(r.Context()); err != nil {\n\t\thttp.Error(w, "down", 503)\n\t}';

export const livenessChecksDependency = defineStandard({
  id: 'deploy/liveness-checks-dependency',
  severity: 'medium',
  lane: 'H',
  flags: ['cascading-failure'],
  title: 'Liveness that depends on others',
  why: 'When the database, or another service, does not answer, every pod fails its liveness probe at once and is killed. They start again, all at the same time, against a dependency that is already down, and lose what they held: a short outage of one system becomes a long one of all that use it.',
  fix: 'Let liveness say that the process runs, and ask dependencies in readiness at most.\n\n```go\nmux.HandleFunc("GET /live", func(w http.ResponseWriter, r *http.Request) {})\n```',
  references: [
    'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/',
    'https://aws.amazon.com/builders-library/implementing-health-checks/',
  ],
  examples: {
    bad: [
      shop(PING, 'livenessProbe: {httpGet: {path: /health, port: 8080}} # want'),
      shop(
        'if !h.isUp(r) {\n\t\thttp.Error(w, "down", 503)\n\t}',
        'livenessProbe: {httpGet: {path: /health, port: 8080}} # want',
      ),
      shop(
        'if _, err := http.Get("http://stock/health"); err != nil {\n\t\thttp.Error(w, "down", 503)\n\t}',
        'livenessProbe: {httpGet: {path: /health, port: 8080}} # want',
      ),
    ],
    good: [
      shop(PING, 'livenessProbe: {httpGet: {path: /live, port: 8080}}'),
      shop(PING, 'readinessProbe: {httpGet: {path: /health, port: 8080}}'),
      shop('w.WriteHeader(200)', 'livenessProbe: {httpGet: {path: /health, port: 8080}}'),
    ],
  },
  manifest({ path, snapshot }, report) {
    for (const { object } of workloadsIn({ path, snapshot }))
      for (const container of object.containers) {
        const probe = container.liveness;
        const node = probe?.handler === 'http' ? serviceOf(snapshot, path, container) : null;
        if (!probe || node?.kind !== 'go' || node.main === null) continue;
        const { routes } = routesOfProgram(snapshot.index, node.main);
        const asked = routes.filter((one) => one.path === probe.route?.replace(/\?.*$/, ''));
        const asks = asked.map(({ site }) => asking(site)).find((one) => one !== null);
        if (!asks) continue;
        const { line, text } = probe;
        const { file, fact } = asks.in;
        report(
          { line, text },
          {
            message: `The liveness probe of \`${container.name}\` in ${called(object)} asks \`${probe.route}\`, which asks others in turn (\`${asks.call}\` in \`${fact.name}\`): when they do not answer, all pods are killed at once.`,
            about: extentOf(container),
            of: `${object.kind} ${object.name} ${container.name}`,
            evidence: [{ path: file.path, line: fact.line, text: `func ${fact.name}` }],
          },
        );
      }
  },
});

/** Calls that ask a database, a cache or another service. */
const ASKS = /(?:^|\.)(?:Ping|PingContext|PingWithContext)$|^http\.(?:Get|Post|Head)$/;

/** What the handler of a route asks of others, itself or through a function of its own package. */
function asking({ args, context }: Site): { call: string; in: FunctionDeclaration } | null {
  const [, given] = args;
  // `&<health>.check`: of a method value, the address is that of its receiver.
  const handler = given?.is === 'address' ? given.of : given;
  const named = handler ? namedBy(handler, context) : null;
  const own = named && context.index.sourcePackage(named.package);
  if (!named || !own) return null;
  const { byName, methods } = declarationsOf(own);
  const among = named.receiver === null ? byName.get(named.name) : methods.get(named.receiver);
  const first = among?.find((one): one is FunctionDeclaration => one.is === 'function' && one.fact.name === named.name);
  const beside = [...methods.values()].flat();
  const next = (first?.fact.uses ?? []).flatMap((use) =>
    use.startsWith('.')
      ? beside.filter(({ fact }) => `.${fact.name}` === use && fact.receiver?.type === named.receiver)
      : [],
  );
  for (const one of first ? [first, ...next] : []) {
    const call = one.fact.uses.find((use) => ASKS.test(use));
    if (call !== undefined) return { call: call.replace(/^\./, ''), in: one };
  }
  return null;
}
