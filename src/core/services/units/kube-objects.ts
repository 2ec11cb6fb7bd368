import { dirOf } from '../../go/modules.ts';
import type { KubeObject } from '../manifests/facts.ts';
import type { KubeContainer, ProbeFact, ResourceFact, Setting } from '../manifests/pod-facts.ts';
import { isOpen } from '../manifests/template.ts';
import { type Chart, chartsOf, filledBy } from './chart-values.ts';
import type { Manifest } from './deployment.ts';

/** An object of Kubernetes where it stands, filled in as far as its chart tells. */
export interface Placed {
  object: KubeObject;
  path: string;
  /** Directory of the chart, or of the file. */
  scope: string;
  chart: Chart | null;
}

const KNOWN = new WeakMap<readonly Manifest[], readonly Placed[]>();

/** All objects of a snapshot's manifests. */
export function placedObjects(manifests: readonly Manifest[]): readonly Placed[] {
  let found = KNOWN.get(manifests);
  if (!found) {
    const chartOf = chartsOf(manifests);
    found = manifests.flatMap(({ path, facts }): Placed[] => {
      if (facts.form !== 'kubernetes') return [];
      const chart = chartOf(path);
      const scope = chart?.dir ?? dirOf(path);
      return facts.objects.map((object) => ({ object: chart ? filled(object, chart) : object, path, scope, chart }));
    });
    KNOWN.set(manifests, found);
  }
  return found;
}

/** The text, unless a template leaves it open. */
export function known(text: string): string | null {
  return isOpen(text) ? null : text;
}

/** Of one deployment: one chart, or directories beside each other. */
export function near(a: Placed, b: Placed): boolean {
  return (
    a.scope === b.scope || (a.chart === null && b.chart === null && dirOf(a.scope) === dirOf(b.scope) && a.scope !== '')
  );
}

export function selects(selector: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): boolean {
  const wanted = Object.entries(selector).filter(([key, value]) => !isOpen(key) && !isOpen(value));
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}

/** What is not known stays open. */
function filled(object: KubeObject, chart: Chart): KubeObject {
  const fill = (text: string) => (isOpen(text) ? (filledBy(chart, text) ?? text) : text);
  const all = (texts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(texts).map(([key, text]) => [fill(key), fill(text)]));
  const setting = <Kind extends Setting | null>(one: Kind): Kind => one && { ...one, value: fill(one.value) };
  const probe = (one: ProbeFact | null) =>
    one && {
      ...one,
      port: one.port && fill(one.port),
      route: one.route && fill(one.route),
      handles: fill(one.handles),
      settings: all(one.settings),
    };
  const resource = (one: ResourceFact | null) => one && { ...one, quantities: all(one.quantities) };
  const container = (one: KubeContainer): KubeContainer => ({
    ...one,
    name: fill(one.name),
    image: one.image && fill(one.image),
    ...(one.otherImages ? { otherImages: one.otherImages.map(fill) } : {}),
    command: one.command?.map(fill) ?? null,
    arguments: one.arguments?.map(fill) ?? null,
    environment: one.environment.map((variable) => ({ ...variable, value: variable.value && fill(variable.value) })),
    environmentFrom: one.environmentFrom.map((from) => ({ ...from, name: fill(from.name) })),
    ports: one.ports.map((port) => ({ ...port, name: port.name && fill(port.name), port: fill(port.port) })),
    ...(one.files ? { files: one.files.map((file) => ({ ...file, map: fill(file.map) })) } : {}),
    readiness: probe(one.readiness),
    liveness: probe(one.liveness),
    startup: probe(one.startup),
    requests: resource(one.requests),
    limits: resource(one.limits),
  });
  const { workload, keeps } = object;
  const taken = <Kind extends { labels: Record<string, string> } | null>(one: Kind): Kind =>
    one && { ...one, labels: all(one.labels) };
  return {
    ...object,
    name: fill(object.name),
    labels: all(object.labels),
    selector: all(object.selector),
    data: all(object.data),
    backends: object.backends.map(fill),
    containers: object.containers.map(container),
    workload: workload && {
      ...workload,
      replicas: setting(workload.replicas),
      grace: setting(workload.grace),
      selects: taken(workload.selects),
      init: workload.init.map(container),
    },
    ports: object.ports.map((port) => ({ ...port, port: fill(port.port), target: fill(port.target) })),
    keeps: taken(keeps),
    scales: object.scales && fill(object.scales),
  };
}
