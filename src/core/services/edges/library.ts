import type { GoIndex } from '../../go/index/go-index.ts';
import { declarationsOf } from '../reach/declarations.ts';
import { type Expression, parseExpression } from '../wire/expression.ts';
import { type Context, importOf } from './context.ts';
import type { Site } from './sites.ts';

/** A function, method or literal of a library. */
export interface LibraryUse {
  path: string;
  /** Type that a method is called on; empty when only the library is known, null for functions. */
  receiver: string | null;
  name: string;
  literal: boolean;
}

/** What a site uses of a package that is not of the repository; null when nothing. */
export function libraryUse(index: GoIndex, { named, fact, callee, context }: Site): LibraryUse | null {
  const literal = fact.call.endsWith('{}');
  if (named) {
    if (index.sourcePackage(named.package)) return null;
    return { path: named.package, receiver: named.receiver, name: named.name, literal };
  }
  if (callee.is !== 'select') return null;
  // A value of a type that is not known, made by a library in the end.
  const path = rootOf(callee.of, context);
  return path === null ? null : { path, receiver: '', name: callee.name, literal: false };
}

function rootOf(expression: Expression, context: Context): string | null {
  switch (expression.is) {
    case 'select':
      return importOf(expression.of, context) ?? rootOf(expression.of, context);
    case 'call':
    case 'result':
    case 'left':
    case 'address':
    case 'deref':
    case 'element':
      return rootOf(expression.of, context);
    case 'name':
      return madeBy(expression.name, context);
    default:
      return null;
  }
}

/** The library that a variable of the package is made by, where it is declared. */
function madeBy(name: string, { package: own, fact, index }: Context): string | null {
  const declared = declarationsOf(own).byName.get(name)?.[0];
  if (declared?.is !== 'value' || declared.fact.value === null || declared.fact === fact) return null;
  const value = parseExpression(declared.fact.value);
  return value.is === 'name' ? null : rootOf(value, { index, package: own, file: declared.file, fact: declared.fact });
}
