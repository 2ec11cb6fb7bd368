import { type ChangedDeclaration, type Dependent, dependentsOf, useOf } from '../../../go/affected.ts';
import type { FunctionFact } from '../../../go/facts.ts';
import type { GoIndex } from '../../../go/index/go-index.ts';
import { typesImplementing } from '../../../standards/support/implementations.ts';
import { declaration, type Excerpt } from './excerpt.ts';
import { interfacesWith } from './interfaces.ts';
import { calleeOf, type Touched } from './touched.ts';

/** Names that everything has: who calls them is found by their types alone. */
const COMMON = new Set(['Close', 'String', 'Error', 'Get', 'Set', 'Run', 'Name', 'Len', 'Write', 'Read', 'ServeHTTP']);
/** Callers of one function that are shown. */
const MOST = 6;
const MOST_TESTS = 3;
const MOST_TYPES = 3;

/** Who calls what was changed, by its name or through an interface that its type satisfies; each caller once. */
export function callers(index: GoIndex, functions: readonly Touched<FunctionFact>[]): Excerpt[] {
  const inside = new Set(functions.map(({ fact }) => fact));
  const owners = new Map<ChangedDeclaration, Touched<FunctionFact>>();
  for (const touched of functions) for (const one of namesOf(index, touched)) owners.set(one, touched);
  const found = new Map<Touched<FunctionFact>, { tests: Dependent[]; others: Dependent[] }>();
  for (const one of dependentsOf(index, [...owners.keys()])) {
    const owner = owners.get(one.changed);
    const { fact, file } = one;
    if (
      !owner ||
      !('parameters' in fact) ||
      isSomeOther(index, owner, file.path) ||
      inside.has(fact) ||
      isEntry(fact) ||
      file.facts.generated
    )
      continue;
    const known = found.get(owner) ?? { tests: [], others: [] };
    found.set(owner, known);
    known[file.path.endsWith('_test.go') ? 'tests' : 'others'].push(one);
  }
  return [...found].flatMap(([{ fact, file, fresh }, { tests, others }]) => {
    const shown = (dependents: readonly Dependent[], why: string, worth: number) =>
      dependents.map((one) => declaration(one, { why, worth, about: fact.name, for: file.path }));
    return [
      // What is new is called only by what is new, mostly: those who call it without having changed are telling.
      ...shown(others.slice(0, MOST), `calls ${fact.name}`, fresh ? 5 : 4),
      ...shown(tests.slice(0, MOST_TESTS), `tests ${fact.name}`, 1.2),
    ];
  });
}

/** The function as its callers name it: in its own package, and where an interface stands for its type. */
function namesOf(index: GoIndex, touched: Touched<FunctionFact>): ChangedDeclaration[] {
  const callee = calleeOf(touched);
  const isCommon = callee.receiver !== null && COMMON.has(callee.name);
  const elsewhere = isCommon ? [] : interfacesWith(index, callee).map((one) => one.package);
  const at = { path: touched.file.path, line: touched.fact.line, endLine: touched.fact.endLine };
  return [...new Set([touched.package, ...elsewhere])].map((path) => ({
    package: path,
    use: useOf(callee),
    at,
    callee,
  }));
}

/** A method that many types have, called in another package, is mostly that of another type. */
function isSomeOther(index: GoIndex, { package: own, fact }: Touched<FunctionFact>, path: string): boolean {
  if (fact.receiver === null || index.packageOf(path)?.path === own) return false;
  return typesImplementing(index, [fact.name]).length > MOST_TYPES;
}

/** `main` calls `run`, and says nothing by it. */
function isEntry({ name, line, endLine }: FunctionFact): boolean {
  return name === 'main' && endLine - line < 20;
}
