import type { GoFile } from '../../go/file.ts';
import { enclosingDeclaration, enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { deref } from '../../go/types/type.ts';
import { calledName } from './ignorable.ts';
import { isSamePath } from './values.ts';

/** The failure that a call's blank hides shows all the same: something else tells it, or only a log line lacks it. */
export function isToldAgain(file: GoFile, statement: NodeId, names: readonly NodeId[], call: NodeId): boolean {
  return (
    isParsedAgain(file, call) ||
    isWaitedAgain(file, call) ||
    isFolderOfNext(file, statement, call) ||
    names.some((name) => isAskedForNil(file, name)) ||
    isForLogOnly(file, names)
  );
}

/** `url.Parse(u.String())`: what the package itself has written, it can read. */
function isParsedAgain(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  const [text = NONE, second] = file.arguments(call);
  if (second !== undefined || !isCall(tree, text) || calledName(file, text) !== 'String') return false;
  const written = deref(file.typeOf(tree.child(tree.child(text, Field.function), Field.operand)));
  return written.kind === 'named' && written.package === file.callee(call)?.package;
}

/** `g.Wait()` of a group is asked for the same error elsewhere. */
function isWaitedAgain(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  if (!file.isMethodCall(call, 'golang.org/x/sync/errgroup', 'Group', 'Wait')) return false;
  const group = tree.child(call, Field.function);
  return [...tree.descendants(enclosingDeclaration(tree, call), Kind.call_expression)].some((other) => {
    const statement = tree.parent(tree.parent(other));
    const left = tree.child(statement, Field.left);
    const read = left === NONE || tree.textOf(left) !== '_';
    return other !== call && isSamePath(file, tree.child(other, Field.function), group) && read;
  });
}

/** `os.MkdirAll(dir)` before a file is made: where the folder is missing, that fails and says so. */
function isFolderOfNext(file: GoFile, statement: NodeId, call: NodeId): boolean {
  if (!file.isCallTo(call, 'os', 'MkdirAll', 'Mkdir')) return false;
  const { tree } = file;
  const end = tree.next(enclosingFunction(tree, call));
  for (let node = tree.next(statement); node < end; node++) {
    if (!isCall(tree, node) || !/^(?:OpenFile|Create|CreateTemp|WriteFile|Rename)$/.test(calledName(file, node)))
      continue;
    const left = tree.child(tree.parent(tree.parent(node)), Field.left);
    const last = left === NONE ? NONE : (tree.children(left).at(-1) ?? NONE);
    return last === NONE || tree.textOf(last) !== '_';
  }
  return false;
}

/** `if found != nil`: nil is one of the answers. */
function isAskedForNil(file: GoFile, name: NodeId): boolean {
  const { tree } = file;
  return usesOf(file, name).some((use) => {
    const parent = tree.parent(use);
    return (
      tree.kind(parent) === Kind.binary_expression &&
      [Field.left, Field.right].some((field) => tree.kind(tree.child(parent, field)) === Kind.nil)
    );
  });
}

const SHOWS = /^(?:Trace|Debug|Info|Print|Log|Warn|Warning|Error)(?:f|w|ln|Context)?$/;

/** Every use of the result is an argument of a log line. */
function isForLogOnly(file: GoFile, names: readonly NodeId[]): boolean {
  const { tree } = file;
  const uses = names.flatMap((name) => usesOf(file, name));
  return (
    uses.length > 0 &&
    uses.every((use) => {
      for (
        let node = tree.parent(use);
        node !== NONE && tree.kind(node) !== Kind.expression_statement;
        node = tree.parent(node)
      )
        if (tree.kind(node) === Kind.block) return false;
        else if (isCall(tree, node) && SHOWS.test(calledName(file, node))) return true;
      return false;
    })
  );
}

function usesOf(file: GoFile, name: NodeId): NodeId[] {
  const { tree, bindings } = file;
  const variable = bindings[name] as number;
  if (!variable || tree.textOf(name) === '_') return [];
  const around = enclosingFunction(tree, name);
  return [...tree.descendants(around, Kind.identifier)].filter((node) => node > name && bindings[node] === variable);
}
