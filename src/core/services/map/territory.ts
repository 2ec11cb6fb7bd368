import type { GoIndex } from '../../go/index/go-index.ts';
import { remembered } from '../../go/remember.ts';
import { isAside } from '../manifests/kind.ts';
import type { ServiceNode } from '../service-map.ts';
import { directoryTokens, houseWords, levelsOf, tokensOf } from '../units/names.ts';

/** A service with the directories that are its own. */
export interface Territory {
  service: ServiceNode;
  /** The first holds its program. Never the root, and never what another service's program lies in. */
  dirs: readonly [string, ...string[]];
}

/**
 * The directories that belong to one service each: that of its program, or one above it (`services/orders` of
 * `services/orders/cmd/server`) where another service's program lies as deep beside it; and where programs lie apart
 * from their code, the directory that is called like it, beside those of other services (`internal/orders` of
 * `cmd/orders`). Several services of one program share its directory, so it is nobody's alone.
 */
export function territoriesOf(services: readonly ServiceNode[], index: GoIndex): Territory[] {
  const running = services.filter(
    ({ kind, main }) => kind === 'go' && main !== null && main !== '' && !isAside(`${main}/`),
  );
  const mains = [...new Set(running.flatMap(({ main }) => main ?? []))];
  const apart = codeApart(mains, index);
  return mains.flatMap((main): Territory[] => {
    const [service] = running.filter((one) => one.main === main);
    const own = ownDir(
      main,
      mains.filter((other) => other !== main),
    );
    return service ? [{ service, dirs: [own, ...(apart.get(main) ?? [])] }] : [];
  });
}

/** By program, the directories of code that are called like it. */
function codeApart(mains: readonly string[], index: GoIndex): Map<string, string[]> {
  const house = houseWords(index.modules);
  const nameOf = (tokens: readonly string[]) => levelsOf(tokens, house).findLast((text) => text !== '') ?? '';
  const byName = new Map(mains.map((main) => [nameOf(directoryTokens(main)), main]));
  const called = remembered((name: string) => byName.get(nameOf(tokensOf(name))));
  const folders = new Map<string, Map<string, string>>();
  for (const { path } of index.allFiles()) {
    const [, folder = '', name = ''] =
      /^((?:.*\/)?internal(?:\/(?:services?|apps?|modules|domains?))?)\/([^/]+)\//.exec(path) ?? [];
    const main = folder === '' || isAside(path) ? undefined : called(name);
    if (main !== undefined) folders.set(folder, (folders.get(folder) ?? new Map()).set(`${folder}/${name}`, main));
  }
  const apart = new Map<string, string[]>();
  // One alone may be a library that happens to be called so.
  for (const dirs of folders.values())
    if (new Set(dirs.values()).size > 1)
      for (const [dir, main] of dirs) if (!within(main, dir)) apart.set(main, [...(apart.get(main) ?? []), dir]);
  return apart;
}

/** Directories by the kind of what they hold, whosever it is. */
const HOLDS_ALL =
  /(?:^|\/)(?:cmds?|pkgs?|packages|internal|src|libs?|apps?|services?|servers?|components?|modules|go|golang|backend|code)$/;

function ownDir(main: string, others: readonly string[]): string {
  const depth = depthOf(main);
  let own = main;
  for (let dir = main; dir !== '' && !others.some((other) => within(other, dir)); dir = parentOf(dir)) {
    const above = parentOf(dir);
    const beside = (other: string) => depthOf(other) === depth && (above === '' || within(other, above));
    if (others.some(beside) && !HOLDS_ALL.test(dir)) own = dir;
  }
  return own;
}

function depthOf(dir: string): number {
  return dir.split('/').length;
}

export function within(path: string, dir: string): boolean {
  return path === dir || path.startsWith(`${dir}/`);
}

function parentOf(dir: string): string {
  const slash = dir.lastIndexOf('/');
  return slash < 0 ? '' : dir.slice(0, slash);
}
