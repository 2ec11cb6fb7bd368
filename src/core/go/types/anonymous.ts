import type { TypeInfo } from '../index/package.ts';
import { parseType, type TypeScope } from './parse-type.ts';
import { type FunctionType, type Type, UNKNOWN } from './type.ts';
import { splitList } from './type-parameters.ts';

const NAME = /^[\w\u0080-\uffff]+/;

/** Members of a `struct{…}` or `interface{…}` that has no name, read from its text when first asked for. */
export function anonymousInfo(kind: 'struct' | 'interface', body: string, scope: TypeScope): TypeInfo {
  let read: Members | null = null;
  const members = () => (read ??= kind === 'struct' ? structMembers(body) : interfaceMembers(body));
  const typeOf = (text: string | undefined) => (text === undefined ? null : parseType(text, scope));
  return {
    package: scope.own,
    name: '',
    parameters: [],
    alias: null,
    underlying: UNKNOWN,
    field: (name) => typeOf(members().fields.get(name)),
    method: (name) => {
      const type: Type | null = typeOf(members().methods.get(name));
      return type?.kind === 'func' ? { type: type satisfies FunctionType, pointer: false, at: null } : null;
    },
    embeds: () => members().embeds.map((text) => parseType(text, scope)),
    at: null,
  };
}

interface Members {
  fields: Map<string, string>;
  methods: Map<string, string>;
  embeds: string[];
}

function structMembers(body: string): Members {
  const members: Members = { fields: new Map(), methods: new Map(), embeds: [] };
  for (const line of splitList(body, ';')) {
    const names: string[] = [];
    const entries = splitList(line);
    entries.forEach((entry, index) => {
      const name = NAME.exec(entry)?.[0] ?? '';
      const rest = entry.slice(name.length).trim();
      names.push(name);
      if (index < entries.length - 1) return;
      // `T`, `*T`, `pkg.T`, `T[A]`: no space before what follows the name, unless that is the tag.
      const embedded = rest === '' || name === '' || /^["`]/.test(rest) || /^[.[]/.test(entry.slice(name.length));
      if (embedded) members.embeds.push(entry.replace(/\s*(?:`[^`]*`|"[^"]*")$/, ''));
      else for (const one of names) members.fields.set(one, rest);
    });
  }
  return members;
}

function interfaceMembers(body: string): Members {
  const members: Members = { fields: new Map(), methods: new Map(), embeds: [] };
  for (const line of splitList(body, ';')) {
    const name = NAME.exec(line)?.[0] ?? '';
    if (name && line[name.length] === '(') members.methods.set(name, `func${line.slice(name.length)}`);
    else members.embeds.push(line);
  }
  return members;
}
