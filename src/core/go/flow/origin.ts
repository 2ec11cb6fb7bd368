import type { Callee } from '../file.ts';
import type { GoIndex } from '../index/go-index.ts';
import type { PackageFile } from '../index/source-package.ts';
import { findMember } from '../types/members.ts';
import { parseType } from '../types/parse-type.ts';
import { type Type, UNKNOWN } from '../types/type.ts';

const DEEPEST = 4;

/** A result of a function: the callee and the result's position. */
export interface Origin {
  callee: Callee;
  position: number;
}

/**
 * Where a function's result comes from: functions whose code is not in the repository, those of the repository
 * followed. Null when some of it cannot be told, or when the function gives it back itself.
 */
export function originsOfResult(index: GoIndex, origin: Origin, depth = DEEPEST): Origin[] | null {
  const declared = index.declaredFunction(origin.callee);
  // Bodies of generated code are not read.
  if (!declared || declared.file.facts.generated) return [origin];
  const texts = declared.fact.effects?.[`<${origin.position}`];
  if (depth === 0 || !texts) return null;
  const found: Origin[] = [];
  for (const text of texts) {
    const next = resolved(index, declared.file, declared.fact.receiver?.type ?? '', declared.fact.parameters, text);
    const inner = next && originsOfResult(index, next, depth - 1);
    if (!inner) return null;
    found.push(...inner);
  }
  return found;
}

/** `$r.client.Do#0` as the function it names, in the file and function that it is said of. */
export function resolved(
  index: GoIndex,
  file: PackageFile,
  receiver: string,
  parameters: readonly { type: string }[],
  text: string,
): Origin | null {
  const match = /^(.+)#(\d+)$/s.exec(text);
  const own = index.packageOf(file.path);
  if (!match || !own) return null;
  const position = Number(match[2]);
  const [root = '', ...path] = segments(match[1] ?? '');
  const last = path.pop();
  const typeOfText = (type: string) => parseType(type.replace(/^\.\.\./, '[]'), own.scope(file, []));
  if (last === undefined) {
    const callee = { package: own.path, receiver: null, name: root };
    return index.declaredFunction(callee) ? { callee, position } : null;
  }
  let type: Type | null = null;
  if (root === '$r') type = { kind: 'named', package: own.path, name: receiver, args: [] };
  else if (root.startsWith('$')) type = typeOfText(parameters[Number(root.slice(1))]?.type ?? '');
  else if (root.startsWith('<')) type = typeOfText(root.slice(1, -1));
  else {
    const imported = index.qualifier(file.facts, root);
    const [first, ...more] = path;
    if (imported !== null && first === undefined)
      return { callee: { package: imported, receiver: null, name: last }, position };
    type = memberType(index, imported ?? own.path, imported === null ? root : (first ?? ''));
    path.splice(0, path.length, ...(imported === null ? path : more));
  }
  for (const segment of path) type = stepInto(index, type, segment);
  const method = findMember(index, type, last);
  if (!method?.method) return null;
  return { callee: { package: method.owner.package, receiver: method.owner.name, name: last }, position };
}

function segments(path: string): string[] {
  const root = /^(?:<[^>]*>|[^.]+)/.exec(path)?.[0] ?? '';
  return [
    root,
    ...path
      .slice(root.length + 1)
      .split('.')
      .filter(Boolean),
  ];
}

function memberType(index: GoIndex, path: string, segment: string): Type {
  const type = index.package(path)?.member(segment.replace('()', ''))?.type ?? UNKNOWN;
  return segment.endsWith('()') ? called(type) : type;
}

function stepInto(index: GoIndex, type: Type, segment: string): Type {
  const member = findMember(index, type, segment.replace('()', ''))?.type ?? UNKNOWN;
  return segment.endsWith('()') ? called(member) : member;
}

function called(type: Type): Type {
  return type.kind === 'func' ? (type.results[0] ?? UNKNOWN) : UNKNOWN;
}
