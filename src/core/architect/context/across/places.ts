import type { Evidence } from '../../../findings/finding.ts';
import type { Declared } from '../../../go/index/fold.ts';
import type { GoIndex } from '../../../go/index/go-index.ts';
import type { PackageFile } from '../../../go/index/source-package.ts';
import { declaration, type Excerpt } from '../around/excerpt.ts';

/** Lines of a statement that is kept as a constant: where it ends is not known. */
const LONGEST_VALUE = 8;

/** The function, type or value around a line of Go that people wrote. */
export function declaredAt(index: GoIndex, path: string, line: number): Declared<Extent> | null {
  const file = index.file(path);
  if (!file || file.facts.generated) return null;
  const { functions, types, values } = file.facts;
  const fact = [...functions, ...types].find((one) => line >= one.line && line <= one.endLine);
  if (fact) return { file, fact };
  const value = values.find((one) => one.line === line);
  return value ? { file, fact: { ...value, endLine: line + LONGEST_VALUE } } : null;
}

interface Extent {
  name: string;
  line: number;
  endLine?: number;
}

/** The declarations around the places that prove an edge of the service map. */
export function excerptsAt(
  index: GoIndex,
  evidence: readonly Evidence[],
  rest: Omit<Excerpt, 'path' | 'from' | 'to'>,
): Excerpt[] {
  return evidence.flatMap(({ path, line }) => {
    const found = declaredAt(index, path, line);
    return found ? [declaration(found, rest)] : [];
  });
}

/** Files of Go, tests and what programs wrote aside, of which the facts hold the text. */
export function* filesNaming(index: GoIndex, text: string): Generator<PackageFile> {
  for (const file of index.allFiles()) {
    if (file.path.endsWith('_test.go') || file.mentions?.(text) === false || file.facts.generated) continue;
    yield file;
  }
}
