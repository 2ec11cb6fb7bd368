import type { GoFile } from '../../go/file.ts';
import { FUNCTION_KINDS, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';

interface Branch {
  statement: NodeId;
  condition: NodeId;
  /** It stands where the condition holds. */
  holds: boolean;
}

/**
 * Both places cannot run for one request: they are the two branches of one condition that no round of a loop changes,
 * or each asks whether the same expression equals another value.
 */
export function contradict(file: GoFile, one: NodeId, other: NodeId): boolean {
  const { tree } = file;
  const others = branchesAround(file, other);
  return branchesAround(file, one).some((mine) =>
    others.some((yours) => {
      if (mine.statement === yours.statement) return mine.holds !== yours.holds && isSteady(file, mine);
      const [a, b] = [equality(file, mine), equality(file, yours)];
      return a !== null && b !== null && a.left === b.left && a.right !== b.right && tree.line(one) < tree.line(other);
    }),
  );
}

function branchesAround(file: GoFile, node: NodeId): Branch[] {
  const { tree } = file;
  const found: Branch[] = [];
  const functions = new Set<number>(FUNCTION_KINDS);
  for (let at = node; at !== NONE && !functions.has(tree.kind(at)); at = tree.parent(at)) {
    const statement = tree.parent(at);
    if (statement === NONE || tree.kind(statement) !== Kind.if_statement) continue;
    if (tree.field(at) !== Field.consequence && tree.field(at) !== Field.alternative) continue;
    const condition = unparenthesized(tree, tree.child(statement, Field.condition));
    found.push({ statement, condition, holds: tree.field(at) === Field.consequence });
  }
  return found;
}

/** Nothing in the condition is declared in the loop around it. */
function isSteady(file: GoFile, { statement, condition }: Branch): boolean {
  const { tree, bindings } = file;
  const loop = tree.ancestor(statement, Kind.for_statement, ...FUNCTION_KINDS);
  if (tree.kind(loop) !== Kind.for_statement) return true;
  for (const name of tree.descendants(condition, Kind.identifier)) {
    const declaration = bindings[name] as number;
    if (declaration && tree.contains(loop, declaration)) return false;
  }
  return true;
}

/** `status.Code == NotFound`, alone or with more that has to hold. */
function equality(file: GoFile, { condition, holds }: Branch): { left: string; right: string } | null {
  const { tree } = file;
  let at = condition;
  while (tree.kind(at) === Kind.binary_expression && tree.kind(tree.child(at, Field.operator)) === Token['&&'])
    at = unparenthesized(tree, tree.child(at, Field.left));
  if (!holds || tree.kind(at) !== Kind.binary_expression || tree.kind(tree.child(at, Field.operator)) !== Token['=='])
    return null;
  const [left, right] = [tree.textOf(tree.child(at, Field.left)), tree.textOf(tree.child(at, Field.right))];
  // Calls may answer otherwise the next time; a value in lower case may be a variable that changes.
  return left.includes('(') || !/^(?:"|\d|\w+\.[A-Z]\w*$|[A-Z]\w*$)/.test(right) ? null : { left, right };
}
