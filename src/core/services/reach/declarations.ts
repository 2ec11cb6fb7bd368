import type { FunctionFact, TypeFact, ValueFact } from '../../go/facts.ts';
import { isBuilt } from '../../go/index/build-constraint.ts';
import type { PackageFile, SourcePackage } from '../../go/index/source-package.ts';

export type Declaration =
  | { is: 'function'; package: SourcePackage; file: PackageFile; fact: FunctionFact }
  | { is: 'type'; package: SourcePackage; file: PackageFile; fact: TypeFact }
  | { is: 'value'; package: SourcePackage; file: PackageFile; fact: ValueFact };

export type FunctionDeclaration = Extract<Declaration, { is: 'function' }>;

/** The declarations of one package, tests left out. */
export interface Declarations {
  files: readonly PackageFile[];
  /** Functions, types and values; several where files that are built elsewhere alone declare the name. */
  byName: ReadonlyMap<string, readonly Declaration[]>;
  /** By the name of the receiver's type. */
  methods: ReadonlyMap<string, readonly FunctionDeclaration[]>;
  /** What runs because the package is there: `init` functions, and values that have no name. */
  initial: readonly Declaration[];
}

const KNOWN = new WeakMap<SourcePackage, Declarations>();

export function declarationsOf(own: SourcePackage): Declarations {
  let found = KNOWN.get(own);
  if (!found) {
    found = read(own);
    KNOWN.set(own, found);
  }
  return found;
}

function read(own: SourcePackage): Declarations {
  const files = own.files.filter(({ path }) => !path.endsWith('_test.go'));
  const built = files.filter(({ path, facts }) => isBuilt(path, facts.build));
  const named = new Map<string, Declaration[]>();
  const methods = new Map<string, FunctionDeclaration[]>();
  const initial: Declaration[] = [];
  for (const file of built.length > 0 ? built : files)
    for (const declaration of declaredIn(own, file)) {
      const { is, fact } = declaration;
      if (is === 'value' && isAssertion(fact)) continue;
      if (fact.name === '_' || (is === 'function' && fact.name === 'init' && !fact.receiver)) initial.push(declaration);
      else add(declaration);
    }
  // A name that only other builds declare stands for what is there under a tag.
  const known = new Set(named.keys());
  const knownMethods = new Set([...methods].flatMap(([type, list]) => list.map(({ fact }) => `${type}.${fact.name}`)));
  for (const file of built.length > 0 ? files : [])
    for (const declaration of built.includes(file) ? [] : declaredIn(own, file)) {
      const { is, fact } = declaration;
      const receiver = is === 'function' ? fact.receiver : null;
      const isNew = receiver ? !knownMethods.has(`${receiver.type}.${fact.name}`) : !known.has(fact.name);
      if (isNew && fact.name !== '_' && fact.name !== 'init') add(declaration);
    }
  return { files: built.length > 0 ? built : files, byName: named, methods, initial };

  function add(declaration: Declaration): void {
    if (declaration.is === 'function' && declaration.fact.receiver)
      push(methods, declaration.fact.receiver.type, declaration);
    else push(named, declaration.fact.name, declaration);
  }
}

/** `var _ Store = (*postgres)(nil)` lets the compiler compare two types, and runs nothing. */
function isAssertion({ name, value }: ValueFact): boolean {
  return (
    name === '_' && value !== null && /^(?:\(\*?[\w.[\]]+\)\(nil\)|&?[\w.]+\{\}|new\([\w.]+\))$/.test(value.trim())
  );
}

/** One object for each declaration, so that sets of them can be compared. */
const declaredIn = (own: SourcePackage, file: PackageFile): Declaration[] => [
  ...file.facts.functions.map((fact) => ({ is: 'function', package: own, file, fact }) as const),
  ...file.facts.types.map((fact) => ({ is: 'type', package: own, file, fact }) as const),
  ...file.facts.values.map((fact) => ({ is: 'value', package: own, file, fact }) as const),
];

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
