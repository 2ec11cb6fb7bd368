import type { EnvironmentReadFact } from '../../go/facts.ts';
import { calleeOf, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../go/syntax/tree.ts';

type Absence = EnvironmentReadFact['absent'];

const ENDS = /^(?:panic|(?:[\w.()]*\.)?(?:Fatal|Panic)(?:f|ln|w|Context|Msg)?|os\.Exit|(?:[\w.()]*\.)?Exit)$/;
/** Functions that a text goes through unharmed, empty or not. */
const KEEPS = /^strings\.|^string$/;
/** Functions that refuse an empty text. */
const REFUSES = /^(?:strconv\.(?:Atoi|Parse\w+)|time\.(?:ParseDuration|Parse))$/;
/** Statements after a read that are looked at. */
const NEAR = 4;

/** What happens where a variable that is looked up by a call is not set. */
export function absenceAt(tree: SyntaxTree, call: NodeId, declaration: NodeId): Absence {
  let value = call;
  let refused = false;
  for (;;) {
    const outer = tree.parent(tree.parent(value));
    if (tree.kind(tree.parent(value)) !== Kind.argument_list || !isCall(tree, outer)) break;
    const callee = tree.textOf(calleeOf(tree, outer));
    if (!KEEPS.test(callee) && !REFUSES.test(callee)) return 'unknown';
    refused ||= REFUSES.test(callee);
    value = outer;
  }
  const list = tree.parent(value);
  const statement = tree.kind(list) === Kind.expression_list ? tree.parent(list) : list;
  const left = namesOf(tree, statement);
  const [given = '', second = ''] = left;
  if (given === '') return 'unknown';
  const checks = checksBehind(tree, statement);
  for (const check of checks) {
    const [condition, then] = [tree.child(check, Field.condition), tree.child(check, Field.consequence)];
    const text = tree.textOf(condition).replace(/\s+/g, ' ');
    const meant = refused ? (text === `${second} != nil` ? 'absent' : null) : about(text, given, second);
    if (meant === 'absent') return outcome(tree, then, given, declaration);
    if (meant === 'present') {
      const otherwise = tree.child(check, Field.alternative);
      if (otherwise !== NONE) return outcome(tree, otherwise, given, declaration);
      const next = following(tree, check)[0];
      return next === undefined ? 'unknown' : outcome(tree, next, given, declaration);
    }
  }
  return 'unknown';
}

function namesOf(tree: SyntaxTree, statement: NodeId): string[] {
  const kind = tree.kind(statement);
  if (kind === Kind.short_var_declaration || kind === Kind.assignment_statement)
    return tree.children(tree.child(statement, Field.left)).map((node) => tree.textOf(node));
  return kind === Kind.var_spec ? tree.childrenInField(statement, Field.name).map((node) => tree.textOf(node)) : [];
}

/** The `if` that the statement begins, or those shortly after it. */
function checksBehind(tree: SyntaxTree, statement: NodeId): NodeId[] {
  const parent = tree.parent(statement);
  if (tree.kind(parent) === Kind.if_statement) return [parent];
  const own = tree.kind(statement) === Kind.var_spec ? parent : statement;
  return following(tree, own)
    .slice(0, NEAR)
    .filter((node) => tree.kind(node) === Kind.if_statement);
}

function following(tree: SyntaxTree, statement: NodeId): NodeId[] {
  const all = tree.children(tree.parent(statement));
  return all.slice(all.indexOf(statement) + 1);
}

/** Whether a condition holds where the value is absent, or where it is there; null where it is about something else. */
function about(condition: string, value: string, found: string): 'absent' | 'present' | null {
  const parts = condition.split(/ \|\| /);
  const is = (part: string) =>
    part === `${value} == ""` || part === `len(${value}) == 0` || (found !== '' && part === `!${found}`);
  if (parts.length > 0 && parts.every(is)) return 'absent';
  const all = condition.split(/ && /);
  return all.every(
    (part) => part === `${value} != ""` || part === `len(${value}) > 0` || (found !== '' && part === found),
  )
    ? 'present'
    : null;
}

function outcome(tree: SyntaxTree, branch: NodeId, value: string, declaration: NodeId): Absence {
  const list = tree.kind(branch) === Kind.block ? tree.childOfKind(branch, Kind.statement_list) : NONE;
  const statements = tree.kind(branch) === Kind.block ? (list === NONE ? [] : tree.children(list)) : [branch];
  for (const statement of statements) {
    const kind = tree.kind(statement);
    const text = tree.textOf(statement);
    const call = kind === Kind.expression_statement ? (tree.children(statement)[0] ?? NONE) : NONE;
    if (call !== NONE && isCall(tree, call) && ENDS.test(tree.textOf(calleeOf(tree, call)))) return 'ends';
    if (kind === Kind.return_statement) return returnsError(tree, statement, declaration) ? 'fails' : 'replaced';
    if (kind !== Kind.assignment_statement) continue;
    const [target = ''] = namesOf(tree, statement);
    if (target === value) return 'replaced';
    if (
      /err|missing|problem|invalid/i.test(target) &&
      /=\s*(?:append\(|errors\.Join\(|multierr|fmt\.Errorf|errors\.New)/.test(text)
    )
      return 'noted';
  }
  return 'unknown';
}

function returnsError(tree: SyntaxTree, statement: NodeId, declaration: NodeId): boolean {
  const result = tree.child(declaration, Field.result);
  const last = tree.children(tree.childOfKind(statement, Kind.expression_list)).at(-1);
  return /\berror\)?$/.test(tree.textOf(result)) && last !== undefined && tree.textOf(last) !== 'nil';
}
