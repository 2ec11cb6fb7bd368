import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../go/syntax/tree.ts';

const BRANCHES = new Set<number>([
  Kind.if_statement,
  Kind.for_statement,
  Kind.expression_case,
  Kind.type_case,
  Kind.communication_case,
  Kind.default_case,
]);

export interface Size {
  /** Entries of statement lists, composite literals left out. */
  statements: number;
  /** Places where the ways through the body part and do not end at once. */
  branches: number;
}

export function sizeOf(tree: SyntaxTree, body: NodeId): Size {
  const size = { statements: 0, branches: 0 };
  const end = tree.next(body);
  for (let node = body; body && node < end; node++) {
    const kind = tree.kind(node);
    if (kind === Kind.statement_list) size.statements += tree.children(node).length;
    else if (kind === Kind.literal_value) node = tree.next(node) - 1;
    else if (BRANCHES.has(kind) && !isPlain(tree, node)) size.branches++;
  }
  return size;
}

/** Branches of which another beside it, with other names, has the same form: one block for each method or setting. */
export function repeatedBranches(tree: SyntaxTree, body: NodeId): number {
  const end = tree.next(body);
  let repeated = 0;
  const forms = new Map<NodeId, Set<string>>();
  for (let node = body; body && node < end; node++) {
    const list = tree.parent(node);
    const isCase = BRANCHES.has(tree.kind(node)) && tree.kind(node) !== Kind.if_statement;
    if (!isCase && tree.kind(list) !== Kind.statement_list) continue;
    const seen = forms.get(list) ?? new Set<string>();
    forms.set(list, seen);
    const form = formOf(tree, node);
    if (seen.has(form)) {
      repeated += sizeOf(tree, node).branches;
      node = tree.next(node) - 1;
    }
    seen.add(form);
  }
  return repeated;
}

/** The kinds of a node and of all below it, in order. */
function formOf(tree: SyntaxTree, node: NodeId): string {
  const kinds: number[] = [];
  for (let each = node; each < tree.next(node); each++) kinds.push(tree.kind(each));
  return kinds.join(' ');
}

/** Statements of a check: those that set something, and those that hold further branches. */
const CHECKS = new Set<number>([
  ...BRANCHES,
  Kind.expression_switch_statement,
  Kind.type_switch_statement,
  Kind.short_var_declaration,
  Kind.assignment_statement,
  Kind.var_declaration,
  Kind.const_declaration,
]);

/** No branch of the body does more than look, set a variable and leave. */
export function onlyChecks(tree: SyntaxTree, body: NodeId): boolean {
  const end = tree.next(body);
  for (let node = body; body && node < end; node++) {
    if (!BRANCHES.has(tree.kind(node)) || isPlain(tree, node)) continue;
    for (const list of tree.descendants(node, Kind.statement_list))
      for (const statement of tree.children(list)) {
        if (!CHECKS.has(tree.kind(statement)) && !LEAVES.has(tree.kind(statement))) return false;
      }
  }
  return true;
}

const LEAVES = new Set<number>([
  Kind.return_statement,
  Kind.continue_statement,
  Kind.break_statement,
  Kind.goto_statement,
]);

/** `if err != nil { return err }`, or a branch of one statement: read in passing. */
function isPlain(tree: SyntaxTree, branch: NodeId): boolean {
  if (tree.child(branch, Field.alternative)) return false;
  const holder = tree.child(branch, Field.consequence) || tree.child(branch, Field.body) || branch;
  const list = tree.childOfKind(holder, Kind.statement_list);
  const statements = list ? tree.children(list) : [];
  const last = statements.at(-1) ?? NONE;
  return statements.length < 2 || (statements.length < 4 && LEAVES.has(tree.kind(last)));
}
