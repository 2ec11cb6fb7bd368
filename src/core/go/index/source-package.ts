import type { FileFacts, FunctionFact, Import, TypeFact } from '../facts.ts';
import { remembered } from '../remember.ts';
import { defaulted } from '../types/constants.ts';
import { functionType, parseType, type TypeScope } from '../types/parse-type.ts';
import { type FunctionType, type Type, UNKNOWN } from '../types/type.ts';
import { typeParameterNames, typeParameters } from '../types/type-parameters.ts';
import { substitute } from '../types/unify.ts';
import { type Declared, type Folded, foldFiles } from './fold.ts';
import type { GoPackage, Member, Method, Place, TypeInfo } from './package.ts';

export interface MethodName {
  /** Type of the receiver. */
  type: string;
  name: string;
}

export interface PackageFile {
  path: string;
  /** Name in the package clause. */
  package: string;
  /** What its facts were read from: files of one path and one source are the same. */
  readonly source?: object;
  /** May be read on first use. */
  readonly facts: FileFacts;
  /** Whether the facts hold the text at all: cheaper than reading them. */
  mentions?(text: string): boolean;
  /** The methods that it declares, likewise. */
  methods?(): readonly MethodName[];
  /** Its imports, likewise. */
  imports?(): readonly Import[];
}

/** The imports of a file, without reading facts that are not read yet. */
export function importsOf(file: PackageFile): readonly Import[] {
  return file.imports?.() ?? file.facts.imports;
}

/** Resolves a name to an import path: one that a file's import has, or one that its dot imports bring. */
export type Qualifiers = (file: PackageFile, alias: string) => string | null;

/** Infers the type of an initialiser from its sketch, where the declaration has none. */
export type Initialisers = (sketch: string, scope: TypeScope) => Type;

/** A package of the repository, folded from its files' facts on first use. Snapshots in which it means the same share it. */
export class SourcePackage implements GoPackage {
  readonly path: string;
  readonly files: readonly PackageFile[];
  private readonly qualifiers: Qualifiers;
  private readonly dotImports: Qualifiers;
  private readonly initialisers: Initialisers;
  private folded: Folded | null = null;
  private readonly members = new Map<string, Member | null>();
  /** Variables whose initialiser is being read. */
  private readonly underWay = new Map<string, Member>();
  private cyclic = false;
  private readonly infos = new Map<string, TypeInfo | null>();

  constructor(
    path: string,
    files: readonly PackageFile[],
    qualifiers: Qualifiers,
    dotImports: Qualifiers,
    initialisers: Initialisers,
  ) {
    this.path = path;
    this.files = files;
    this.qualifiers = qualifiers;
    this.dotImports = dotImports;
    this.initialisers = initialisers;
  }

  get name(): string {
    return this.files[0]?.package ?? '';
  }

  /** Functions without a receiver, by name. */
  function(name: string): Declared<FunctionFact> | null {
    return this.fold().functions.get(name) ?? null;
  }

  typeFact(name: string): TypeFact | null {
    return this.fold().types.get(name)?.fact ?? null;
  }

  methodFact(type: string, name: string): Declared<FunctionFact> | null {
    return this.fold().methods.get(type)?.get(name) ?? null;
  }

  member(name: string): Member | null {
    const known = this.members.get(name);
    if (known !== undefined) return known;
    const cycle = this.underWay.get(name);
    if (cycle !== undefined) {
      this.cyclic = true;
      return cycle;
    }
    const found = this.readMember(name);
    // What was read within a cycle depends on where that was entered: only what is asked for itself is kept.
    if (!this.cyclic || this.underWay.size === 0) this.members.set(name, found);
    if (this.underWay.size === 0) this.cyclic = false;
    return found;
  }

  private readMember(name: string): Member | null {
    const { functions, values } = this.fold();
    const func = functions.get(name);
    if (func) return { kind: 'func', type: this.signature(func.fact, func.file), at: placeOf(func) };
    const found = values.get(name);
    if (!found) return null;
    const { type, constant, value, sketch } = found.fact;
    const member = { kind: constant ? 'const' : 'var', value, at: placeOf(found) } as const;
    const scope = this.scope(found.file, []);
    if (type !== null) return { ...member, type: parseType(type, scope) };
    if (sketch === null) return { ...member, type: UNKNOWN };
    this.underWay.set(name, { ...member, type: UNKNOWN }); // an initialiser that refers to itself ends here
    const known = this.initialisers(sketch, scope);
    this.underWay.delete(name);
    return { ...member, type: constant ? known : defaulted(known) };
  }

