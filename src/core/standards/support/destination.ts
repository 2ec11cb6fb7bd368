import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { givenAt } from './assigned.ts';
import { fieldOf } from './composite.ts';

/** Where an expression's value goes. */
export type Destination =
  /** To a name or path: `srv`, `s.server`. */
  | { to: 'variable'; name: NodeId }
  /** To a field of a struct literal, or an element of a literal; `name` is empty where it goes by position. */
  | { to: 'field'; literal: NodeId; name: string }
  | { to: 'argument'; call: NodeId }
  /** One of its own methods is called, or a field taken: `srv.Serve`. */
  | { to: 'member'; selector: NodeId }
  | { to: 'caller'; function: NodeId }
  | { to: 'elsewhere' };

export function destinationOf(file: GoFile, expression: NodeId): Destination {
  const { tree } = file;
  let node = expression;
  for (;;) {
    const parent = tree.parent(node);
    const kind = tree.kind(parent);
    if (kind === Kind.parenthesized_expression || kind === Kind.unary_expression) {
      node = parent;
      continue;
    }
    if (kind === Kind.selector_expression) return { to: 'member', selector: parent };
    if (kind === Kind.argument_list) {
      const call = tree.parent(parent);
      return isCall(tree, call) && calleeOf(tree, call) !== node ? { to: 'argument', call } : { to: 'elsewhere' };
    }
    const field = fieldOf(tree, node);
    if (field) return { to: 'field', ...field };
    if (kind === Kind.literal_element && tree.kind(tree.parent(parent)) === Kind.literal_value) {
      const literal = tree.parent(tree.parent(parent));
      return tree.kind(literal) === Kind.composite_literal ? { to: 'field', literal, name: '' } : { to: 'elsewhere' };
    }
    if (kind !== Kind.expression_list) return { to: 'elsewhere' };
    const statement = tree.parent(parent);
    if (tree.kind(statement) === Kind.return_statement)
      return { to: 'caller', function: enclosingFunction(tree, statement) };
    const spec = tree.kind(statement) === Kind.var_spec;
    const left = spec ? NONE : tree.child(statement, Field.left);
    const names = spec ? tree.childrenInField(statement, Field.name) : left ? tree.children(left) : [];
    const name = names.find((candidate) => givenAt(file, candidate)?.value === node);
    return name === undefined ? { to: 'elsewhere' } : { to: 'variable', name };
  }
}
