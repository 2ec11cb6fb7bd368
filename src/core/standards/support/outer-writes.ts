import type { GoFile } from '../../go/file.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';

/** Outer local variables that the literal gives a value with `=`, in source order. */
export function* outerWrites(file: GoFile, literal: NodeId): Generator<{ name: NodeId; variable: NodeId }> {
  const { tree, bindings } = file;
  for (const statement of tree.descendants(literal, Kind.assignment_statement)) {
    if (tree.kind(tree.child(statement, Field.operator)) !== Token['='] || setsFlag(file, statement)) continue;
    for (const name of tree.children(tree.child(statement, Field.left))) {
      const variable = tree.kind(name) === Kind.identifier ? (bindings[name] as number) : NONE;
      if (variable !== NONE && !tree.contains(literal, variable)) yield { name, variable };
    }
  }
}

/** `failed = true`, `err = ErrPanic` after a `recover`: all that write it write the same. */
function setsFlag(file: GoFile, statement: NodeId): boolean {
  const { tree } = file;
  const values = tree.children(tree.child(statement, Field.right));
  const around = tree.ancestor(statement, Kind.if_statement, Kind.func_literal);
  const recovered = tree.kind(around) === Kind.if_statement && /\brecover\(\)/.test(tree.textOf(around));
  return values.every(
    (value) =>
      tree.kind(value) === Kind.true ||
      tree.kind(value) === Kind.false ||
      (recovered && tree.kind(value) !== Kind.call_expression && file.qualified(value) !== null),
  );
}
