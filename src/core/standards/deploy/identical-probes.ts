import type { ProbeFact } from '../../services/manifests/pod-facts.ts';
import { isOpen } from '../../services/manifests/template.ts';
import { defineStandard } from '../standard.ts';
import { DEPLOYMENT } from '../support/examples/orders.ts';
import { isInEarnest } from '../support/in-earnest.ts';
import { called, extentOf, workloadsIn } from '../support/workloads.ts';

const workload = (probes: string) => `${DEPLOYMENT}      containers:
        - name: orders
          image: shop/orders:1.4.2
          ports: [{name: http, containerPort: 8080}]
${probes.replaceAll(/^/gm, '          ')}
`;

export const identicalProbes = defineStandard({
  id: 'deploy/identical-probes',
  severity: 'low',
  lane: 'D',
  flags: [],
  title: 'Liveness probe that is the readiness probe',
  why: 'The two probes mean different things: not ready takes a pod out of traffic until it recovers, not alive kills it. When one question answers both at the same moment, a pod that is only busy, or waits for its database, is killed instead of spared; its load moves to the others, which are killed next.',
  fix: 'Let liveness ask only whether the process runs, and be slower than readiness.\n\n```yaml\nreadinessProbe:\n  httpGet: {path: /ready, port: http}\nlivenessProbe:\n  httpGet: {path: /live, port: http}\n  failureThreshold: 6\n```',
  references: [
    'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/',
    'https://cloud.google.com/blog/products/containers-kubernetes/kubernetes-best-practices-setting-up-health-checks-with-readiness-and-liveness-probes',
  ],
  examples: {
    bad: [
      {
        'deploy/orders.yaml': workload(
          'readinessProbe: {httpGet: {path: /health, port: http}}\nlivenessProbe: {httpGet: {port: http, path: /health}} # want',
        ),
      },
      {
        'deploy/orders.yaml': workload(
          'livenessProbe: # want\n  grpc: {port: 9000}\n  periodSeconds: 5\nreadinessProbe:\n  grpc: {port: 9000}\n  failureThreshold: 3',
        ),
      },
      {
        'chart/Chart.yaml': 'name: orders\n',
        'chart/values.yaml': 'health: /healthz\n',
        'chart/templates/orders.yaml': workload(
          'readinessProbe: {httpGet: {path: "{{ .Values.health }}", port: http}}\nlivenessProbe: {httpGet: {path: /healthz, port: http}} # want',
        ),
      },
    ],
    good: [
      {
        'deploy/orders.yaml': workload(
          'readinessProbe: {httpGet: {path: /ready, port: http}}\nlivenessProbe: {httpGet: {path: /live, port: http}}',
        ),
      },
      // The same question, but it kills later than it spares.
      {
        'deploy/orders.yaml': workload(
          'readinessProbe: {httpGet: {path: /health, port: http}}\nlivenessProbe: {httpGet: {path: /health, port: http}, failureThreshold: 6}',
        ),
      },
      {
        'deploy/orders.yaml': workload(
          'readinessProbe: {tcpSocket: {port: http}, periodSeconds: 2}\nlivenessProbe: {tcpSocket: {port: http}}',
        ),
      },
      {
        'chart/templates/orders.yaml': workload(
          'readinessProbe:\n  {{- toYaml .Values.probe | nindent 12 }}\nlivenessProbe:\n  {{- toYaml .Values.probe | nindent 12 }}',
        ),
      },
    ],
  },
  manifest({ path, snapshot }, report) {
    for (const found of workloadsIn({ path, snapshot })) {
      const { object } = found;
      const isSure = isInEarnest(snapshot, found);
      for (const container of object.containers) {
        const { readiness, liveness } = container;
        if (!readiness || !liveness || readiness.handles === '' || readiness.handles !== liveness.handles) continue;
        const [spared, killed] = [patienceOf(readiness), patienceOf(liveness)];
        if (isOpen(liveness.handles) || spared === null || killed === null || killed > spared) continue;
        report(liveness, {
          message: `The liveness probe of \`${container.name}\` in ${called(object)} asks what its readiness probe asks, and gives up after ${killed} s as that does after ${spared} s: a pod that is only busy is killed at the moment it should be spared.`,
          evidence: [{ path, line: readiness.line, text: readiness.text }],
          // A port is opened by the kernel, however busy the program is.
          ...(isSure && liveness.handler !== 'tcp' ? {} : { lane: 'H' as const }),
          about: extentOf(container),
          of: `${object.kind} ${object.name} ${container.name}`,
        });
      }
    }
  },
});

/** Seconds of failure after which a probe acts; null where that is open. */
function patienceOf({ settings }: ProbeFact): number | null {
  const { periodSeconds = '10', failureThreshold = '3' } = settings;
  const seconds = Number(periodSeconds) * Number(failureThreshold);
  return Number.isFinite(seconds) ? seconds : null;
}
