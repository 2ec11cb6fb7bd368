import { dependentsOf, useOf } from '../../../go/affected.ts';
import type { FunctionFact } from '../../../go/facts.ts';
import type { GoIndex } from '../../../go/index/go-index.ts';
import { declaration, type Excerpt } from './excerpt.ts';
import { interfacesWith } from './interfaces.ts';
import { calleeOf, type Touched } from './touched.ts';

/** Names that everything has: who calls them is found by their types alone. */
const COMMON = new Set(['Close', 'String', 'Error', 'Get', 'Set', 'Run', 'Name', 'Len', 'Write', 'Read', 'ServeHTTP']);
/** Callers of one function that are shown. */
const MOST = 6;
const MOST_TESTS = 3;

/** Who calls what was changed, by its name or through an interface that its type satisfies. */
export function callers(index: GoIndex, functions: readonly Touched<FunctionFact>[]): Excerpt[] {
  const inside = new Set(functions.map(({ fact }) => fact));
  return functions.flatMap((touched) => {
    const { fact, file, fresh } = touched;
    const callee = calleeOf(touched);
    const use = useOf(callee);
    const packages = [touched.package, ...interfacesWith(index, callee).map((one) => one.package)];
    if (callee.receiver !== null && COMMON.has(callee.name)) packages.splice(1);
    const at = { path: file.path, line: fact.line, endLine: fact.endLine };
    const changed = [...new Set(packages)].map((path) => ({ package: path, use, at, callee }));
    const found = [...dependentsOf(index, changed)].filter(
      (one) => 'parameters' in one.fact && !inside.has(one.fact) && !isEntry(one.fact) && !one.file.facts.generated,
    );
    const [tests, others] = [true, false].map((wanted) => found.filter((one) => isTest(one.file.path) === wanted));
    const shown = (dependents: typeof found, why: string, worth: number) =>
      dependents.map((one) => declaration(one, { why, worth, about: callee.name, for: file.path }));
    return [
      // What is new is called only by what is new, mostly: those who call it without having changed are telling.
      ...shown((others ?? []).slice(0, MOST), `calls ${callee.name}`, fresh ? 5 : 4),
      ...shown((tests ?? []).slice(0, MOST_TESTS), `tests ${callee.name}`, 1.2),
    ];
  });
}

/** `main` calls `run`, and says nothing by it. */
function isEntry({ name, line, endLine }: FunctionFact): boolean {
  return name === 'main' && endLine - line < 20;
}

function isTest(path: string): boolean {
  return path.endsWith('_test.go');
}
