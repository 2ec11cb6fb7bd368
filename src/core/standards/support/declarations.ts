import type { Callee, GoFile } from '../../go/file.ts';
import { calleeOf } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';

const DECLARED = new WeakMap<GoFile, ReadonlyMap<string, NodeId>>();

/** Functions and methods that the file declares, by the name that a call has for them: `save`, `Store.save`. */
function declarations(file: GoFile): ReadonlyMap<string, NodeId> {
  let known = DECLARED.get(file);
  if (!known) {
    const { tree } = file;
    const found = new Map<string, NodeId>();
    for (let node = 1; node < tree.size; node = tree.next(node)) {
      const kind = tree.kind(node);
      if (kind !== Kind.function_declaration && kind !== Kind.method_declaration) continue;
      found.set((file.symbolAt(node) ?? '').replace(/[(*)]/g, ''), node);
    }
    DECLARED.set(file, found);
    known = found;
  }
  return known;
}

/** The declaration, in the same file, of the function or method that is called; NONE where it stands elsewhere. */
export function declarationCalled(file: GoFile, call: NodeId): NodeId {
  const { tree } = file;
  const named = calleeOf(tree, call);
  const name = tree.textOf(tree.child(named, Field.field) || named);
  const all = declarations(file);
  if (![...all.keys()].some((key) => key === name || key.endsWith(`.${name}`))) return NONE;
  const callee = file.callee(call);
  return callee === null ? NONE : declarationNamed(file, callee);
}

/** The declaration of the function or method in this file; NONE where it stands elsewhere. */
export function declarationNamed(file: GoFile, { package: path, receiver, name }: Callee): NodeId {
  if (path !== file.package?.path) return NONE;
  return declarations(file).get(receiver === null ? name : `${receiver}.${name}`) ?? NONE;
}
