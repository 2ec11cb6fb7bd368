import type { Callee } from '../../go/file.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { MethodName, PackageFile } from '../../go/index/source-package.ts';
import { dirOf } from '../../go/modules.ts';

const STANDS_IN = /mock|fake|stub|noop|dummy|inmem/i;

export interface Declaring {
  package: string;
  type: string;
  methods: Set<string>;
}

const DECLARED = new WeakMap<GoIndex, ReadonlyMap<string, readonly Declaring[]>>();

/** Types of the repository, what stands in for them in tests aside, by the names of their methods. */
function byMethod(index: GoIndex): ReadonlyMap<string, readonly Declaring[]> {
  const known = DECLARED.get(index);
  if (known) return known;
  const types = new Map<string, Declaring>();
  for (const file of index.allFiles()) {
    const { path } = file;
    if (path.endsWith('_test.go') || STANDS_IN.test(path)) continue;
    const own = index.packageOf(path)?.path ?? dirOf(path);
    for (const { type, name } of file.methods?.() ?? methodsOf(file)) {
      if (STANDS_IN.test(type)) continue;
      const key = `${own}.${type}`;
      const declaring = types.get(key) ?? { package: own, type, methods: new Set<string>() };
      declaring.methods.add(name);
      types.set(key, declaring);
    }
  }
  const found = new Map<string, Declaring[]>();
  for (const type of types.values())
    for (const method of type.methods) {
      const having = found.get(method);
      if (having) having.push(type);
      else found.set(method, [type]);
    }
  DECLARED.set(index, found);
  return found;
}

function methodsOf({ facts }: PackageFile): MethodName[] {
  return facts.functions.flatMap(({ receiver, name }) => (receiver ? [{ type: receiver.type, name }] : []));
}

/** Types of the repository that have all these methods. */
export function typesImplementing(index: GoIndex, methods: readonly string[]): readonly Declaring[] {
  const [first, ...others] = methods;
  if (first === undefined) return [];
  return (byMethod(index).get(first) ?? []).filter((type) => others.every((name) => type.methods.has(name)));
}

/** The packages that declare them. */
export function packagesImplementing(index: GoIndex, methods: readonly string[]): string[] {
  return typesImplementing(index, methods).map((type) => type.package);
}

/** The method behind one of an interface of the repository, where exactly one type has all that it lists; else null. */
export function implementationOf(index: GoIndex, callee: Callee): Callee | null {
  if (callee.receiver === null) return null;
  const listed = index.sourcePackage(callee.package)?.typeFact(callee.receiver);
  if (listed?.underlying !== 'interface' || listed.embeds.length > 0) return null;
  const having = (byMethod(index).get(callee.name) ?? []).filter(({ methods }) =>
    listed.methods.every(({ name }) => methods.has(name)),
  );
  const [only, ...others] = having;
  return only && others.length === 0 ? { package: only.package, receiver: only.type, name: callee.name } : null;
}
