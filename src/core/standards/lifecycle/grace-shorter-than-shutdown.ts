import type { FunctionDeclaration } from '../../services/reach/declarations.ts';
import { reachableFrom } from '../../services/reach/reachable.ts';
import { defineStandard } from '../standard.ts';
import { DEPLOYMENT, DOCKERFILE } from '../support/examples/orders.ts';
import { secondsOf } from '../support/seconds.ts';
import { called, extentOf, type Workload, workloadsByPath } from '../support/workloads.ts';

const shop = (timeout: string, pod: string, container = '') => ({
  'services/orders/Dockerfile': DOCKERFILE,
  'services/orders/main.go': `package main

import (
	"context"
	"net/http"
	"os/signal"
	"syscall"
	"time"
)

const limit = 45 * time.Second

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	server := &http.Server{Addr: ":8080", ReadHeaderTimeout: time.Second}
	go func() { _ = server.ListenAndServe() }()
	<-ctx.Done()
	last, cancel := context.WithTimeout(context.Background(), ${timeout}
	defer cancel()
	_ = server.Shutdown(last)
}
`,
  'deploy/orders.yaml': `${DEPLOYMENT}${pod}      containers:
        - name: orders
          image: shop/orders:1.4.2
${container}`,
});

export const graceShorterThanShutdown = defineStandard({
  id: 'lifecycle/grace-shorter-than-shutdown',
  severity: 'medium',
  lane: 'H',
  flags: ['no-degradation'],
  title: 'Pod killed before its own shutdown ends',
  why: 'Kubernetes kills a pod terminationGracePeriodSeconds after it told it to stop, 30 when nothing is written, and the time of the preStop hook counts. A program that gives its requests longer never gets there: what was still under way is cut off in the middle, at every rollout.',
  fix: 'Let the grace period cover the preStop hook and the shutdown, with some seconds to spare.\n\n```yaml\nspec:\n  terminationGracePeriodSeconds: 60 # preStop 10 s, shutdown 45 s\n```',
  references: [
    'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
    'https://pkg.go.dev/net/http#Server.Shutdown',
  ],
  examples: {
    bad: [
      shop('time.Minute) // want', ''),
      shop('limit) // want', '      terminationGracePeriodSeconds: 40\n'),
      shop(
        '25*time.Second) // want',
        '      terminationGracePeriodSeconds: 30\n',
        '          lifecycle: {preStop: {sleep: {seconds: 10}}}\n',
      ),
    ],
    good: [
      shop('25*time.Second)', ''),
      shop('limit)', '      terminationGracePeriodSeconds: 60\n'),
      // Neither is known.
      shop('time.Duration(len(limits)) * time.Second)', ''),
      {
        ...shop('time.Minute)', ''),
        'deploy/orders.yaml': '',
        'chart/Chart.yaml': 'name: orders\n',
        'chart/templates/orders.yaml': shop('limit)', '      terminationGracePeriodSeconds: {{ .Values.grace }}\n')[
          'deploy/orders.yaml'
        ],
      },
    ],
  },
  services({ map, index, manifests }, report) {
    const places = new Map(
      [...workloadsByPath(manifests).values()]
        .flat()
        .flatMap((found) =>
          found.object.containers.map((one) => [`${found.path}:${one.line}`, { found, one }] as const),
        ),
    );
    for (const node of map.services) {
      if (node.kind !== 'go' || node.main === null) continue;
      const deployed = node.evidence.flatMap(({ path, line }) => places.get(`${path}:${line}`) ?? []);
      if (deployed.length === 0) continue;
      const longest = longestShutdown(node.main);
      if (!longest) continue;
      for (const { found, one } of deployed) {
        const grace = graceOf(found);
        const needed = longest.seconds + (one.preStop ?? 0);
        if (grace === null || grace >= needed) continue;
        const { path, line, text } = longest;
        const place = found.object.workload.grace ?? found.object;
        report(
          { path, line, text },
          {
            message: `\`${node.name}\` gives its requests ${longest.seconds} s to finish${one.preStop ? ` after a preStop hook of ${one.preStop} s` : ''}, and ${called(found.object)} is killed after ${grace} s${found.object.workload.grace ? '' : ', which is the default'}: what is still under way is cut off at every rollout.`,
            evidence: [{ path: found.path, line: place.line, text: place.text }],
            restsOn: { path: found.path, ...extentOf(found.object) },
          },
        );
        break;
      }
    }

    function longestShutdown(main: string) {
      return [...reachableFrom(index, main)]
        .filter((one): one is FunctionDeclaration => one.is === 'function' && one.fact.shutdowns !== undefined)
        .flatMap((declaration) =>
          (declaration.fact.shutdowns ?? []).map(({ within, line, text }) => ({
            ...{ path: declaration.file.path, line, text },
            seconds: secondsOf(within, declaration, index) ?? 0,
          })),
        )
        .toSorted((a, b) => b.seconds - a.seconds)
        .find(({ seconds }) => seconds > 0);
    }
  },
});

/** Seconds; null where a template leaves them open. */
function graceOf({ object: { workload } }: Workload): number | null {
  if (workload.grace === null) return workload.open ? null : 30;
  const seconds = Number(workload.grace.value);
  return Number.isFinite(seconds) && workload.grace.value !== '' ? seconds : null;
}
