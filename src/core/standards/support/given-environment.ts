import type { Evidence } from '../../findings/finding.ts';
import { rememberedBy } from '../../go/remember.ts';
import type { ContainerFact } from '../../services/manifests/facts.ts';
import { isAside } from '../../services/manifests/kind.ts';
import { isOpen } from '../../services/manifests/template.ts';
import type { ServiceNode } from '../../services/service-map.ts';
import type { Manifest } from '../../services/units/deployment.ts';
import { near, placedObjects } from '../../services/units/kube-objects.ts';
import { mayBePatched, type Workload, workloadsByPath } from './workloads.ts';

/** One place that starts a service, with the variables that it gives. */
export interface GivenEnvironment {
  form: 'kubernetes' | 'compose';
  at: Evidence;
  /** The first and the last line of what starts it. */
  lines: { line: number; endLine: number };
  names: ReadonlySet<string>;
  /** It may give others, too. */
  open: boolean;
  /** Within it, or laid over it, something speaks of a variable. */
  mentions(name: string): boolean;
}

/** Every place that starts a service. */
export function givenTo({ evidence }: ServiceNode, manifests: readonly Manifest[]): readonly GivenEnvironment[] {
  const given = givenAt(manifests);
  return evidence.flatMap(({ path, line }) => given.get(`${path}:${line}`) ?? []);
}

const givenAt = rememberedBy((manifests: readonly Manifest[]): ReadonlyMap<string, GivenEnvironment> => {
  const found = new Map<string, GivenEnvironment>();
  for (const [path, workloads] of workloadsByPath(manifests))
    for (const workload of isAside(path) ? [] : workloads)
      for (const container of workload.object.containers)
        found.set(`${path}:${container.line}`, inKubernetes(manifests, workload, container));
  for (const { path, facts } of manifests)
    for (const service of facts.form === 'compose' && !isAside(path) ? facts.services : [])
      found.set(`${path}:${service.line}`, {
        form: 'compose',
        at: { path, line: service.line, text: service.text },
        lines: { line: service.line, endLine: service.endLine },
        names: new Set(service.environment.map(({ name }) => name)),
        open: service.environmentFrom.length > 0 || service.extends !== null,
        mentions: mentionsIn(service),
      });
  return found;
});

function inKubernetes(
  manifests: readonly Manifest[],
  workload: Workload,
  container: Workload['object']['containers'][number],
): GivenEnvironment {
  const maps = placedObjects(manifests).filter(({ object }) => object.kind === 'ConfigMap');
  const held = container.environmentFrom.map(({ kind, name }) =>
    kind === 'configmap' ? maps.find((map) => map.object.name === name && near(map, workload)) : undefined,
  );
  const names = [
    ...container.environment.map(({ name }) => name),
    ...held.flatMap((map) => Object.keys(map?.object.data ?? {})),
  ];
  const within = mentionsIn(container);
  return {
    form: 'kubernetes',
    at: { path: workload.path, line: container.line, text: container.text },
    lines: { line: container.from, endLine: container.to },
    names: new Set(names),
    open: container.open || workload.object.workload.open || held.includes(undefined) || names.some(isOpen),
    mentions: (name) =>
      within(name) || mayBePatched({ manifests }, workload, new RegExp(`\\benvFrom\\b|\\b${name}\\b`)),
  };
}

function mentionsIn({ command, arguments: words }: ContainerFact): (name: string) => boolean {
  const text = [...(command ?? []), ...(words ?? [])].join(' ');
  return (name) => text.includes(name);
}

/** What is set beside what starts services: in images; for developers in files of variables, too, that are no examples. */
export function setElsewhere(manifests: readonly Manifest[], form: GivenEnvironment['form']): ReadonlySet<string> {
  return form === 'kubernetes' ? setInImages(manifests) : setInFiles(manifests);
}

const setInImages = rememberedBy(
  (manifests: readonly Manifest[]): ReadonlySet<string> =>
    new Set(
      manifests.flatMap(({ facts }) =>
        facts.form === 'dockerfile'
          ? facts.stages.flatMap(({ steps }) => steps.flatMap((step) => (step.op === 'env' ? step.name : [])))
          : [],
      ),
    ),
);

const setInFiles = rememberedBy(
  (manifests: readonly Manifest[]): ReadonlySet<string> =>
    new Set([
      ...setInImages(manifests),
      ...manifests.flatMap(({ path, facts }) =>
        facts.form === 'environment' && !isExample(path) ? facts.variables.map(({ name }) => name) : [],
      ),
    ]),
);

export function isExample(path: string): boolean {
  return /example|sample|template|dist$/i.test(path.slice(path.lastIndexOf('/') + 1));
}
