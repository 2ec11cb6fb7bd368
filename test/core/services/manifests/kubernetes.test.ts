import { expect, it } from 'vitest';
import type { KubeObject } from '../../../../src/core/services/manifests/facts.ts';
import type { ManifestKind } from '../../../../src/core/services/manifests/kind.ts';
import { readManifest } from '../../../../src/core/services/manifests/read.ts';
import { placedObjects } from '../../../../src/core/services/units/kube-objects.ts';
import { manifestsOf } from '../tree.ts';

function objects(text: string, kind: ManifestKind = 'yaml'): KubeObject[] {
  const facts = readManifest(kind, text);
  return facts.form === 'kubernetes' ? facts.objects : [];
}

const DEPLOYMENT = `# orders
apiVersion: apps/v1
kind: Deployment
metadata: {name: orders, namespace: shop}
spec:
  replicas: 2
  selector:
    matchLabels: {app: orders}
  template:
    metadata: {labels: {app: orders}}
    spec:
      terminationGracePeriodSeconds: 45
      hostNetwork: true
      securityContext: {runAsNonRoot: true}
      volumes: [{name: x, hostPath: {path: /var/run/docker.sock}}]
      initContainers: [{name: migrate, image: "shop/migrate:1"}]
      containers:
        - name: orders
          image: shop/orders:1
          ports:
            - {name: http, containerPort: 8080}
          readinessProbe:
            httpGet: {path: /ready, port: http}
            periodSeconds: 5
          livenessProbe:
            grpc: {port: 9000}
          resources:
            limits: {memory: 64Mi}
          securityContext:
            privileged: true
            capabilities:
              drop: [ALL]
              add:
                - NET_ADMIN
          lifecycle: {preStop: {exec: {command: [sh, -c, "sleep 10"]}}}
---
apiVersion: v1
kind: Service
metadata: {name: orders}
spec: {clusterIP: None, selector: {app: orders}, ports: [{name: web, port: 80, targetPort: http}]}
`;

it('a workload is read with the places of its settings', () => {
  const [deployment, service] = objects(DEPLOYMENT);
  expect(deployment).toMatchObject({
    ...{ name: 'orders', namespace: 'shop', from: 2, to: 35, labels: { app: 'orders' } },
    workload: {
      replicas: { value: '2', line: 6 },
      selects: { labels: { app: 'orders' }, more: false, line: 7 },
      grace: { value: '45', line: 12 },
      host: [{ name: 'hostNetwork', setting: { value: 'true', line: 13 } }],
      hostPaths: [{ value: '/var/run/docker.sock' }],
      security: { settings: { runAsNonRoot: { value: 'true' } } },
      init: [{ name: 'migrate' }],
      open: false,
    },
    containers: [
      {
        ...{ from: 18, to: 35, preStop: 10, open: false, startup: null },
        ports: [{ name: 'http', port: '8080', line: 21 }],
        readiness: { handler: 'http', route: '/ready', port: 'http', line: 22, settings: { periodSeconds: '5' } },
        liveness: { handler: 'grpc', port: '9000', route: null },
        limits: { quantities: { memory: '64Mi' }, open: false },
        requests: null,
        security: { settings: { privileged: { line: 30 } }, adds: [{ value: 'NET_ADMIN', line: 34 }], drops: ['ALL'] },
      },
    ],
  });
  expect(service).toMatchObject({
    ...{ from: 37, to: 40, headless: true, workload: null, selector: { app: 'orders' } },
    ports: [{ name: 'web', port: '80', target: 'http' }],
  });
});

it('budgets and autoscalers tell whose replicas they speak of', () => {
  const [budget, scaler] = objects(`apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: orders}
spec: {minAvailable: 1, selector: {matchLabels: {app: orders}}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: orders}
spec: {scaleTargetRef: {kind: Deployment, name: orders}}
`);
  expect(budget?.keeps).toMatchObject({ labels: { app: 'orders' }, more: false });
  expect(scaler?.scales).toBe('orders');
});

const TEMPLATE = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Chart.Name }}
  labels:
    {{- include "shop.labels" . | nindent 4 }}
spec:
  {{- if not .Values.autoscaling.enabled }}
  replicas: {{ .Values.replicas }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "shop.labels" . | nindent 6 }}
  template:
    spec:
      containers:
        - name: {{ .Chart.Name }}
          image: "shop:{{ .Values.tag }}"
          {{- with .Values.livenessProbe }}
          livenessProbe:
            {{- toYaml . | nindent 12 }}
          {{- end }}
          resources: {{- toYaml .Values.resources | nindent 12 }}
`;

it('what a template leaves open is told from what is not there', () => {
  const [deployment] = objects(TEMPLATE, 'template');
  expect(deployment?.workload).toMatchObject({
    replicas: { value: '⟦.Values.replicas⟧', depth: 1, line: 9 },
    selects: { labels: {}, more: true },
    open: false,
  });
  expect(deployment?.containers[0]).toMatchObject({
    ...{ liveness: { handler: null, depth: 1 }, readiness: null, open: false },
    ...{ limits: { open: true, quantities: {} }, requests: { open: true } },
  });
});

it('a template that puts whole settings in leaves the container open', () => {
  const [deployment] = objects(
    TEMPLATE.replace(
      '          resources:',
      '          {{- include "shop.probes" . | nindent 10 }}\n          resources:',
    ),
    'template',
  );
  expect(deployment?.containers[0]?.open).toBe(true);
});

it('values of a chart fill in what they know', () => {
  const [placed] = placedObjects(
    manifestsOf({
      'chart/Chart.yaml': 'name: orders\n',
      'chart/values.yaml': 'replicas: 1\ntag: v1\n',
      'chart/templates/deployment.yaml': TEMPLATE,
    }),
  );
  expect(placed?.object).toMatchObject({ name: 'orders', workload: { replicas: { value: '1' } } });
});
