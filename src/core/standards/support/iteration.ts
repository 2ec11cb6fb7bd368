import type { GoFile } from '../../go/file.ts';
import { unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../go/syntax/tree.ts';

const BREAKABLE = new Set<number>([
  Kind.for_statement,
  Kind.expression_switch_statement,
  Kind.type_switch_statement,
  Kind.select_statement,
]);
const CASES = new Set<number>([Kind.expression_case, Kind.default_case, Kind.type_case, Kind.communication_case]);

/** After `statement` control leaves the loop around it in every case: no further iteration comes. */
export function isLastIteration(file: GoFile, loop: NodeId, statement: NodeId): boolean {
  const { tree } = file;
  for (let at = statement; at !== loop; at = tree.parent(at)) {
    const list = tree.parent(at);
    if (tree.kind(list) !== Kind.statement_list) continue;
    const rest = tree.children(list).filter((sibling) => sibling > at);
    if (rest.some((later) => continues(tree, loop, later))) return false;
    if (rest.some((later) => leaves(file, loop, later))) return true;
  }
  return false;
}

/** A `continue` of this loop below `node`. */
function continues(tree: SyntaxTree, loop: NodeId, node: NodeId): boolean {
  const end = tree.next(node);
  for (let at = node; at < end; at++) {
    if (tree.kind(at) === Kind.func_literal) at = tree.next(at) - 1;
    else if (tree.kind(at) === Kind.goto_statement) return true;
    else if (tree.kind(at) === Kind.continue_statement) {
      if (tree.childOfKind(at, Kind.label_name)) return true;
      if (tree.ancestor(at, Kind.for_statement) === loop) return true;
    }
  }
  return false;
}

/** The statement ends in `return`, a `break` of the loop or a call that does not come back, on every path. */
function leaves(file: GoFile, loop: NodeId, statement: NodeId): boolean {
  const { tree } = file;
  switch (tree.kind(statement)) {
    case Kind.return_statement:
      return true;
    case Kind.break_statement: {
      // A label names this loop or one around it, as any within it would be left already.
      const label = tree.childOfKind(statement, Kind.label_name);
      if (label) return true;
      return tree.ancestor(statement, ...BREAKABLE) === loop;
    }
    case Kind.expression_statement:
      return neverReturns(file, unparenthesized(tree, tree.children(statement)[0] ?? NONE));
    case Kind.block:
    case Kind.labeled_statement:
      return lastLeaves(file, loop, statement);
    case Kind.if_statement: {
      const otherwise = tree.child(statement, Field.alternative);
      if (!otherwise) return false;
      return lastLeaves(file, loop, tree.child(statement, Field.consequence)) && leaves(file, loop, otherwise);
    }
    case Kind.expression_switch_statement:
    case Kind.type_switch_statement:
    case Kind.select_statement: {
      const cases = tree.children(statement).filter((child) => CASES.has(tree.kind(child)));
      const whole = tree.kind(statement) === Kind.select_statement || tree.childOfKind(statement, Kind.default_case);
      return Boolean(whole) && cases.length > 0 && cases.every((body) => lastLeaves(file, loop, body));
    }
    default:
      return false;
  }
}

function lastLeaves(file: GoFile, loop: NodeId, holder: NodeId): boolean {
  const { tree } = file;
  const list = tree.childOfKind(holder, Kind.statement_list);
  const last = tree.children(list || holder).at(-1);
  return last !== undefined && leaves(file, loop, last);
}

function neverReturns(file: GoFile, call: NodeId): boolean {
  if (file.tree.kind(call) !== Kind.call_expression) return false;
  return (
    file.isCallTo(call, '', 'panic') ||
    file.isCallTo(call, 'os', 'Exit') ||
    file.isCallTo(call, 'runtime', 'Goexit') ||
    file.isCallTo(call, 'log', 'Fatal', 'Fatalf', 'Fatalln', 'Panic', 'Panicf', 'Panicln')
  );
}
