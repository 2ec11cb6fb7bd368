import { isOpen } from '../../services/manifests/template.ts';
import { defineStandard } from '../standard.ts';
import { DOCKERFILE } from '../support/examples/orders.ts';
import { isInEarnest } from '../support/in-earnest.ts';
import {
  called,
  evidenceOf,
  extentOf,
  mayBePatched,
  servicesBefore,
  type Workload,
  workloadsIn,
} from '../support/workloads.ts';

const workload = (container: string, kind = 'Deployment') => `apiVersion: apps/v1
kind: ${kind}
metadata:
  name: orders
spec:
  selector: {matchLabels: {app: orders}}
  template:
    metadata: {labels: {app: orders}}
    spec:
      containers:
        - name: orders${container.includes('Probe') ? '' : ' # want'}
          image: shop/orders:1.4.2
          ports: [{name: http, containerPort: 8080}]
${container}`;
const SERVICE = `---
apiVersion: v1
kind: Service
metadata: {name: orders}
spec: {selector: {app: orders}, ports: [{port: 80, targetPort: http}]}
`;
const READINESS = '          readinessProbe: {httpGet: {path: /ready, port: http}}\n';
const BOTH = `${READINESS}          livenessProbe: {httpGet: {path: /live, port: http}}\n`;
const CODE = {
  'services/orders/Dockerfile': DOCKERFILE,
  'services/orders/main.go':
    'package main\n\nimport "net/http"\n\nfunc main() { _ = http.ListenAndServe(":8080", nil) }\n',
};

export const noProbes = defineStandard({
  id: 'deploy/no-probes',
  severity: 'high',
  lane: 'D',
  flags: ['missing-observability'],
  title: 'Workload that serves without probes',
  why: 'Without a readiness probe a pod gets requests from the moment its container starts, before the program listens, and goes on getting them while it cannot answer: every rollout and every slow start is an outage for some callers. Without a liveness probe a process that hangs is never started again.',
  fix: 'Serve a route that says whether the pod can take requests, and another that says only that the process runs.\n\n```yaml\nreadinessProbe:\n  httpGet: {path: /ready, port: http}\n  periodSeconds: 5\nlivenessProbe:\n  httpGet: {path: /live, port: http}\n  failureThreshold: 6\n```',
  references: [
    'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/',
    'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
  ],
  examples: {
    bad: [
      { ...CODE, 'deploy/orders.yaml': workload('') + SERVICE },
      { ...CODE, 'deploy/orders.yaml': workload('', 'StatefulSet'), 'deploy/service.yaml': SERVICE.slice(4) },
      // A probe that only restarts it lets requests in too early all the same.
      {
        ...CODE,
        'deploy/orders.yaml': `${workload(BOTH.replace(READINESS, '')).replace('- name: orders', '- name: orders # want')}${SERVICE}`,
      },
    ],
    good: [
      { ...CODE, 'deploy/orders.yaml': workload(BOTH) + SERVICE },
      // Nobody calls a worker.
      {
        ...CODE,
        'deploy/orders.yaml': workload('')
          .replace(/ {10}ports.*\n/, '')
          .replace(' # want', ''),
      },
      { ...CODE, 'deploy/job.yaml': `${workload('', 'Job').replace(' # want', '')}${SERVICE}` },
      // A patch says only what it alters.
      {
        ...CODE,
        'base/orders.yaml': workload(BOTH) + SERVICE,
        'prod/orders.yaml': workload('')
          .replace(/ {10}(?:image|ports).*\n/g, '')
          .replace(' # want', ''),
        'prod/kustomization.yaml': 'resources: [../base]\npatches: [{path: orders.yaml}]\n',
      },
      // A template that puts in what is not seen here.
      {
        ...CODE,
        'chart/Chart.yaml': 'name: orders\n',
        'chart/templates/orders.yaml':
          workload('          {{- include "orders.probes" . | nindent 10 }}\n').replace(' # want', '') + SERVICE,
      },
    ],
  },
  manifest({ path, snapshot }, report) {
    for (const found of workloadsIn({ path, snapshot })) {
      const { object } = found;
      const { containers, workload } = object;
      if (!SERVING.test(object.kind) || workload.open || containers.some(({ open }) => open)) continue;
      const lacks = [
        containers.some(({ readiness }) => readiness) ? [] : 'readinessProbe',
        containers.some(({ liveness }) => liveness) ? [] : 'livenessProbe',
      ].flat();
      const services = servicesBefore(snapshot, found);
      if (lacks.length === 0 || (services.length === 0 && !listens(found))) continue;
      if (mayBePatched(snapshot, found, /readinessProbe|livenessProbe/)) continue;
      // Behind a startup probe nobody is led to a pod before its program listens.
      const isCertain =
        services.length > 0 && !containers.some(({ startup }) => startup) && isInEarnest(snapshot, found);
      report(containers[0]?.start ?? object, {
        ...(lacks.includes('readinessProbe')
          ? { message: unready(found, lacks, services[0]?.object.name), ...(isCertain ? {} : { lane: 'H' as const }) }
          : {
              message: `${called(object)} has no livenessProbe: a process that hangs is taken out of traffic and stays there until somebody restarts it by hand.`,
              ...{ lane: 'H' as const, severity: 'low' as const },
            }),
        about: extentOf(object),
        of: `${object.kind} ${object.name}`,
        evidence: services.slice(0, 1).map(evidenceOf),
      });
    }
  },
});

const SERVING = /^(?:Deployment|StatefulSet|DaemonSet|ReplicaSet|Rollout|DeploymentConfig)$/;

/** On a port that is not for those who watch it alone. */
function listens({ object: { containers } }: Workload): boolean {
  return containers.some(({ ports }) =>
    ports.some(({ name }) => !/metric|prom|pprof|debug|health|probe/i.test(name ?? '')),
  );
}

function unready({ object }: Workload, lacks: readonly string[], service: string | undefined): string {
  const by = service === undefined || isOpen(service) ? 'callers are' : `Service \`${service}\` is`;
  const none = lacks.map((one) => `no ${one}`).join(' and ');
  return `${called(object)} has ${none}: ${by} led to a new pod before the program listens, and to one that cannot answer any more.`;
}
