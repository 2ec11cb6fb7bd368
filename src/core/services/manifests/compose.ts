import { type PlaceOf, textsOf, wordsOf } from './container.ts';
import type { ComposeService, EnvironmentFact } from './facts.ts';
import type { YamlView } from './yaml-view.ts';

/** The document is a compose file: services with an image, a build or a base. */
export function isCompose(document: YamlView): boolean {
  const services = document.get('services')?.entries() ?? [];
  if (document.get('apiVersion') !== null) return false;
  return services.some(({ value }) => ['image', 'build', 'extends', 'container_name'].some((key) => value.get(key)));
}

export function composeServices(document: YamlView, place: PlaceOf): ComposeService[] {
  return (document.get('services')?.entries() ?? []).map(({ key, line, value }) => ({
    ...place(line),
    endLine: value.endLine,
    name: key,
    image: value.get('image')?.text ?? null,
    imageAt: value.get('image') ? place(value.get('image')?.line ?? line) : null,
    command: wordsOf(value.get('entrypoint')),
    arguments: wordsOf(value.get('command')),
    environment: environmentOf(value.get('environment'), place),
    environmentFrom: filesOf(value.get('env_file')).map((name) => ({ kind: 'file', name })),
    build: buildOf(value.get('build')),
    user: value.get('user')?.text ?? null,
    workingDir: value.get('working_dir')?.text ?? null,
    ports: (value.get('ports')?.items() ?? []).flatMap(portOf),
    mounts: (value.get('volumes')?.items() ?? []).flatMap(mountOf),
    dependsOn: namesOf(value.get('depends_on')),
    aliases: aliasesOf(value),
    extends: extendsOf(value.get('extends')),
  }));
}

function environmentOf(view: YamlView | null, place: PlaceOf): EnvironmentFact[] {
  const inMap = (view?.entries() ?? []).map(({ key, line, value }) => ({
    ...place(line),
    name: key,
    value: value.text,
  }));
  const inList = (view?.items() ?? []).flatMap(({ line, text }) =>
    text ? [{ ...place(line), ...assignment(text) }] : [],
  );
  return [...inMap, ...inList];
}

/** `NAME=value`; a bare name takes the caller's. */
export function assignment(text: string): { name: string; value: string | null } {
  const at = text.indexOf('=');
  return at < 0 ? { name: text, value: null } : { name: text.slice(0, at), value: text.slice(at + 1) };
}

function filesOf(view: YamlView | null): string[] {
  if (view?.text) return [view.text];
  return (view?.items() ?? []).flatMap((item) => item.text ?? item.get('path')?.text ?? []);
}

function buildOf(view: YamlView | null): ComposeService['build'] {
  if (view === null) return null;
  if (view.text !== null) return { context: view.text, dockerfile: null, target: null, args: {} };
  const args = view.get('args');
  const listed = (args?.items() ?? []).flatMap(({ text }) => {
    const { name, value } = assignment(text ?? '');
    return value === null ? [] : [[name, value] as const];
  });
  return {
    context: view.get('context')?.text ?? '.',
    dockerfile: view.get('dockerfile')?.text ?? null,
    target: view.get('target')?.text ?? null,
    args: { ...textsOf(args), ...Object.fromEntries(listed) },
  };
}

/** The long form as the short one. */
function portOf(view: YamlView): string[] {
  if (view.text !== null) return [view.text];
  const [published, target] = [view.get('published')?.text, view.get('target')?.text];
  return published && target ? [`${published}:${target}`] : [];
}

function mountOf(view: YamlView): ComposeService['mounts'] {
  if (view.text !== null) {
    const [source = '', target = ''] = view.text.split(':');
    return /^[.~/$]/.test(source) && target ? [{ source, target }] : [];
  }
  const [source, target] = [view.get('source')?.text, view.get('target')?.text];
  return view.get('type')?.text === 'bind' && source && target ? [{ source, target }] : [];
}

function namesOf(view: YamlView | null): string[] {
  return [...(view?.entries() ?? []).map(({ key }) => key), ...(view?.items() ?? []).flatMap(({ text }) => text ?? [])];
}

function aliasesOf(service: YamlView): string[] {
  const networks = (service.get('networks')?.entries() ?? []).flatMap(({ value }) => namesOf(value.get('aliases')));
  const own = [service.get('hostname')?.text, service.get('container_name')?.text];
  return [...new Set([...own, ...networks].filter((name) => name !== null && name !== undefined && name !== ''))].map(
    String,
  );
}

function extendsOf(view: YamlView | null): ComposeService['extends'] {
  if (view === null) return null;
  const service = view.text ?? view.get('service')?.text;
  return service ? { service, file: view.get('file')?.text ?? null } : null;
}
