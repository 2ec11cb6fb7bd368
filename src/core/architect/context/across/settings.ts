import type { ChangedFile } from '../../../change/change.ts';
import type { FileFacts } from '../../../go/facts.ts';
import type { GoIndex } from '../../../go/index/go-index.ts';
import type { PackageFile } from '../../../go/index/source-package.ts';
import type { ServiceNode } from '../../../services/service-map.ts';
import { declaration, type Excerpt } from '../around/excerpt.ts';
import type { Crossing } from './across.ts';
import { editedLines } from './edited.ts';
import { filesNaming } from './places.ts';

const MOST_NAMES = 12;
const MOST_READERS = 2;
const ROUTE = /\bpath:\s*["']?(\/[\w\-./{}:*]*\w)/;

/** For a changed manifest: the Go that reads the variables which it sets, and serves the paths which it names. */
export function otherSideOfManifest(file: ChangedFile, { index, map, maps }: Crossing): Excerpt[] {
  const edited = editedLines(file);
  const services = [map, maps?.base ?? null].flatMap((one, at) =>
    (one?.services ?? []).map((node) => ({ node, lines: at === 0 ? edited.head : edited.base })),
  );
  const set = new Map<string, ServiceNode>();
  for (const { node, lines } of services)
    for (const { name, path, line } of node.environment)
      if ((path === file.path || path === file.basePath) && lines.has(line) && !set.has(name)) set.set(name, node);
  const readers = [...set]
    .slice(0, MOST_NAMES)
    .flatMap(([name, node]) =>
      nearest(readersOf(index, name), node).map(({ file: at, fact }) =>
        declaration(
          { file: at, fact },
          { why: `reads ${name}, set for ${node.name}`, worth: 5, about: name, for: file.path },
        ),
      ),
    );
  return [...readers, ...routesOf(file).flatMap((route) => serving(index, route, file.path))];
}

interface Reader {
  file: PackageFile;
  fact: FileFacts['functions'][number] | FileFacts['types'][number] | FileFacts['values'][number];
}

/** Declarations that name the variable: `os.Getenv("NAME")`, `env:"NAME"`. */
function readersOf(index: GoIndex, name: string): Reader[] {
  const found: Reader[] = [];
  const isNamed = (text: string) => text.includes(`"${name}"`) || text.includes(`"${name},`);
  for (const file of filesNaming(index, name)) {
    const { functions, types, values } = file.facts;
    for (const fact of [...functions, ...values])
      if (fact.wire?.some(({ args, text }) => args.some(isNamed) || isNamed(text))) found.push({ file, fact });
    for (const fact of types)
      if (fact.fields.some(({ tag }) => tag !== null && isNamed(tag))) found.push({ file, fact });
  }
  return found;
}

/** Those of the service's own folders, where it has any that do. */
function nearest(readers: readonly Reader[], { root, main }: ServiceNode): Reader[] {
  const own = readers.filter(({ file: { path } }) =>
    [root, main].some((dir) => dir !== null && dir !== '' && path.startsWith(`${dir}/`)),
  );
  return (own.length > 0 ? own : readers).slice(0, MOST_READERS);
}

function routesOf({ hunks }: ChangedFile): string[] {
  const lines = hunks.flatMap((hunk) => hunk.lines).filter(({ kind }) => kind !== 'context');
  return [...new Set(lines.flatMap(({ text }) => ROUTE.exec(text)?.[1] ?? []))].slice(0, MOST_NAMES);
}

/** Where a handler is registered for the path. */
function serving(index: GoIndex, route: string, path: string): Excerpt[] {
  const found: Excerpt[] = [];
  for (const file of filesNaming(index, route))
    for (const fact of file.facts.functions)
      if (found.length < MOST_READERS && fact.wire?.some(({ args }) => args.some((arg) => isRoute(arg, route))))
        found.push(declaration({ file, fact }, { why: `names ${route}`, worth: 4, about: route, for: path }));
  return found;
}

/** `"/orders"`, `"POST /orders/"`. */
function isRoute(argument: string, route: string): boolean {
  return argument.replace(/^["`](?:[A-Z]+ )?|\/?["`]$/g, '') === route;
}
