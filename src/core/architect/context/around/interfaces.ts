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

/** Interfaces of the repository that list the method and that its type satisfies. */
export function interfacesWith(index: GoIndex, { package: own, receiver, name }: Callee): DeclaredInterface[] {
  if (receiver === null) return [];
  const found: DeclaredInterface[] = [];
  for (const file of index.allFiles()) {
    if (file.path.endsWith('_test.go') || file.mentions?.(`{"name":"${name}","type":"func(`) === false) continue;
    for (const fact of file.facts.types) {
      if (fact.underlying !== 'interface' || !fact.methods.some((method) => method.name === name)) continue;
      const having = typesImplementing(
        index,
        fact.methods.map((method) => method.name),
      );
      if (having.some((one) => one.package === own && one.type === receiver))
        found.push({ file, fact, package: index.packageOf(file.path)?.path ?? '' });
    }
  }
  return found.length > MOST ? [] : found;
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
