import type { FileFacts, FunctionFact, TypeFact, ValueFact } from '../facts.ts';
import { parseType, type TypeScope, typeParameterNames } from '../types/parse-type.ts';
import type { FunctionType, Type } from '../types/type.ts';
import { UNKNOWN } from '../types/type.ts';
import type { GoPackage, Member, Method, Place, TypeInfo } from './package.ts';

export interface PackageFile {
  path: string;
  /** Name in the package clause. */
  package: string;
  /** May be read on first use. */
  readonly facts: FileFacts;
  /** Whether the facts hold the text at all: cheaper than reading them. */
  mentions?(text: string): boolean;
}

/** Resolves `alias` of a file to an import path. */
export type Qualifiers = (file: PackageFile, alias: string) => string | null;

/** Infers the type of an initialiser, where the declaration has none. */
export type Initialisers = (file: PackageFile, value: string, scope: TypeScope) => Type;

interface Declared<Fact> {
  fact: Fact;
  file: PackageFile;
}

/** A package of the repository, folded from its files' facts on first use. */
export class SourcePackage implements GoPackage {
  readonly path: string;
  readonly files: PackageFile[] = [];
  private readonly qualifiers: Qualifiers;
  private readonly initialisers: Initialisers;
  private folded: Folded | null = null;

  constructor(path: string, qualifiers: Qualifiers, initialisers: Initialisers) {
    this.path = path;
    this.qualifiers = qualifiers;
    this.initialisers = initialisers;
  }

  get name(): string {
    return this.files[0]?.package ?? '';
  }

  /** Functions without a receiver, by name. */
  function(name: string): Declared<FunctionFact> | null {
    return this.fold().functions.get(name) ?? null;
  }

  methodFact(type: string, name: string): Declared<FunctionFact> | null {
    return this.fold().methods.get(type)?.get(name) ?? null;
  }

  member(name: string): Member | null {
    const { functions, values } = this.fold();
    const func = functions.get(name);
    if (func) return { kind: 'func', type: this.signature(func.fact, func.file), at: placeOf(func) };
    const value = values.get(name);
    if (!value) return null;
    const { type, constant, value: text } = value.fact;
    const scope = this.scope(value.file, []);
    const known = type ? parseType(type, scope) : text ? this.initialisers(value.file, text, scope) : UNKNOWN;
    return { kind: constant ? 'const' : 'var', type: known, value: text, at: placeOf(value) };
  }

  type(name: string): TypeInfo | null {
    const found = this.fold().types.get(name);
    return found ? this.typeInfo(found) : null;
  }

  /** What names mean in type texts of the file. */
  scope(file: PackageFile, parameters: readonly string[]): TypeScope {
    return {
      own: this.path,
      qualifier: (alias) => this.qualifiers(file, alias),
      isParameter: (name) => parameters.includes(name),
      declares: (name) => this.fold().types.has(name),
    };
  }

  private typeInfo({ fact, file }: Declared<TypeFact>): TypeInfo {
    const parameters = typeParameterNames(fact.typeParameters);
    const scope = this.scope(file, parameters);
    const own = parseType(fact.underlying, scope);
    return {
      package: this.path,
      name: fact.name,
      parameters,
      alias: fact.alias ? own : null,
      underlying: own,
      field: (name) => {
        const field = fact.fields.find((candidate) => candidate.name === name);
        return field ? parseType(field.type, scope) : null;
      },
      method: (name) => this.methodOf(fact, file, name, scope),
      embeds: () => fact.embeds.map((text) => parseType(text, scope)),
      at: placeOf({ fact, file }),
    };
  }

  private methodOf(type: TypeFact, file: PackageFile, name: string, scope: TypeScope): Method | null {
    const listed = type.methods.find((method) => method.name === name);
    if (listed)
      return {
        type: parseType(listed.type, scope) as FunctionType,
        pointer: false,
        at: { path: file.path, line: type.line },
      };
    const found = this.methodFact(type.name, name);
    if (!found) return null;
    // Type parameters go by the receiver's names, which Go lets differ from the type's; the usual case is the same.
    const parameters = typeParameterNames(type.typeParameters);
    return {
      type: this.signature(found.fact, found.file, parameters),
      pointer: found.fact.receiver?.pointer ?? false,
      at: placeOf(found),
    };
  }

  private signature(fact: FunctionFact, file: PackageFile, outer: readonly string[] = []): FunctionType {
    const typeParameters = typeParameterNames(fact.typeParameters);
    const scope = this.scope(file, [...typeParameters, ...outer]);
    const last = fact.parameters.at(-1)?.type ?? '';
    return {
      kind: 'func',
      parameters: fact.parameters.map(({ type }) =>
        parseType(type.startsWith('...') ? `[]${type.slice(3)}` : type, scope),
      ),
      results: fact.results.map(({ type }) => parseType(type, scope)),
      variadic: last.startsWith('...'),
      typeParameters,
    };
  }

  private fold(): Folded {
    this.folded ??= foldFiles(this.files);
    return this.folded;
  }
}

interface Folded {
  functions: Map<string, Declared<FunctionFact>>;
  methods: Map<string, Map<string, Declared<FunctionFact>>>;
  types: Map<string, Declared<TypeFact>>;
  values: Map<string, Declared<ValueFact>>;
}

function foldFiles(files: readonly PackageFile[]): Folded {
  const folded: Folded = { functions: new Map(), methods: new Map(), types: new Map(), values: new Map() };
  const add = <Fact>(map: Map<string, Declared<Fact>>, name: string, fact: Fact, file: PackageFile) => {
    // Variants by build tag declare a name several times; the first stands for all.
    if (!map.has(name)) map.set(name, { fact, file });
  };
  for (const file of files) {
    for (const fact of file.facts.functions) {
      if (!fact.receiver) add(folded.functions, fact.name, fact, file);
      else {
        const methods = folded.methods.get(fact.receiver.type) ?? new Map<string, Declared<FunctionFact>>();
        folded.methods.set(fact.receiver.type, methods);
        add(methods, fact.name, fact, file);
      }
    }
    for (const fact of file.facts.types) add(folded.types, fact.name, fact, file);
    for (const fact of file.facts.values) add(folded.values, fact.name, fact, file);
  }
  return folded;
}

function placeOf({ fact, file }: Declared<{ line: number }>): Place {
  return { path: file.path, line: fact.line };
}
