import type { TypeFact } from '../../../go/facts.ts';
import type { Callee } from '../../../go/file.ts';
import type { Declared } from '../../../go/index/fold.ts';
import type { GoIndex } from '../../../go/index/go-index.ts';
import { typesImplementing } from '../../../standards/support/implementations.ts';
import { declaration, type Excerpt } from './excerpt.ts';
import type { Touched } from './touched.ts';

/** Interfaces that one method satisfies are shown up to this many: a name that more have says nothing. */
const MOST = 3;

export interface DeclaredInterface extends Declared<TypeFact> {
  package: string;
}

const LISTED = new WeakMap<GoIndex, ReadonlyMap<string, readonly DeclaredInterface[]>>();

/** Interfaces of the repository that list the method and that its type satisfies. */
export function interfacesWith(index: GoIndex, { package: own, receiver, name }: Callee): DeclaredInterface[] {
  if (receiver === null) return [];
  const found = (interfacesByMethod(index).get(name) ?? []).filter(({ fact }) => {
    const having = typesImplementing(
      index,
      fact.methods.map((method) => method.name),
    );
    return having.some((one) => one.package === own && one.type === receiver);
  });
  return found.length > MOST ? [] : found;
}

function interfacesByMethod(index: GoIndex): ReadonlyMap<string, readonly DeclaredInterface[]> {
  const known = LISTED.get(index);
  if (known) return known;
  const listed = new Map<string, DeclaredInterface[]>();
  for (const file of index.allFiles()) {
    if (file.path.endsWith('_test.go') || file.mentions?.('"underlying":"interface"') === false) continue;
    if (file.facts.generated) continue;
    for (const fact of file.facts.types)
      for (const { name } of fact.underlying === 'interface' ? fact.methods : []) {
        const one = { file, fact, package: index.packageOf(file.path)?.path ?? '' };
        listed.set(name, [...(listed.get(name) ?? []), one]);
      }
  }
  LISTED.set(index, listed);
  return listed;
}

/** The methods behind a changed interface. */
export function implementations(index: GoIndex, types: readonly Touched<TypeFact>[]): Excerpt[] {
  return types.flatMap(({ fact, words, file }) => {
    if (fact.underlying !== 'interface') return [];
    const edited = fact.methods.filter(({ name }) => words.has(name));
    const having = typesImplementing(
      index,
      fact.methods.map(({ name }) => name),
    ).slice(0, MOST);
    return having.flatMap((type) =>
      edited.flatMap(({ name }) => {
        const method = index.declaredFunction({ package: type.package, receiver: type.type, name });
        return method ? [declaration(method, { why: `implements ${fact.name}`, worth: 4, for: file.path })] : [];
      }),
    );
  });
}
