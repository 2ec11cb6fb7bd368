import type { Anchor } from '../findings/finding.ts';
import type { GoFile } from '../go/file.ts';
import { Kind } from '../go/syntax/grammar.ts';
import { NONE, type NodeId, type SyntaxTree } from '../go/syntax/tree.ts';

const LONGEST = 400;

/** Nodes that stand on their own: the anchor's header is the text of the nearest one. */
const STATEMENTS = new Set<number>([
  Kind.expression_statement,
  Kind.send_statement,
  Kind.receive_statement,
  Kind.inc_statement,
  Kind.dec_statement,
  Kind.assignment_statement,
  Kind.short_var_declaration,
  Kind.return_statement,
  Kind.go_statement,
  Kind.defer_statement,
  Kind.if_statement,
  Kind.for_statement,
  Kind.expression_switch_statement,
  Kind.type_switch_statement,
  Kind.select_statement,
  Kind.expression_case,
  Kind.communication_case,
  Kind.type_case,
  Kind.var_spec,
  Kind.const_spec,
  Kind.type_spec,
  Kind.type_alias,
  Kind.field_declaration,
  Kind.method_elem,
  Kind.import_spec,
  Kind.function_declaration,
  Kind.method_declaration,
]);
const ELIDED = new Set<number>([
  Kind.block,
  Kind.expression_case,
  Kind.default_case,
  Kind.type_case,
  Kind.communication_case,
]);

export function anchorOf(file: GoFile, node: NodeId): Anchor {
  const { tree } = file;
  const statement = STATEMENTS.has(tree.kind(node)) ? node : tree.ancestor(node, ...STATEMENTS);
  return {
    package: file.dir,
    symbol: file.symbolAt(node),
    header: elided(tree, statement === NONE ? node : statement),
    expression: folded(tree.textOf(node)),
  };
}

/** Text of a statement with its nested blocks left out, so that editing a body does not change the header. */
function elided(tree: SyntaxTree, statement: NodeId): string {
  let text = '';
  let from = tree.start(statement);
  const end = tree.next(statement);
  for (let node = statement + 1; node < end; node++) {
    if (!ELIDED.has(tree.kind(node))) continue;
    text += `${tree.text.slice(from, tree.start(node))}{…}`;
    from = tree.end(node);
    node = tree.next(node) - 1;
  }
  return folded(text + tree.text.slice(from, tree.end(statement)));
}

function folded(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, LONGEST);
}
