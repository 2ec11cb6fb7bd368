import { rememberedBy } from '../../go/remember.ts';
import { isOpen } from '../../services/manifests/template.ts';
import type { Manifest } from '../../services/units/deployment.ts';
import { type Placed, selects } from '../../services/units/kube-objects.ts';
import { type DeployedSnapshot, defineStandard } from '../standard.ts';
import {
  allWorkloads,
  called,
  evidenceOf,
  extentOf,
  objectsOfKind,
  type Workload,
  workloadsIn,
} from '../support/workloads.ts';

const workload = (selector: string, labels: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: orders}
spec:
  selector: {matchLabels: ${selector}}${/\bapp: orders/.test(labels) ? '' : ' # want'}
  template:
    metadata: {labels: ${labels}}
    spec:
      containers: [{name: orders, image: "shop/orders:1.4.2"}]
`;
const service = (selector: string, name = 'orders') => `---
apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec:
  selector: ${selector}
  ports: [{port: 80}]
`;

export const selectorMismatch = defineStandard({
  id: 'deploy/selector-mismatch',
  severity: 'high',
  lane: 'D',
  flags: [],
  title: 'Selector that finds no pods',
  why: "Labels are all that ties Kubernetes' objects together, and nothing checks the tie. A workload whose selector misses its own template is refused by the API server, in the middle of a rollout; a Service whose selector misses has no endpoints, and every caller is refused although all pods are green.",
  fix: "Give selector and template the same labels, and leave selectors alone once they are deployed: a workload's cannot be changed.",
  references: [
    'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector',
    'https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/',
  ],
  examples: {
    bad: [
      { 'deploy/orders.yaml': workload('{app: orders}', '{app: order}') },
      { 'deploy/orders.yaml': workload('{app: orders, tier: web}', '{name: orders, tier: web}') },
      {
        'deploy/orders.yaml':
          workload('{app: orders}', '{app: orders}') + service('{app: order}').replace('order}', 'order} # want'),
      },
      {
        'deploy/orders.yaml': workload('{app: orders}', '{app: orders, tier: web}'),
        'deploy/service.yaml': service('{app: orders, tier: api}').slice(4).replace('api}', 'api} # want'),
      },
    ],
    good: [
      { 'deploy/orders.yaml': workload('{app: orders}', '{app: orders, version: v1}') + service('{app: orders}') },
      // What it selects is deployed elsewhere.
      { 'deploy/orders.yaml': workload('{app: orders}', '{app: orders}') + service('{app: stock}', 'stock') },
      // Kustomize puts labels on both.
      {
        'deploy/orders.yaml': workload('{app: orders}', '{app: orders}') + service('{app: orders, team: shop}'),
        'deploy/kustomization.yaml': 'resources: [orders.yaml]\ncommonLabels: {team: shop}\n',
      },
      {
        'chart/templates/orders.yaml':
          workload('{app: "{{ .Values.app }}"}', '{app: orders, tier: "{{ .Values.tier }}"}') +
          service('{app: orders, tier: web}'),
      },
      // Another version of it is in front.
      {
        'deploy/orders.yaml': workload('{app: orders}', '{app: orders, track: stable}'),
        'deploy/canary/orders.yaml': workload('{app: orders}', '{app: orders, track: canary}'),
        'deploy/service.yaml': service('{app: orders, track: canary}').slice(4),
      },
    ],
  },
  manifest({ path, snapshot }, report) {
    for (const found of workloadsIn({ path, snapshot })) {
      const { object } = found;
      const selector = object.workload.selects;
      if (!selector || selector.more || !SELECTING.test(object.kind) || isUnsure(object.labels)) continue;
      const missed = Object.entries(selector.labels).find(
        ([key, value]) => !isOpen(key + value) && object.labels[key] !== value,
      );
      if (!missed || object.workload.open || putOn(snapshot.manifests).has(missed[0])) continue;
      const { line, text } = selector;
      report(
        { line, text },
        {
          message: `${called(object)} selects \`${missed[0]}: ${missed[1]}\`, and its own template ${tells(object.labels, missed[0])}: the API server refuses it, and the rollout stops there.`,
          about: extentOf(object),
          of: `${object.kind} ${object.name}`,
        },
      );
    }
    for (const service of objectsOfKind(snapshot, 'Service')) {
      const [near, key] = service.path === path ? missedBy(service, snapshot) : [];
      if (!near || key === undefined) continue;
      const { selectsAt, name, selector } = service.object;
      report(selectsAt ?? service.object, {
        message: `Service \`${name}\` selects \`${key}: ${selector[key]}\`, and the pods of ${called(near.object)} ${tells(near.object.labels, key).replace('has', 'have')}: it has no endpoints, and every caller is refused.`,
        evidence: [evidenceOf(near)],
        about: extentOf(service.object),
        of: `Service ${name}`,
      });
    }
  },
});

const SELECTING = /^(?:Deployment|StatefulSet|DaemonSet|ReplicaSet)$/;

/** Values of a template, or blocks of it, stand in the labels. */
function isUnsure(labels: Readonly<Record<string, string>>): boolean {
  return (
    Object.keys(labels).length === 0 || Object.entries(labels).some(([key, value]) => isOpen(key) || isOpen(value))
  );
}

function tells(labels: Readonly<Record<string, string>>, key: string): string {
  return labels[key] === undefined ? `has no label \`${key}\`` : `has \`${key}: ${labels[key]}\``;
}

/** Keys of labels that kustomize adds. */
const putOn = rememberedBy(
  (manifests: readonly Manifest[]) =>
    new Set(
      manifests.flatMap(({ facts }) => (facts.form === 'kustomization' ? Object.keys(facts.kustomization.labels) : [])),
    ),
);

/** The workload that a Service is meant for, and the label that it lacks; nothing where any other may be meant. */
function missedBy(service: Placed, snapshot: DeployedSnapshot): [Workload?, string?] {
  const { selector, name, containers } = service.object;
  if (containers.length > 0 || Object.keys(selector).length === 0 || isUnsure(selector)) return [];
  const workloads = allWorkloads(snapshot);
  if (workloads.some(({ object }) => isUnsure(object.labels) || selects(selector, object.labels))) return [];
  const meant = workloads.filter(
    ({ object, scope }) => scope === service.scope && SELECTING.test(object.kind) && object.name === name,
  );
  const [only] = meant;
  const key = Object.keys(selector).find((one) => only?.object.labels[one] !== selector[one]);
  return meant.length === 1 && only && key !== undefined && !putOn(snapshot.manifests).has(key) ? [only, key] : [];
}
