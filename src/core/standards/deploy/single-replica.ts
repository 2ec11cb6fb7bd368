import { rememberedBy } from '../../go/remember.ts';
import type { Manifest } from '../../services/units/deployment.ts';
import { near, type Placed, placedObjects, selects } from '../../services/units/kube-objects.ts';
import { type DeployedSnapshot, defineStandard } from '../standard.ts';
import {
  called,
  evidenceOf,
  extentOf,
  isForDevelopers,
  mayBePatched,
  objectsOfKind,
  servicesBefore,
  type Workload,
  workloadsIn,
} from '../support/workloads.ts';

const workload = (replicas: string, name = 'metadata: {name: orders}') => `apiVersion: apps/v1
kind: Deployment
${name}
spec:
${replicas}  selector: {matchLabels: {app: orders}}
  template:
    metadata: {labels: {app: orders}}
    spec:
      containers: [{name: orders, image: "shop/orders:1.4.2"}]
---
apiVersion: v1
kind: Service
metadata: {name: orders}
spec: {selector: {app: orders}, ports: [{port: 80}]}
`;
const INGRESS = `---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec: {rules: [{http: {paths: [{path: /, backend: {service: {name: orders, port: {number: 80}}}}]}}]}
`;
const MARKED = 'metadata: {name: orders} # want';

export const singleReplica = defineStandard({
  id: 'deploy/single-replica',
  severity: 'low',
  lane: 'H',
  flags: ['no-degradation'],
  title: 'Service of one replica',
  why: 'A single pod is an outage for its users whenever its node is drained, upgraded or lost, or the pod is moved: nothing else answers until another one has been scheduled, has pulled its image and is ready.',
  fix: 'Run at least two, spread over nodes, and keep one of them through voluntary disruptions.\n\n```yaml\nspec:\n  replicas: 2\n---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nspec: {minAvailable: 1, selector: {matchLabels: {app: orders}}}\n```',
  references: [
    'https://kubernetes.io/docs/concepts/workloads/pods/disruptions/',
    'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
  ],
  examples: {
    bad: [
      { 'deploy/orders.yaml': workload('  replicas: 1 # want\n') + INGRESS },
      { 'deploy/orders.yaml': workload('', MARKED) + INGRESS },
      { 'deploy/orders.yaml': workload('', MARKED).replace('{selector: {app', '{type: LoadBalancer, selector: {app') },
      // Other services are its users.
      { 'deploy/orders.yaml': workload('  replicas: 1 # want\n') },
    ],
    good: [
      { 'deploy/orders.yaml': workload('  replicas: 2\n') + INGRESS },
      // Nobody calls a worker.
      { 'deploy/orders.yaml': workload('  replicas: 1\n').replace(/---.*/s, '') },
      {
        'deploy/orders.yaml': `${workload('')}${INGRESS}---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: orders}
spec: {minReplicas: 2, scaleTargetRef: {kind: Deployment, name: orders}}
`,
      },
      {
        'deploy/orders.yaml': workload('  replicas: 1\n') + INGRESS,
        'deploy/prod/kustomization.yaml': 'resources: [../]\nreplicas: [{name: orders, count: 3}]\n',
      },
    ],
  },
  manifest({ path, snapshot }, report) {
    for (const found of workloadsIn({ path, snapshot })) {
      const { object } = found;
      const { replicas, open } = object.workload;
      if (
        object.kind !== 'Deployment' ||
        isForDevelopers(path) ||
        open ||
        (replicas !== null && replicas.value !== '1')
      )
        continue;
      if (isScaled(found, snapshot) || mayBePatched(snapshot, found, /\breplicas\b/)) continue;
      const front = servicesBefore(snapshot, found);
      const way = leadingTo(front, snapshot);
      if (!way) continue;
      const { line, text } = replicas ?? object;
      report(
        { line, text },
        {
          message: `${called(object)} is one pod behind ${called(way.object)}: draining its node is an outage for whoever calls it.`,
          evidence: [evidenceOf(way)],
          about: extentOf(object),
          of: `${object.kind} ${object.name}`,
        },
      );
    }
  },
});

/** The way in from outside, or else from within. */
function leadingTo(front: readonly Placed[], snapshot: DeployedSnapshot): Placed | undefined {
  const names = new Set(front.map(({ object }) => object.name));
  const routes = ['Ingress', 'HTTPRoute'].flatMap((kind) => objectsOfKind(snapshot, kind));
  return (
    front.find(({ object: { type } }) => type === 'LoadBalancer' || type === 'NodePort') ??
    routes.find(({ object }) => object.backends.some((name) => names.has(name))) ??
    front[0]
  );
}

function isScaled(found: Workload, { manifests }: DeployedSnapshot): boolean {
  const { scaled, kept } = scalersOf(manifests);
  return (
    scaled.has(found.object.name) ||
    kept.some((one) => near(one, found) && selects(one.object.keeps?.labels ?? {}, found.object.labels))
  );
}

/** Names whose replicas something else sets, and what keeps pods through disruptions. */
const scalersOf = rememberedBy((manifests: readonly Manifest[]) => {
  const set = manifests.flatMap(({ facts }) => (facts.form === 'kustomization' ? facts.kustomization.replicas : []));
  const objects = placedObjects(manifests);
  return {
    scaled: new Set([...set, ...objects.flatMap(({ object }) => object.scales ?? [])]),
    kept: objects.filter(({ object }) => object.keeps !== null),
  };
});
