import type { FieldFact } from '../../go/facts.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { SourcePackage } from '../../go/index/source-package.ts';
import { parseType } from '../../go/types/parse-type.ts';
import type { NamedType } from '../../go/types/type.ts';
import { namedType } from '../edges/context.ts';
import type { Reached } from '../reach/reachable.ts';
import type { Certain } from './certain.ts';
import { libraryOf } from './fills.ts';
import type { EnvironmentRead } from './reads.ts';
import { spelledRead, spelledWords } from './spelled.ts';

const DEEPEST = 5;
/** A file may give the field its value as well. */
const FILED = /\b(?:ya?ml|json|toml|mapstructure|koanf):"/;

/** What the structs ask for that libraries fill by their tags. */
export function taggedReads(
  index: GoIndex,
  reached: Reached,
  certain: Certain,
): { reads: EnvironmentRead[]; open: boolean } {
  const reads: EnvironmentRead[] = [];
  let open = false;
  for (const declaration of reached) {
    const fills = declaration.is === 'function' ? (declaration.fact.environment?.fills ?? []) : [];
    for (const { type, prefix: written, prefixName, of, always } of fills) {
      const { package: own, file } = declaration;
      const named = type === null ? null : namedType(parseType(type, own.scope(file, [])));
      const prefix = prefixName === undefined ? written : constantText(own, prefixName);
      if (!named || prefix === null || !index.sourcePackage(named.package)?.typeFact(named.name)) {
        open = true;
        continue;
      }
      const library = libraryOf(file.facts.imports);
      // A file may hold what the environment lacks.
      const isSure = always && declaration.is === 'function' && !of.endsWith('.ReadConfig');
      const when = !isSure ? 'maybe' : certain.has(declaration) ? 'always' : 'here';
      const words = { library, prefix: prefix === '' ? '' : `${prefix.toUpperCase()}_` };
      collect(
        index,
        named,
        words,
        (read) => reads.push({ ...read, when: FILED.test(read.text) ? 'maybe' : when }),
        DEEPEST,
      );
    }
  }
  return { reads, open };
}

/** What a constant of the package says; null where the name is none. */
function constantText(own: SourcePackage, name: string): string | null {
  const member = own.member(name);
  return member?.kind === 'const' ? (/^"(\w*)"$/.exec(member.value ?? '')?.[1] ?? null) : null;
}

interface Words {
  library: string;
  prefix: string;
}

function collect(
  index: GoIndex,
  type: NamedType,
  words: Words,
  tell: (read: Omit<EnvironmentRead, 'when'>) => void,
  depth: number,
): void {
  const own = index.sourcePackage(type.package);
  const fact = own?.typeFact(type.name);
  const file = own?.files.find(({ facts }) => facts.types.some((one) => one === fact));
  if (!own || !fact || !file || depth === 0) return;
  for (const field of fact.fields) {
    const said = tagOf(field, words);
    const inner = namedType(parseType(field.type, own.scope(file, [])));
    if (said)
      tell({
        path: file.path,
        line: field.line ?? fact.line,
        text: `${field.name} ${field.type} \`${field.tag ?? ''}\``,
        ...said,
      });
    else if (inner) collect(index, inner, { ...words, prefix: innerPrefix(field, words) }, tell, depth - 1);
  }
  for (const embedded of fact.embeds) {
    const inner = namedType(parseType(embedded, own.scope(file, [])));
    if (inner) collect(index, inner, words, tell, depth - 1);
  }
}

/** What a field takes from the environment; null where it takes nothing by a name of its own. */
function tagOf(
  { name, tag, type }: FieldFact,
  { library, prefix }: Words,
): Pick<EnvironmentRead, 'name' | 'also' | 'need'> | null {
  if (library === 'vrischmann/envconfig') return spelledRead({ name, tag, type }, prefix);
  const value = (key: string) => new RegExp(`(?:^|\\s)${key}:"([^"]*)"`).exec(tag ?? '')?.[1];
  if (library === 'kelseyhightower/envconfig') {
    if (!/^(?:string|bool|\[\]|u?int|float|time\.|url\.|\*?[a-z])/.test(type) || value('ignored') === 'true')
      return null;
    const own = value('envconfig');
    if (own === undefined && value('required') === undefined && value('default') === undefined) return null;
    const words = value('split_words') === 'true' ? name.replace(/([a-z0-9])([A-Z])/g, '$1_$2') : name;
    const needed = value('required') === 'true' && value('default') === undefined;
    const need = needed ? 'required' : value('default') === undefined ? 'optional' : 'default';
    // Where the whole name has no value, the library asks for what the tag says alone.
    const also = own !== undefined && prefix !== '' ? { also: [own.toUpperCase()] } : {};
    return { name: `${prefix}${(own ?? words).toUpperCase()}`, ...also, need };
  }
  const [first = '', ...options] = (value('env') ?? '').split(',').map((part) => part.trim());
  if (first === '' || first === '-') return null;
  const fallback =
    value('envDefault') ??
    value('env-default') ??
    value('default') ??
    (options.some((one) => one.startsWith('default=')) ? '' : undefined);
  const needed =
    options.includes('required') ||
    options.includes('notEmpty') ||
    value('env-required') === 'true' ||
    value('required') === 'true';
  return { name: prefix + first, need: fallback !== undefined ? 'default' : needed ? 'required' : 'optional' };
}

function innerPrefix({ name, tag }: FieldFact, { library, prefix }: Words): string {
  if (library === 'vrischmann/envconfig') return `${prefix}${spelledWords(name)}_`;
  if (library === 'kelseyhightower/envconfig')
    return `${prefix}${(/\benvconfig:"([^",]+)/.exec(tag ?? '')?.[1] ?? name).toUpperCase()}_`;
  return (
    prefix +
    (/\b(?:envPrefix|env-prefix):"([^"]*)"/.exec(tag ?? '')?.[1] ??
      /\benv:",\s*prefix=([^"]*)"/.exec(tag ?? '')?.[1] ??
      '')
  );
}
