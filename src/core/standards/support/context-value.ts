import type { GoFile } from '../../go/file.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';

/** `ctx.Value(key)` whose key the same package also stores under: its middleware, most likely, has put the value there. */
export function isStoredByPackage(file: GoFile, value: NodeId): boolean {
  const { tree } = file;
  if (!file.isMethodCall(value, 'context', 'Context', 'Value')) return false;
  const key = file.arguments(value)[0] ?? NONE;
  const named = tree.kind(key) === Kind.composite_literal ? tree.child(key, Field.type) : key;
  const name = tree.textOf(named);
  return (file.package?.files ?? []).some(({ facts }) =>
    facts.functions.some(({ uses }) => uses.includes(name) && uses.some((use) => /^\w+\.WithValue$/.test(use))),
  );
}
