import type { Evidence } from '../../findings/finding.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { dirOf, type GoModule, joinPath } from '../../go/modules.ts';
import { flagsIn } from '../branches/flags.ts';
import { roleVariables } from '../branches/roles.ts';
import { isAside } from '../manifests/kind.ts';
import type { EnvironmentVariable, ServiceNode } from '../service-map.ts';
import { type Bound, bind } from './bind.ts';
import { broughtAlong } from './brought-along.ts';
import { composeDeployments } from './compose-deployments.ts';
import { baseOf, type ImageBuild, type Manifest } from './deployment.ts';
import { imageDeployments } from './image-deployments.ts';
import type { Workshop } from './image-program.ts';
import { type Images, imagesOf } from './images.ts';
import { kubeDeployments } from './kube-deployments.ts';
import { type MainPackage, Mains } from './mains.ts';
import { nameOf, withUniqueNames } from './naming.ts';
import { ownersOf } from './owners.ts';
import { processDeployments } from './process-deployments.ts';
import { servingOf } from './serving.ts';
import { productOf } from './well-known.ts';

/** What configuration says of services. */
export interface DeclaredService {
  name: string;
  /** Directory, empty for the root. */
  root: string;
}

/**
 * The services of a snapshot: what is deployed, bound to the programs that it runs. Where nothing deploys a program of
 * the repository, those that serve; every other program is a tool.
 */
export function servicesOf(
  index: GoIndex,
  manifests: readonly Manifest[],
  declared: readonly DeclaredService[] = [],
): ServiceNode[] {
  const mains = new Mains(index);
  const serves = servingOf(index);
  const given = [...composeDeployments(manifests), ...kubeDeployments(manifests), ...processDeployments(manifests)];
  const images = imagesOf(manifests, given, mains.house);
  const workshop: Workshop = {
    mains,
    modules: index.modules,
    roles: roleVariables(index),
    owners: ownersOf(given, mains),
    programs: programsOf(manifests),
  };
  const all = given.map((deployment) => bind(deployment, images, workshop));
  const used = mainUse(all);
  const built = new Set(
    used.flatMap(({ build }) => (build ? [`${build.dockerfile}#${build.target ?? ''}`, build.dockerfile] : [])),
  );
  const alone = imageDeployments(images, built)
    .map((deployment) => bind(deployment, images, workshop))
    .flatMap((bound) => [bound, ...broughtAlong(bound, images, workshop)])
    .filter(({ main, kind, build }) =>
      main
        ? !isForPeople(main) && !used.some((one) => one.main === main) && serves(main) !== null
        : kind === 'other' && used.length === 0 && listensAlone(images, build),
    );
  const nodes = groupsOf([...used, ...alone]).map((group) => nodeOf(group, mains, index.modules));
  const deployed = new Set(nodes.flatMap(({ main }) => main ?? []));
  const mayServe = (dir: string) =>
    !isAside(`${dir}/`) && (deployed.size === 0 || [...deployed].some((other) => areSiblings(dir, other)));
  const rest = mains.all
    .filter(({ dir }) => !deployed.has(dir))
    .map((main) => undeployed(main, index.modules, mayServe(main.dir) ? serves(main) : null));
  return withUniqueNames(corrected([...nodes, ...rest], declared));
}

/** A program that people run, although it may listen. */
export function isForPeople({ dir }: MainPackage): boolean {
  return /(?:^|\/)(?:[^/]*cli|[^/]*ctl|kubectl-[^/]*)$/.test(dir);
}

/** An image of something else than Go that says where it listens. */
function listensAlone(images: Images, build: ImageBuild | null): boolean {
  const stages = build && images.dockerfile(build.dockerfile);
  return stages?.at(-1)?.steps.some(({ op }) => op === 'expose') ?? false;
}

/** `services/orders/cmd/app` beside `services/stock/cmd/app`: one layout, so one kind of thing. */
function areSiblings(dir: string, other: string): boolean {
  const [own, their] = [dir.split('/'), other.split('/')];
  return own.length >= 3 && own.length === their.length && own[0] === their[0] && own.at(-1) === their.at(-1);
}

/** What serves developers or tests counts only where nothing else is deployed. */
function mainUse(all: readonly Bound[]): Bound[] {
  const inEarnest = all.filter(({ deployment }) => !deployment.aside);
  return inEarnest.some(({ main }) => main !== null) || all.every(({ main }) => main === null) ? inEarnest : [...all];
}

function programsOf(manifests: readonly Manifest[]): Workshop['programs'] {
  return manifests.flatMap(({ path, facts }) =>
    facts.form === 'builds'
      ? facts.builds.flatMap((build) => (build.builds === 'program' ? [{ build, dir: dirOf(path) }] : []))
      : [],
  );
}

/**
 * One group is one node: the same program on the same branch, or the same name where no Go runs. What is called like a
 * program's deployment elsewhere is that program, in an image that does not tell.
 */
function groupsOf(bound: readonly Bound[]): Bound[][] {
  const called = new Map(bound.flatMap((one) => (one.main ? [[one.deployment.name, programKey(one)] as const] : [])));
  return [
    ...Map.groupBy(bound, (one) => programKey(one) ?? called.get(one.deployment.name) ?? placeKey(one)).values(),
  ].map((group) => group.toSorted((a, b) => Number(a.main === null) - Number(b.main === null)));
}

