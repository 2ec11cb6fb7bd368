import type { Enum, Field, Message, ProtoFile, Service } from './schema.ts';

/** The named declarations of some files, each with its file. */
export type Declared<T> = ReadonlyMap<string, { file: ProtoFile; declaration: T }>;

export interface World {
  messages: Declared<Message>;
  enums: Declared<Enum>;
  services: Declared<Service>;
  /** Names that fields and methods refer to, as far as written. */
  used: ReadonlySet<string>;
}

export function worldOf(files: readonly ProtoFile[]): World {
  return {
    messages: declared(files, (file) => file.messages),
    enums: declared(files, (file) => file.enums),
    services: declared(files, (file) => file.services),
    used: new Set(files.flatMap(namesUsed)),
  };
}

function declared<T extends { name: string }>(
  files: readonly ProtoFile[],
  of: (file: ProtoFile) => readonly T[],
): Declared<T> {
  return new Map(
    files.flatMap((file) => of(file).map((declaration) => [declaration.name, { file, declaration }] as const)),
  );
}

function namesUsed({ messages, services }: ProtoFile): string[] {
  const fields = messages.flatMap((message) => message.fields.map(({ type }) => elementOf(type)));
  const methods = services.flatMap((service) =>
    service.methods.flatMap(({ request, response }) => [request, response]),
  );
  return [...fields, ...methods].map(lastOf);
}

/** `Money` of `map<string, shop.v1.Money>`. */
export function elementOf(type: string): string {
  return type.startsWith('map<') ? type.slice(type.indexOf(', ') + 2, -1) : type;
}

export function lastOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/**
 * Whether a type of the base is the one at head: by name, with as much of the package as either writes, or because the
 * change gave it that name. `alike`: another name, but every message of the one is read as the other.
 */
export type Sameness = 'same' | 'alike' | 'other' | 'unknown';

/** Compares types across the change. */
export class Types {
  private readonly before: World;
  private readonly after: World;
  /** Of messages and enums that go by another name now. */
  readonly renamed: ReadonlyMap<string, string>;

  constructor(before: World, after: World) {
    this.before = before;
    this.after = after;
    this.renamed = new Map([
      ...renames(before.messages, after.messages, shapeOf),
      ...renames(before.enums, after.enums, valuesOf),
    ]);
  }

  compare(old: string, now: string): Sameness {
    const [a, b] = [elementOf(old), elementOf(now)];
    if (old.startsWith('map<') !== now.startsWith('map<')) return 'other';
    if (old.startsWith('map<') && old.split(',')[0] !== now.split(',')[0]) return 'other';
    if (isSameName(a, b)) return 'same';
    const target = find(this.renamed, a)?.[1];
    if (target !== undefined && isSameName(target, b)) return 'same';
    if (isScalar(a) || isScalar(b)) return 'other';
    const [from, to] = [find(this.before.messages, a)?.[1], find(this.after.messages, b)?.[1]];
    if (from && to) return shapeOf(from.declaration) === shapeOf(to.declaration) ? 'alike' : 'other';
    const [values, others] = [find(this.before.enums, a)?.[1], find(this.after.enums, b)?.[1]];
    if (values && others) return valuesOf(values.declaration) === valuesOf(others.declaration) ? 'alike' : 'other';
    return 'unknown';
  }
}

/** What is gone under its name and stands under exactly one new name, in the same shape. */
function renames<T extends { name: string }>(
  before: Declared<T>,
  after: Declared<T>,
  shape: (declaration: T) => string | null,
): [string, string][] {
  const fresh = Map.groupBy(
    [...after.values()].filter(({ declaration }) => !before.has(declaration.name)),
    ({ declaration }) => shape(declaration),
  );
  return [...before.values()].flatMap(({ declaration }): [string, string][] => {
    const own = shape(declaration);
    const candidates = after.has(declaration.name) || own === null ? [] : (fresh.get(own) ?? []);
    const named = candidates.filter((one) => lastOf(one.declaration.name) === lastOf(declaration.name));
    const [only, ...others] = named.length > 0 ? named : candidates;
    return only && others.length === 0 ? [[declaration.name, only.declaration.name]] : [];
  });
}

/** What is on the wire: numbers, types and whether there are many. Null where that says nothing. */
function shapeOf({ fields }: Message): string | null {
  if (fields.length === 0) return null;
  const told = ({ number, type, label }: Field) => [
    number,
    isScalar(elementOf(type)) ? type : lastOf(elementOf(type)),
    label === 'repeated',
  ];
  return JSON.stringify(fields.map(told).toSorted((a, b) => Number(a[0]) - Number(b[0])));
}

function valuesOf({ values }: Enum): string | null {
  return values.length < 2 ? null : JSON.stringify(values.map(({ name, number }) => [number, name]).toSorted());
}

const SCALAR = /^(?:u?int(?:32|64)|sint(?:32|64)|s?fixed(?:32|64)|bool|string|bytes|float|double)$/;

export function isScalar(type: string): boolean {
  return SCALAR.test(type);
}

/** A name may be written with as much of its package as is needed. */
function isSameName(a: string, b: string): boolean {
  return a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`);
}

function find<T>(declared: ReadonlyMap<string, T>, name: string): [string, T] | null {
  for (const entry of declared) if (isSameName(entry[0], name)) return entry;
  return null;
}
