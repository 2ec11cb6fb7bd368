import type { FieldFact, FileFacts, TypeFact } from '../../go/facts.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { PackageFile, SourcePackage } from '../../go/index/source-package.ts';
import { rememberedBy } from '../../go/remember.ts';

/** A struct as JSON has it. */
export interface MessageType {
  name: string;
  package: SourcePackage;
  file: PackageFile;
  fact: TypeFact;
  keys: readonly MessageKey[];
}

export interface MessageKey {
  key: string;
  field: FieldFact;
  /** It may be left out, or is no plain value. */
  optional: boolean;
  /** Place among the fields. */
  at: number;
}

/** Message structs that may stand for one another, though packages declare each its own, by what they are called. */
export function namesakes(index: GoIndex): MessageType[][] {
  let found = KNOWN.get(index);
  if (!found) {
    const all = [...index.allPackages()].flatMap(messageTypesOf);
    found = [...Map.groupBy(all, ({ name }) => plainName(name)).values()].filter(
      (group) => new Set(group.map((one) => one.package)).size > 1,
    );
    KNOWN.set(index, found);
  }
  return found;
}

const KNOWN = new WeakMap<GoIndex, MessageType[][]>();

/** `ordercreated` of `OrderCreatedEvent`, `orderCreatedMessage`. */
function plainName(name: string): string {
  return name.toLowerCase().replace(/(?<=.{3})(?:event|message|msg|payload|data|dto)+$/, '');
}

const messageTypesOf = rememberedBy((own: SourcePackage): readonly MessageType[] =>
  own.files.flatMap((file) => messageTypes(own, file)),
);

function messageTypes(own: SourcePackage, file: PackageFile): MessageType[] {
  const { facts, path } = file;
  if (facts.generated || path.endsWith('_test.go')) return [];
  const structs = facts.types.filter((type) => isPlainStruct(type));
  return structs.flatMap((fact): MessageType[] => {
    const keys = fact.fields.flatMap(keyOf);
    return keys.length === fact.fields.length ? [{ name: fact.name, package: own, file, fact, keys }] : [];
  });
}

/** Nothing comes in from elsewhere: no parameters, nothing embedded. */
function isPlainStruct({ underlying, typeParameters, embeds, fields }: TypeFact): boolean {
  return underlying === 'struct' && typeParameters === null && embeds.length === 0 && fields.length >= 2;
}

function keyOf(field: FieldFact, at: number): MessageKey[] {
  const [, name, options = ''] = /\bjson:"([^",]*)((?:,[^"]*)?)"/.exec(field.tag ?? '') ?? [];
  if (name === undefined || name === '' || name === '-') return [];
  return [
    { key: name, field, optional: options.includes('omit') || /^(?:\*|map\[|any\b|interface)/.test(field.type), at },
  ];
}

/** Line of a field, where the struct has one to a line; else of the struct. */
export function lineOf({ fact }: MessageType, { at }: MessageKey): number {
  return fact.endLine - fact.line - 1 === fact.fields.length ? fact.line + 1 + at : fact.line;
}

/** Functions of a package in which a type is turned into JSON, or made of it. */
export function isCoded({ package: own, name }: MessageType, how: 'encoded' | 'decoded'): boolean {
  return own.files.some(
    ({ path, facts }) =>
      !path.endsWith('_test.go') && facts.functions.some(({ uses }) => uses.includes(name) && codes(facts, uses, how)),
  );
}

function codes({ imports }: FileFacts, uses: readonly string[], how: 'encoded' | 'decoded'): boolean {
  if (
    !imports.some(({ path }) => /(?:^encoding\/json$|json-iterator\/go$|\/(?:go-json|sonic|json|easyjson)$)/.test(path))
  )
    return false;
  const verb =
    how === 'encoded' ? /^(?:\w+\.Marshal|\.Encode|\.Marshal)$/ : /^(?:\w+\.Unmarshal|\.Decode|\.Unmarshal)$/;
  return uses.some((use) => verb.test(use));
}
