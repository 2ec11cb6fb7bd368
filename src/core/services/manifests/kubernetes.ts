import { textsOf } from './container.ts';
import type { KubeObject } from './facts.ts';
import { containerOf, selectsOf, workloadOf } from './pod.ts';
import type { ServicePort } from './pod-facts.ts';
import type { Written } from './written.ts';
import type { YamlView } from './yaml-view.ts';

/** Objects of one document: a List has several. What is no object of Kubernetes has none. */
export function kubeObjects(document: YamlView, written: Written, depth = 0): KubeObject[] {
  const kind = document.get('kind');
  if (kind?.text == null || document.get('apiVersion') === null) return [];
  if (kind.text.endsWith('List') && document.get('items') && depth === 0)
    return (document.get('items')?.items() ?? []).flatMap((item) => kubeObjects(item, written, 1));
  const spec = document.get('spec');
  const pod = podOf(kind.text, document);
  const labels = kind.text === 'Pod' ? document.get('metadata')?.get('labels') : pod?.labels;
  const selector = spec?.get('selector') ?? null;
  return [
    {
      ...written.place(document.get('metadata')?.get('name')?.line ?? kind.line),
      kind: kind.text,
      name: document.get('metadata')?.get('name')?.text ?? '',
      namespace: document.get('metadata')?.get('namespace')?.text ?? null,
      from: document.line,
      to: document.endLine,
      labels: textsOf(labels ?? null),
      selector: kind.text === 'Service' ? textsOf(selector) : {},
      selectsAt: kind.text === 'Service' && spec && selector ? written.place(spec.lineOf('selector')) : null,
      containers: (pod?.spec?.get('containers')?.items() ?? []).map((container) =>
        containerOf(container, written, pod?.spec?.get('volumes')?.items() ?? []),
      ),
      workload: pod && workloadOf(document, pod.spec, written),
      ports:
        kind.text === 'Service' && !pod
          ? (spec?.get('ports')?.items() ?? []).flatMap((one) => portOf(one, written))
          : [],
      type: kind.text === 'Service' ? (spec?.get('type')?.text ?? null) : null,
      headless: kind.text === 'Service' && spec?.get('clusterIP')?.text === 'None',
      keeps: kind.text === 'PodDisruptionBudget' ? selectsOf(spec, written) : null,
      scales: spec?.get('scaleTargetRef')?.get('name')?.text ?? null,
      data: kind.text === 'ConfigMap' ? textsOf(document.get('data')) : {},
      backends: kind.text === 'Ingress' || kind.text === 'HTTPRoute' ? backendsOf(document) : [],
    },
  ];
}

function portOf(view: YamlView, { place }: Written): ServicePort[] {
  const port = view.get('port')?.text;
  if (!port) return [];
  return [
    { ...place(view.line), name: view.get('name')?.text ?? null, port, target: view.get('targetPort')?.text ?? port },
  ];
}

interface Pod {
  labels: YamlView | null;
  spec: YamlView | null;
}

/** The pod that an object makes. */
function podOf(kind: string, document: YamlView): Pod | null {
  const spec = document.get('spec');
  switch (kind) {
    case 'Pod':
      return { labels: null, spec };
    case 'Deployment':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'ReplicaSet':
    case 'Job':
    case 'Rollout':
    case 'DeploymentConfig':
      return templateOf(spec);
    case 'CronJob':
      return templateOf(spec?.get('jobTemplate')?.get('spec') ?? null);
    // Knative's Service has a template, Kubernetes' own has none.
    case 'Service':
      return spec?.get('template') ? templateOf(spec) : null;
    default:
      return null;
  }
}

function templateOf(spec: YamlView | null): Pod {
  const template = spec?.get('template') ?? null;
  return { labels: template?.get('metadata')?.get('labels') ?? null, spec: template?.get('spec') ?? null };
}

/** Names of services below `backend`, `defaultBackend` and `backendRefs`. */
function backendsOf(view: YamlView, depth = 0): string[] {
  if (depth > 8) return [];
  const found: string[] = [];
  for (const { key, value } of view.entries()) {
    if (key === 'backend' || key === 'defaultBackend') {
      const name = value.get('service')?.get('name')?.text ?? value.get('serviceName')?.text;
      if (name) found.push(name);
    } else if (key === 'backendRefs') {
      found.push(...value.items().flatMap((item) => item.get('name')?.text ?? []));
    } else found.push(...backendsOf(value, depth + 1));
  }
  for (const item of view.items()) found.push(...backendsOf(item, depth + 1));
  return [...new Set(found)];
}