  type(name: string): TypeInfo | null {
    let info = this.infos.get(name);
    if (info === undefined) {
      const found = this.fold().types.get(name);
      info = found ? this.typeInfo(found.fact, found.file) : null;
      this.infos.set(name, info);
    }
    return info;
  }

  /** What names mean in type texts of the file. */
  scope(file: PackageFile, parameters: readonly string[]): TypeScope {
    return parameters.length === 0 ? this.plainScope(file) : this.newScope(file, parameters);
  }

  private readonly plainScope = remembered(
    (file: PackageFile): TypeScope => ({ ...this.newScope(file, []), known: new Map() }),
  );

  private newScope(file: PackageFile, parameters: readonly string[]): TypeScope {
    return {
      own: this.path,
      qualifier: (alias) => this.qualifiers(file, alias),
      isParameter: (name) => parameters.includes(name),
      declares: (name) => this.fold().types.has(name),
      dotImported: (name) => this.dotImports(file, name),
    };
  }

  /** What a type fact says; `scope` is that of a type declared within a function. */
  typeInfo(fact: TypeFact, file: PackageFile, scope?: TypeScope): TypeInfo {
    const parameters = typeParameterNames(fact.typeParameters);
    const names = scope ?? this.scope(file, parameters);
    let embedded: Type[] | null = null;
    const info: TypeInfo = {
      package: this.path,
      name: fact.name,
      parameters,
      alias: null,
      underlying: UNKNOWN,
      field: remembered((name) => {
        const field = fact.fields.find((candidate) => candidate.name === name);
        return field ? parseType(field.type, names) : null;
      }),
      method: remembered((name) => this.methodOf(fact, file, name, names, scope === undefined)),
      embeds: () => {
        embedded ??= fact.embeds.map((text) => parseType(text, names));
        return embedded;
      },
      at: placeOf({ fact, file }),
    };
    const { underlying: text } = fact;
    const underlying: Type = text === 'struct' || text === 'interface' ? { kind: text, info } : parseType(text, names);
    return Object.assign(info, { underlying, alias: fact.alias ? underlying : null });
  }

  private methodOf(
    type: TypeFact,
    file: PackageFile,
    name: string,
    scope: TypeScope,
    declared: boolean,
  ): Method | null {
    const listed = type.methods.find((method) => method.name === name);
    if (listed)
      return {
        type: parseType(listed.type, scope) as FunctionType,
        pointer: false,
        at: { path: file.path, line: type.line },
      };
    const found = declared ? this.methodFact(type.name, name) : null;
    if (!found) return null;
    // The receiver may give the type's parameters other names.
    const own = found.fact.receiver?.typeParameters ?? [];
    const parameters = typeParameterNames(type.typeParameters);
    const renamed = new Map(own.map((name, index) => [name, parameterNamed(parameters[index])] as const));
    const signature = this.signature(found.fact, found.file, own);
    return {
      type: own.length > 0 ? (substitute(signature, renamed) as FunctionType) : signature,
      pointer: found.fact.receiver?.pointer ?? false,
      at: placeOf(found),
    };
  }

  private signature(fact: FunctionFact, file: PackageFile, outer: readonly string[] = []): FunctionType {
    const generic = typeParameters(fact.typeParameters);
    const scope = this.scope(file, [...generic.map(({ name }) => name), ...outer]);
    const last = fact.parameters.at(-1)?.type ?? '';
    return functionType(
      fact.parameters.map(({ type }) => parseType(type.startsWith('...') ? `[]${type.slice(3)}` : type, scope)),
      fact.results.map(({ type }) => parseType(type, scope)),
      last.startsWith('...'),
      generic,
      scope,
    );
  }

  private fold(): Folded {
    this.folded ??= foldFiles(this.files);
    return this.folded;
  }
}

function parameterNamed(name: string | undefined): Type {
  return name === undefined ? UNKNOWN : { kind: 'parameter', name };
}

function placeOf({ fact, file }: Declared<{ line: number }>): Place {
  return { path: file.path, line: fact.line };
}
