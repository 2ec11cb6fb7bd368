import type { FileFacts, FunctionFact } from '../../go/facts.ts';
import type { GoFile } from '../../go/file.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { PackageFile } from '../../go/index/source-package.ts';
import { enclosingDeclaration } from '../../go/syntax/calls.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';

/** Names by which the standard library and the frameworks bound a request's body. */
const LIMITS =
  /(?:^|\.)(?:MaxBytes(?:Reader|Handler)|BodyLimit\w*|RequestSize\w*|LimitBody\w*|SizeLimiter\w*|MaxBody\w*|MaxRequest(?:Body|Size)\w*)$/;
/** What stands in the text of any of them. */
const STEMS = ['MaxB', 'BodyLimit', 'RequestSize', 'LimitBody', 'SizeLimiter', 'MaxRequest'];
/** A folder of one service of several. */
const UNIT = /^(?:services?|apps?|cmd|src|microservices|backend\/services)\/[^/]+(?=\/)/;

const KNOWN = new WeakMap<GoIndex, readonly string[]>();

/** A limit is set in the function, or by code of the repository that may stand before it: of its service, or shared. */
export function bodiesAreLimited(file: GoFile, node: NodeId): boolean {
  const { tree } = file;
  const declaration = enclosingDeclaration(tree, node);
  for (const name of tree.descendants(declaration, Kind.field_identifier))
    if (name < node && /^(?:MaxBytesReader|LimitReader)$/.test(tree.textOf(name))) return true;
  const unit = unitOf(file.path);
  return limiters(file.index).some((other) => unit === '' || other === '' || other === unit);
}

/** Units of the files that set a limit. */
function limiters(index: GoIndex): readonly string[] {
  let found = KNOWN.get(index);
  if (!found) {
    found = [...index.allFiles()]
      .filter((other) => !other.path.endsWith('_test.go') && mayLimit(other) && limits(other.facts))
      .map(({ path }) => unitOf(path));
    KNOWN.set(index, found);
  }
  return found;
}

function mayLimit(file: PackageFile): boolean {
  return file.mentions === undefined || STEMS.some((stem) => file.mentions?.(stem));
}

function limits(facts: FileFacts): boolean {
  const before = facts.functions.filter((each) => !answers(each));
  return [...before, ...facts.values].some(({ uses }) => uses.some((use) => LIMITS.test(use)));
}

/** A handler limits its own request only; `ServeHTTP` may stand before others. */
function answers({ name, parameters: [writer, request, ...more], results }: FunctionFact): boolean {
  if (name === 'ServeHTTP' || more.length > 0 || results.length > 0) return false;
  return /\bResponseWriter$/.test(writer?.type ?? '') && /^\*\w+\.Request$/.test(request?.type ?? '');
}

function unitOf(path: string): string {
  return UNIT.exec(path)?.[0] ?? '';
}
