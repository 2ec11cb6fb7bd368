import { kubeContainer, textsOf } from './container.ts';
import type {
  KubeContainer,
  PortFact,
  ProbeFact,
  ResourceFact,
  SecurityFact,
  SelectsFact,
  WorkloadFact,
} from './pod-facts.ts';
import { isOpen } from './template.ts';
import { sameText, settingOf, type Written } from './written.ts';
import type { YamlView } from './yaml-view.ts';

/** What an object says of the pods that it makes. */
export function workloadOf(document: YamlView, pod: YamlView | null, written: Written): WorkloadFact {
  const spec = document.get('spec');
  const volumes = pod?.get('volumes')?.items() ?? [];
  return {
    replicas: settingOf(spec, 'replicas', written),
    selects: selectsOf(spec, written),
    grace: settingOf(pod, 'terminationGracePeriodSeconds', written),
    security: securityOf(pod?.get('securityContext') ?? null, written),
    host: ['hostNetwork', 'hostPID', 'hostIPC'].flatMap((name) => {
      const setting = settingOf(pod, name, written);
      return setting ? [{ name, setting }] : [];
    }),
    hostPaths: volumes.flatMap((volume) => settingOf(volume.get('hostPath'), 'path', written) ?? []),
    init: (pod?.get('initContainers')?.items() ?? []).map((container) => containerOf(container, written, volumes)),
    open: written.adds(document.line, document.endLine),
  };
}

export function selectsOf(spec: YamlView | null, written: Written): SelectsFact | null {
  const selector = spec?.get('selector') ?? null;
  if (spec === null || selector === null) return null;
  const { place, adds } = written;
  const labels = selector.get('matchLabels') ?? (selector.get('matchExpressions') ? null : selector);
  return {
    ...place(spec.lineOf('selector')),
    labels: textsOf(labels),
    more:
      selector.get('matchExpressions') !== null || isUnseen(labels, written) || adds(selector.line, selector.endLine),
  };
}

/** A key whose block a template fills. */
function isUnseen(view: YamlView | null, { template }: Written): boolean {
  return (
    template &&
    view !== null &&
    view.entries().length === 0 &&
    view.items().length === 0 &&
    (view.text === null || isOpen(view.text))
  );
}

export function containerOf(view: YamlView, written: Written, volumes: readonly YamlView[]): KubeContainer {
  const { place, adds } = written;
  const resources = view.get('resources');
  const probe = (name: string) => probeOf(view, name, written);
  const files = mountedMaps(view, volumes);
  return {
    ...kubeContainer(view, place),
    from: view.line,
    to: view.endLine,
    start: place(view.line),
    ports: (view.get('ports')?.items() ?? []).flatMap((port) => portOf(port, written)),
    readiness: probe('readinessProbe'),
    liveness: probe('livenessProbe'),
    startup: probe('startupProbe'),
    requests: resourceOf(resources, 'requests', written),
    limits: resourceOf(resources, 'limits', written),
    security: securityOf(view.get('securityContext'), written),
    ...(files.length > 0 ? { files } : {}),
    preStop: preStopOf(view.get('lifecycle')?.get('preStop') ?? null),
    ...(view.get('imagePullPolicy')?.text === 'Never' ? { byHand: true } : {}),
    open: adds(view.line, view.endLine),
  };
}

/** ConfigMaps behind the volumes that a container mounts, projected ones among them. */
function mountedMaps(view: YamlView, volumes: readonly YamlView[]): NonNullable<KubeContainer['files']> {
  const mounts = view.get('volumeMounts')?.items() ?? [];
  return mounts.flatMap((mount) => {
    const name = mount.get('name')?.text;
    const volume = name == null ? undefined : volumes.find((one) => one.get('name')?.text === name);
    const projected = (volume?.get('projected')?.get('sources')?.items() ?? []).map((source) =>
      source.get('configMap'),
    );
    return [volume?.get('configMap') ?? null, ...projected].flatMap((map) => {
      const held = map?.get('name')?.text;
      const keys = (map?.get('items')?.items() ?? []).flatMap((item) => item.get('key')?.text ?? []);
      const one = mount.get('subPath')?.text;
      return held ? [{ map: held, keys: keys.length > 0 ? keys : one ? [one] : null }] : [];
    });
  });
}

function portOf(view: YamlView, { place }: Written): PortFact[] {
  const port = view.get('containerPort')?.text;
  return port ? [{ ...place(view.line), name: view.get('name')?.text ?? null, port }] : [];
}

const HANDLERS = [
  ['httpGet', 'http'],
  ['tcpSocket', 'tcp'],
  ['grpc', 'grpc'],
  ['exec', 'exec'],
] as const;

function probeOf(container: YamlView, key: string, written: Written): ProbeFact | null {
  const view = container.get(key);
  if (view === null) return null;
  const { place, adds } = written;
  const [name, handler] = HANDLERS.find(([one]) => view.get(one)) ?? [null, null];
  const how = name === null ? null : view.get(name);
  const open = how === null || isUnseen(how, written) || adds(view.line, view.endLine);
  return {
    ...place(container.lineOf(key)),
    handler: open ? null : handler,
    port: how?.get('port')?.text ?? null,
    route: handler === 'http' ? (how?.get('path')?.text ?? '/') : null,
    command: (how?.get('command')?.items() ?? []).flatMap(({ text }) => text ?? []),
    handles: open ? '' : `${name}${sameText(how)}`,
    settings: textsOf(view),
  };
}

/** A `resources` that is there without this key has no quantities. */
function resourceOf(resources: YamlView | null, key: string, written: Written): ResourceFact | null {
  if (resources === null) return null;
  const { place, adds } = written;
  const view = resources.get(key);
  const open = isUnseen(resources, written) || adds(resources.line, resources.endLine);
  if (view === null) return open ? { ...place(resources.line), quantities: {}, open } : null;
  return { ...place(resources.lineOf(key)), quantities: textsOf(view), open: open || isUnseen(view, written) };
}

const SECURITY = ['privileged', 'allowPrivilegeEscalation', 'runAsUser', 'runAsGroup', 'runAsNonRoot', 'procMount'];

function securityOf(view: YamlView | null, written: Written): SecurityFact {
  const capabilities = view?.get('capabilities') ?? null;
  const named = (key: string) => capabilities?.get(key)?.items() ?? [];
  return {
    settings: Object.fromEntries(
      SECURITY.flatMap((name) => {
        const setting = settingOf(view, name, written);
        return setting ? [[name, setting] as const] : [];
      }),
    ),
    adds: named('add').flatMap(({ text, line }) => (text === null ? [] : [{ ...written.place(line), value: text }])),
    drops: named('drop').flatMap(({ text }) => text ?? []),
    open: view !== null && (isUnseen(view, written) || written.adds(view.line, view.endLine)),
  };
}

/** `sleep: {seconds: 5}`, or `sleep 5` among the words of `exec`. */
function preStopOf(view: YamlView | null): number | null {
  const seconds = view?.get('sleep')?.get('seconds')?.text;
  const words = (view?.get('exec')?.get('command')?.items() ?? []).map(({ text }) => text ?? '').join(' ');
  const told = seconds ?? /\bsleep\s+(\d+)/.exec(words)?.[1];
  return told && /^\d+$/.test(told) ? Number(told) : null;
}