function programKey({ main, arguments: words }: Bound): string | null {
  return main ? `go ${main.dir} ${words.join(' ')}` : null;
}

function placeKey({ kind, deployment }: Bound): string {
  return `${kind === 'external' || kind === 'other' ? 'any' : kind} ${deployment.name}`;
}

function nodeOf(group: readonly Bound[], mains: Mains, modules: readonly GoModule[]): ServiceNode {
  const [first] = group as [Bound, ...Bound[]];
  const { main, build } = first;
  // A Dockerfile alone names no deployment.
  const unnamed = main !== null && group.every(({ deployment }) => deployment.hosts.length === 0);
  const name = unnamed ? programName(main.dir, modules) : nameOf(group, mains);
  const hosts = new Set([name, ...group.flatMap(({ deployment }) => deployment.hosts)]);
  const environment = distinct(group.flatMap(({ deployment }) => deployment.environment));
  const settings = distinct(group.flatMap(({ deployment }) => deployment.settings ?? []));
  const flags = distinct(group.flatMap(({ words, deployment }) => flagsIn(words, deployment.at)));
  return {
    name,
    ...storeFacts(group),
    root:
      main?.dir ??
      (build ? (build.context === '' ? dirOf(build.dockerfile) : build.context) : dirOf(first.deployment.at.path)),
    kind: first.kind,
    main: main?.dir ?? null,
    arguments: first.arguments,
    hosts: [...hosts],
    environment,
    ...(flags.length > 0 ? { flags } : {}),
    ...(settings.length > 0 ? { settings } : {}),
    evidence: unique(group.map(({ deployment }) => deployment.at)),
  };
}

function distinct(variables: readonly EnvironmentVariable[]): EnvironmentVariable[] {
  const seen = new Set<string>();
  return variables.filter(({ name, value, secret }) => {
    const key = `${name}=${value ?? ''}${secret ? `\0${secret.name}/${secret.key}` : ''}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** What only stores and brokers have. */
function storeFacts(group: readonly Bound[]): Pick<ServiceNode, 'product' | 'published'> {
  const published = [...new Set(group.flatMap(({ deployment }) => deployment.published ?? []))];
  const isStore = group.some(({ kind }) => kind === 'store' || kind === 'broker');
  const told = group.flatMap(({ deployment }) => [...deployment.images, deployment.name]).map(productOf);
  const product = isStore ? told.find((one) => one !== null) : null;
  return { ...(product ? { product } : {}), ...(published.length > 0 ? { published } : {}) };
}

function undeployed(main: MainPackage, modules: readonly GoModule[], listens: Evidence | null): ServiceNode {
  const name = programName(main.dir, modules);
  return {
    name,
    root: main.dir,
    kind: listens ? 'go' : 'tool',
    main: main.dir,
    arguments: [],
    hosts: listens ? [name] : [],
    environment: [],
    evidence: [{ path: main.path, line: main.line, text: 'func main()' }, ...(listens ? [listens] : [])],
  };
}

/** `orders` of `services/orders/cmd/server`; of the root what its module is called. */
function programName(dir: string, modules: readonly GoModule[]): string {
  const module = modules.find((one) => one.dir === dir)?.path.replace(/\/v\d+$/, '');
  if (dir === '') return module ? baseOf(module) : 'main';
  const segments = dir.split('/');
  const at = segments.findLastIndex(
    (segment) => !/^(?:cmd|apps?|server|main|src|internal|services?|v\d+)$/.test(segment),
  );
  const name = segments[at < 0 ? segments.length - 1 : at] ?? dir;
  // `order-api` of `app/order/cmd/api`, where the last says only what kind of program it is.
  const above = ROLE.test(name) ? segments.slice(0, at).findLast((segment) => !LAYOUT.test(segment)) : undefined;
  return above === undefined ? name : `${above}-${name}`;
}

const LAYOUT = /^(?:cmd|apps?|server|main|src|internal|services?|v\d+|pkg|backend|go)$/;
const ROLE = /^(?:api|rpc|mq|job|grpc|http|worker|consumer|scheduler)$/;

/** Configuration names the services of a directory, and adds those that were not found. */
function corrected(nodes: readonly ServiceNode[], declared: readonly DeclaredService[]): ServiceNode[] {
  const left = new Set(declared);
  const named = nodes.map((node): ServiceNode => {
    const own = declared
      .filter(
        ({ root }) => node.main !== null && (root === '' || node.main === root || node.main.startsWith(`${root}/`)),
      )
      .sort((a, b) => b.root.length - a.root.length)[0];
    if (!own) return node;
    left.delete(own);
    return { ...node, name: own.name, root: own.root, kind: 'go', hosts: [...new Set([own.name, ...node.hosts])] };
  });
  const added = [...left].map(
    ({ name, root }): ServiceNode => ({
      name,
      root: joinPath('', root),
      kind: 'other',
      main: null,
      arguments: [],
      hosts: [name],
      environment: [],
      evidence: [],
    }),
  );
  return [...named, ...added];
}

function unique(places: readonly Evidence[]): Evidence[] {
  const seen = new Set<string>();
  return places.filter(({ path, line }) => !seen.has(`${path}:${line}`) && seen.add(`${path}:${line}`));
}
