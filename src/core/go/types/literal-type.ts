import type { PackageFile } from '../index/source-package.ts';
import { parseType, type TypeScope } from './parse-type.ts';
import { BOOL, ERROR, FLOAT, INT, pointerTo, STRING, type Type, UNKNOWN } from './type.ts';

/** Type of a package-level initialiser, as far as its text alone tells: literals, composites, `errors.New`. */
export function literalType(_file: PackageFile, value: string, scope: TypeScope): Type {
  if (/^["`]/.test(value) && /["`]$/.test(value)) return STRING;
  if (/^\d+$/.test(value)) return INT;
  if (/^\d+\.\d*$/.test(value)) return FLOAT;
  if (value === 'true' || value === 'false') return BOOL;
  if (/^func\b/.test(value)) return parseType(value.replace(/\{[\s\S]*$/, ''), scope);
  const call = /^(\w+)\.(New|Errorf|NewStd)\(/.exec(value);
  if (call && isErrorPackage(scope.qualifier(call[1] ?? ''))) return ERROR;
  const make = /^(new|make)\(([^(),]+(?:\([^()]*\))?)[,)]/.exec(value);
  if (make) {
    const type = parseType(make[2] ?? '', scope);
    return make[1] === 'new' ? pointerTo(type) : type;
  }
  const composite = /^(&?)((?:\[[^\]]*\]|\*)*(?:map\[[^\]]+\])?[\w.*[\], ]+?)\{/.exec(value);
  if (composite?.[2]) {
    const type = parseType(composite[2], scope);
    return composite[1] ? pointerTo(type) : type;
  }
  return UNKNOWN;
}

const ERROR_PACKAGES = new Set([
  'errors',
  'fmt',
  'github.com/pkg/errors',
  'golang.org/x/xerrors',
  'github.com/cockroachdb/errors',
]);

function isErrorPackage(path: string | null): boolean {
  return path !== null && ERROR_PACKAGES.has(path);
}
