import type { GoFile } from '../../go/file.ts';
import type { SourcePackage } from '../../go/index/source-package.ts';
import { isExported } from '../../go/names.ts';
import { enclosingDeclaration, enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { declarationCalled } from './declarations.ts';
import { declaredName } from './functions.ts';
import { calledName } from './ignorable.ts';
import { reachingDefinitions } from './reaching.ts';
import { lastValue } from './values.ts';

/**
 * The `errors.Is(err, …)` with which a caller in this file asks the error of the function around the node for its kind;
 * NONE where none is seen. A literal's error goes elsewhere than that of the declaration around it.
 */
export function askedOf(file: GoFile, node: NodeId): NodeId {
  const { tree } = file;
  const declaration = enclosingDeclaration(tree, node);
  const name = declaredName(file, node);
  const returned = tree.kind(tree.parent(tree.parent(node))) === Kind.return_statement;
  if (name === '' || !returned || enclosingFunction(tree, node) !== declaration) return NONE;
  for (const question of tree.descendants(NONE, Kind.call_expression)) {
    if (!/^(?:Is|As|AsType)$/.test(calledName(file, question)) || !asks(file, question)) continue;
    const [error = NONE, wanted = NONE] = file.arguments(question);
    if (names(file, declaration, tree.textOf(wanted))) continue;
    const origin = isCall(tree, error) ? error : onlyValue(file, error);
    if (!isCall(tree, origin) || calledName(file, origin) !== name) continue;
    if (declarationCalled(file, origin) === declaration) return question;
  }
  return NONE;
}

/** The one value that the variable has there, whichever way led to it; NONE where there are several. */
function onlyValue(file: GoFile, use: NodeId): NodeId {
  if (file.tree.kind(use) !== Kind.identifier) return NONE;
  const { definitions, unset } = reachingDefinitions(file, use);
  return !unset && definitions.length === 1 ? (definitions[0]?.value ?? NONE) : NONE;
}

/** The function gives the wanted error by itself: what it is asked for need not be in its causes. */
function names({ tree }: GoFile, declaration: NodeId, wanted: string): boolean {
  for (let node = declaration; node < tree.next(declaration); node++) if (tree.textOf(node) === wanted) return true;
  return false;
}

/** `errors.Is` of the standard library, or of one that goes by its name. */
function asks(file: GoFile, question: NodeId): boolean {
  const callee = file.callee(question);
  return callee !== null && callee.receiver === null && /(?:^|\/)x?errors$/.test(callee.package);
}

/**
 * The exported error type of a package for others that hands its errors on here: `ApiError` of a client. Null where
 * packages of the repository use it, who are known, and where the cause is of another package.
 */
export function publicErrorLost(file: GoFile, node: NodeId, cause: NodeId): string | null {
  const { package: own } = file;
  const name = declaredName(file, node);
  if (!own || file.isMain || !isExported(name) || /(?:^|\/)(?:internal|cmd)(?:\/|$)/.test(file.dir)) return null;
  const origin = lastValue(file, cause);
  if (!isCall(file.tree, origin) || file.callee(origin)?.package !== own.path) return null;
  const type = errorTypeOf(own);
  if (type === null || file.index.importers(own.path).some(({ facts }) => facts.package !== 'main')) return null;
  const receiver = file.tree.textOf(file.tree.child(enclosingDeclaration(file.tree, node), Field.receiver));
  return receiver === '' || /\b[A-Z]\w*(?:\[.*)?\)$/.test(receiver) ? type : null;
}

/** The exported type of the package that is an error. */
function errorTypeOf(own: SourcePackage): string | null {
  for (const { facts, path } of own.files) {
    if (path.endsWith('_test.go')) continue;
    for (const { name, receiver } of facts.functions)
      if (name === 'Error' && receiver && isExported(receiver.type)) return receiver.type;
  }
  return null;
}
