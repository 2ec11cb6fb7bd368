import type { KubeContainer } from '../../services/manifests/pod-facts.ts';
import { defineStandard } from '../standard.ts';
import { DEPLOYMENT } from '../support/examples/orders.ts';
import { isInEarnest } from '../support/in-earnest.ts';
import { called, extentOf, mayBePatched, objectsOfKind, workloadsIn } from '../support/workloads.ts';

const workload = (resources: string, blamed = ' # want') => `${DEPLOYMENT}      containers:
        - name: orders${blamed}
          image: shop/orders:1.4.2
${resources.replaceAll(/^/gm, '          ')}
`;
const ENOUGH = 'resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 64Mi}}';

export const noLimits = defineStandard({
  id: 'deploy/no-limits',
  severity: 'medium',
  lane: 'D',
  flags: ['cascading-failure'],
  title: 'Container without a memory limit or requests',
  why: 'A container without a memory limit takes what memory its node has: one leak, and what runs beside it is short of memory and is evicted or killed. Without requests the scheduler packs pods onto nodes that cannot carry them, autoscalers have nothing to measure by, and under pressure this pod is among the first to go.',
  fix: 'Say what it needs, and what it may take. With a memory limit, tell the garbage collector of it (`GOMEMLIMIT`).\n\n```yaml\nresources:\n  requests: {cpu: 100m, memory: 128Mi}\n  limits: {memory: 128Mi}\n```',
  references: [
    'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
    'https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/',
  ],
  examples: {
    bad: [
      { 'deploy/orders.yaml': workload('') },
      { 'deploy/orders.yaml': workload('resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {cpu: 200m}}') },
      { 'deploy/orders.yaml': workload('resources: {}') },
      { 'deploy/orders.yaml': workload('resources: {requests: {memory: 64Mi}, limits: {memory: 64Mi}}') },
    ],
    good: [
      { 'deploy/orders.yaml': workload(ENOUGH, '') },
      // What is a limit is a request, too.
      { 'deploy/orders.yaml': workload('resources: {limits: {cpu: "1", memory: 64Mi}}', '') },
      { 'chart/templates/orders.yaml': workload('resources:\n  {{- toYaml .Values.resources | nindent 12 }}', '') },
      // The namespace has defaults.
      {
        'deploy/orders.yaml': workload('', ''),
        'deploy/limits.yaml':
          'apiVersion: v1\nkind: LimitRange\nmetadata: {name: defaults}\nspec: {limits: [{type: Container, default: {memory: 64Mi}}]}\n',
      },
      // Each environment has its own.
      {
        'base/orders.yaml': workload('', ''),
        'prod/patch.yaml': workload(ENOUGH, '').replace(/ {10}image.*\n/, ''),
        'prod/kustomization.yaml': 'resources: [../base/orders.yaml]\npatches: [{path: patch.yaml}]\n',
      },
    ],
  },
  manifest({ path, snapshot }, report) {
    for (const found of workloadsIn({ path, snapshot })) {
      const { object } = found;
      const lacking = object.containers.flatMap((container) => {
        const lacks = container.image === null || container.open ? [] : lackOf(container);
        return lacks.length > 0 ? [{ container, lacks }] : [];
      });
      if (lacking.length === 0 || objectsOfKind(snapshot, 'LimitRange').length > 0) continue;
      if (mayBePatched(snapshot, found, /\bresources\b/)) continue;
      // What runs for a moment has little time to grow.
      const isSure = isInEarnest(snapshot, found) && !/Job$/.test(object.kind);
      for (const { container, lacks } of lacking)
        report(container.start, {
          message: `\`${container.name}\` in ${called(object)} has ${lacks.map((one) => `no ${one}`).join(', ')}: ${consequenceOf(lacks)}.`,
          ...(lacks.includes('memory limit') || lacks.length > 1 ? {} : { severity: 'low' as const }),
          ...(isSure && !DEBUGGER.test(container.name) ? {} : { lane: 'H' as const }),
          about: extentOf(container),
          of: `${object.kind} ${object.name} ${container.name}`,
        });
    }
  },
});

/** Beside the program for as long as somebody looks into it. */
const DEBUGGER = /(?:^|-)(?:dlv|delve|debug(?:ger)?)(?:-|$)/;

function consequenceOf(lacks: readonly string[]): string {
  if (!lacks.includes('memory limit'))
    return 'the scheduler counts no CPU for it, and on a busy node it gets what others leave';
  const unbounded = 'nothing bounds the memory that it takes from what else runs on its node';
  return lacks.includes('memory request')
    ? `${unbounded}, and when that runs short it is among the first to be evicted`
    : unbounded;
}

/** A limit is a request where none is written. */
function lackOf({ limits, requests }: KubeContainer): string[] {
  if (limits?.open || requests?.open) return [];
  const asks = (name: string) => requests?.quantities[name] ?? limits?.quantities[name];
  return [
    limits?.quantities.memory ? [] : 'memory limit',
    asks('memory') ? [] : 'memory request',
    asks('cpu') ? [] : 'CPU request',
  ].flat();
}
