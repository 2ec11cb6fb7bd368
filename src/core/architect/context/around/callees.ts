import type { FunctionFact } from '../../../go/facts.ts';
import type { Declared } from '../../../go/index/fold.ts';
import type { GoIndex } from '../../../go/index/go-index.ts';
import type { PackageFile, SourcePackage } from '../../../go/index/source-package.ts';
import { declaration, type Excerpt } from './excerpt.ts';
import type { Touched } from './touched.ts';

/** Methods of one name that may be meant: where more have it, none is shown. */
const MOST_MEANT = 2;
/** Methods that values of other people's types have, too. */
const COMMON =
  /^(?:Close|String|Error|Write(?:Header)?|Header|Read|Get|Set|Add|Do|Run|Name|Len|Wait|Start|Stop|Scan|Next)$/;

type Known = Declared<{ line: number; endLine?: number }>;

/** A function that uses more puts parts together: what the change adds to it is telling, the rest is not. */
const MOST_USES = 24;

/** What changed functions rely on: functions that they call and types that they handle, new uses first. */
export function callees(index: GoIndex, functions: readonly Touched<FunctionFact>[]): Excerpt[] {
  return functions.flatMap(({ file, fact, words }) =>
    fact.uses.flatMap((use) => {
      const name = use.slice(use.lastIndexOf('.') + 1);
      const isNew = words.has(name);
      if (!isNew && fact.uses.length > MOST_USES) return [];
      return declarationsOf(index, file, use).map((one) =>
        declaration(one, { why: `used by ${fact.name}`, worth: isNew ? 4.5 : 0.8, for: file.path }),
      );
    }),
  );
}

/** The type that a changed method belongs to, and what makes it. */
export function receivers(index: GoIndex, functions: readonly Touched<FunctionFact>[]): Excerpt[] {
  return functions.flatMap(({ package: path, fact, file }) => {
    if (fact.receiver === null) return [];
    const own = index.sourcePackage(path);
    const { type } = fact.receiver;
    const makers = functionsOf(own).filter((one) =>
      one.fact.results.some((result) => result.type.replace(/^\*/, '') === type),
    );
    return [
      ...typeOf(own, type).map((one) =>
        declaration(one, { why: `receiver of ${fact.name}`, worth: 5, for: file.path }),
      ),
      ...makers.slice(0, 2).map((one) => declaration(one, { why: `makes a ${type}`, worth: 3, for: file.path })),
    ];
  });
}

/** What a use of `FileFacts` means, where that can be told. */
function declarationsOf(index: GoIndex, file: PackageFile, use: string): Known[] {
  const own = index.packageOf(file.path);
  const dot = use.indexOf('.');
  if (dot < 0) return named(own, use);
  const name = use.slice(dot + 1);
  if (dot > 0) {
    const path = index.qualifier(file.facts, use.slice(0, dot));
    return path === null ? [] : named(index.sourcePackage(path), name);
  }
  if (COMMON.test(name)) return [];
  const imported = file.facts.imports.flatMap(({ path }) => index.sourcePackage(path) ?? []);
  const meant = [own, ...imported].flatMap((one) => (one === null ? [] : methodsNamed(one, name)));
  return meant.length > MOST_MEANT ? [] : meant;
}

function named(home: SourcePackage | null, name: string): Known[] {
  const found = home?.function(name);
  if (found) return found.file.facts.generated ? [] : [found];
  return typeOf(home, name);
}

function typeOf(home: SourcePackage | null, name: string): Known[] {
  for (const file of home?.files ?? []) {
    const fact = file.facts.types.find((one) => one.name === name);
    if (fact) return file.facts.generated ? [] : [{ fact, file }];
  }
  return [];
}

function functionsOf(home: SourcePackage | null): Declared<FunctionFact>[] {
  return (home?.files ?? []).flatMap((file) =>
    file.path.endsWith('_test.go')
      ? []
      : file.facts.functions.flatMap((fact) => (fact.receiver ? [] : [{ fact, file }])),
  );
}

function methodsNamed({ files }: SourcePackage, name: string): Known[] {
  return files.flatMap((file) =>
    file.path.endsWith('_test.go') || file.facts.generated || file.methods?.().every((method) => method.name !== name)
      ? []
      : file.facts.functions.flatMap((fact) => (fact.receiver !== null && fact.name === name ? [{ fact, file }] : [])),
  );
}
