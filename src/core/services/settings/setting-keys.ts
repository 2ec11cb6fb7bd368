import type { FieldFact, FileFacts } from '../../go/facts.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { settingKey } from '../manifests/settings.ts';

/** Under which keys of a file of settings the fields of a type stand: `data.database.` for a type within another. */
type Prefixes = (type: string) => readonly string[];

const KNOWN = new WeakMap<GoIndex, Prefixes>();
const DEEPEST = 6;
const MOST = 4;

/** The key of a field by its tags, or its name; null where the tag says that it is none. */
export function keyOfField({ name, tag }: FieldFact): string | null {
  const given = /\b(?:mapstructure|yaml|json|toml|koanf)\s*:\s*"([^",]*)/.exec(tag ?? '')?.[1];
  return given === '-' ? null : settingKey(given || name);
}

/** Whether a struct is filled from a file: its field has a tag that says how. */
export function isTagged({ tag }: FieldFact): boolean {
  return /\b(?:mapstructure|yaml|json|toml|koanf)\s*:/.test(tag ?? '');
}

/** By `package.Type`: where structs of settings hold one another. Of one that nothing holds, the top, or what it is called. */
export function prefixesIn(index: GoIndex): Prefixes {
  let found = KNOWN.get(index);
  if (!found) {
    const holders = holdersIn(index);
    const of = (type: string, depth: number): string[] => {
      const held = depth < DEEPEST ? (holders.get(type) ?? []) : [];
      if (held.length === 0) return ['', `${settingKey(type.slice(type.lastIndexOf('.') + 1))}.`];
      return held.flatMap(({ by, key }) => of(by, depth + 1).map((above) => `${above}${key}.`)).slice(0, MOST);
    };
    const known = new Map<string, string[]>();
    found = (type) => {
      const prefixes = known.get(type) ?? [...new Set(of(type, 0))];
      known.set(type, prefixes);
      return prefixes;
    };
    KNOWN.set(index, found);
  }
  return found;
}

/** Which struct holds a type as a field, and under which key. */
function holdersIn(index: GoIndex): Map<string, { by: string; key: string }[]> {
  const holders = new Map<string, { by: string; key: string }[]>();
  for (const file of index.allFiles()) {
    const { path } = file;
    if (path.endsWith('_test.go') || file.mentions?.('"tag":"') === false) continue;
    const { facts } = file;
    if (!facts.types.some(({ fields }) => fields.some(isTagged))) continue;
    const own = index.packageOf(path)?.path;
    for (const { name, underlying, fields } of own === undefined ? [] : facts.types)
      for (const field of underlying === 'struct' ? fields : []) {
        const held = typeKey(field.type, facts, own ?? '', index);
        const key = held === null || !isTagged(field) ? null : keyOfField(field);
        if (held !== null && key !== null)
          holders.set(held, [...(holders.get(held) ?? []), { by: `${own}.${name}`, key }]);
      }
  }
  return holders;
}

function typeKey(type: string, facts: FileFacts, own: string, index: GoIndex): string | null {
  const [, alias, name] = /^\*?(?:(\w+)\.)?(\p{L}\w*)$/u.exec(type) ?? [];
  if (name === undefined) return null;
  if (alias === undefined) return /^\p{Ll}\w*\d*$/u.test(name) && BASIC.test(name) ? null : `${own}.${name}`;
  const path = index.qualifier(facts, alias);
  return path !== null && index.sourcePackage(path) ? `${path}.${name}` : null;
}

const BASIC = /^(?:string|bool|byte|rune|error|any|u?int\d*|float\d+)$/;
