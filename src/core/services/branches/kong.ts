import type { BranchFact, FieldFact } from '../../go/facts.ts';
import type { Declaration } from '../reach/declarations.ts';

/** What kong calls of a command alone. */
const RUNS = /^(?:Run|Validate|AfterApply|BeforeApply)$/;

/** By the methods of their types, the commands that structs declare: ``Serve ServeCmd `cmd:""` `` is `serve`. */
export function kongCommands(reached: ReadonlySet<Declaration>): ReadonlyMap<string, string> {
  const found = new Map<string, string | null>();
  for (const declaration of reached) {
    const { package: own, file } = declaration;
    for (const { name, type, tag } of fieldsOf(declaration)) {
      if (tag === null || !/(?:^|\s|"|`)cmd:"/.test(tag)) continue;
      const command = /\bname:"([^"]+)"/.exec(tag)?.[1] ?? kebab(name);
      const [, alias, local = ''] = /^\*?(?:(\w+)\.)?(\w+)$/.exec(type) ?? [];
      const path = alias === undefined ? own.path : file.facts.imports.find((one) => endsIn(one, alias))?.path;
      if (path === undefined || local === '') continue;
      const key = `${path}.${local}`;
      // One type for two commands is told apart by nothing.
      found.set(key, found.has(key) && found.get(key) !== command ? null : command);
    }
  }
  return new Map([...found].flatMap(([key, command]) => (command === null ? [] : [[key, command]])));
}

/** `var cli struct { … }` has its fields in the text of its type. */
function fieldsOf({ is, fact }: Declaration): readonly Field[] {
  if (is === 'type') return fact.fields;
  const text = is === 'value' && fact.type?.startsWith('struct') ? fact.type : '';
  return text.includes('cmd:"')
    ? [...text.matchAll(/(\w+)\s+(\*?[\w.]+)\s+(`[^`]*`)/g)].map(([, name = '', type = '', tag = '']) => ({
        name,
        type,
        tag,
      }))
    : [];
}

type Field = Pick<FieldFact, 'name' | 'type' | 'tag'>;

/** The type whose command a declaration runs; empty for any other declaration. */
export function keyOfMethod({ is, fact, package: own }: Declaration): string {
  return is === 'function' && fact.receiver && RUNS.test(fact.name) ? `${own.path}.${fact.receiver.type}` : '';
}

/** A declaration that only a command leads to. */
export function wholeOf({ is, fact }: Declaration, command: string): BranchFact {
  const [line, endLine, uses] = is === 'function' ? [fact.line, fact.endLine, fact.uses] : [fact.line, fact.line, []];
  return { line, endLine, on: 'command', names: [command], others: [], uses };
}

function endsIn({ alias, path }: { alias: string | null; path: string }, name: string): boolean {
  return alias === name || (alias === null && (path === name || path.endsWith(`/${name}`)));
}

/** `dry-run` of `DryRun`. */
function kebab(name: string): string {
  return name.replace(/(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '-').toLowerCase();
}
