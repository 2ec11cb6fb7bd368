import type { Effects } from './facts.ts';
import { originsOf } from './origins.ts';
import { argumentsOf, calleeOf, isCall } from './syntax/calls.ts';
import { Field, Kind, Token } from './syntax/grammar.ts';
import type { Bindings } from './syntax/scopes.ts';
import { NONE, type NodeId, type SyntaxTree } from './syntax/tree.ts';

/** Types whose values hold nothing that must be given back: their fate matters to nobody. */
const PLAIN =
  /^(?:\.\.\.)?(?:\[\])*(?:string|bool|byte|rune|error|any|u?int(?:8|16|32|64)?|float(?:32|64)|time\.(?:Time|Duration)|context\.Context)$/;

/** Longest effects of one function that are worth keeping. */
const MOST_EFFECTS = 24;

/** What a function does with its parameters and receiver, each by itself, and where its results come from; see `Effects`. */
export function effectsOf(tree: SyntaxTree, bindings: Bindings, declaration: NodeId): Effects | null {
  const body = tree.child(declaration, Field.body);
  if (!body) return null;
  const slots = new Map<NodeId, string>();
  const receiver = tree.child(declaration, Field.receiver);
  if (receiver) for (const name of namesIn(tree, receiver)) slots.set(name.node, 'r');
  let index = 0;
  for (const { node, type } of namesIn(tree, tree.child(declaration, Field.parameters))) {
    if (node !== NONE && !PLAIN.test(type)) slots.set(node, String(index));
    index++;
  }
  const results = resultTypes(tree, declaration);
  const wanted = results.flatMap((type, position) => (PLAIN.test(type) || !HOLDER.test(type) ? [] : [position]));
  const origins = originsOf(tree, bindings, declaration, slots, wanted);
  const found = new Map<string, Set<string>>();
  const end = slots.size > 0 ? tree.next(body) : body;
  for (let node = body; node < end; node++) {
    if (tree.kind(node) !== Kind.identifier || !bindings[node]) continue;
    const slot = slots.get(bindings[node] as number);
    const effect = slot === undefined ? null : effectAt(tree, node, body);
    if (slot === undefined || !effect) continue;
    const effects = found.get(slot);
    if (effects) effects.add(effect);
    else found.set(slot, new Set([effect]));
  }
  if (found.size === 0 && Object.keys(origins).length === 0) return null;
  const all: Record<string, string[]> = {};
  for (const [slot, effects] of found) all[slot] = [...effects].sort().slice(0, MOST_EFFECTS);
  return { ...all, ...origins };
}

/** Types that values which must be given back come as. */
const HOLDER =
  /^\*|(?:^|\.)(?:Tx|Rows|Span|Conn|Listener|PacketConn|\w*Stream|\w*Client|\w*Closer|CancelFunc|CancelCauseFunc)$|^func\(\)$/;

function resultTypes(tree: SyntaxTree, declaration: NodeId): string[] {
  const result = tree.child(declaration, Field.result);
  if (!result) return [];
  return tree.kind(result) === Kind.parameter_list
    ? namesIn(tree, result).map(({ type }) => type)
    : [tree.textOf(result)];
}

/** Names of a parameter list with their types; unnamed ones as NONE. */
function namesIn(tree: SyntaxTree, list: NodeId): { node: NodeId; type: string }[] {
  if (!list) return [];
  return tree.children(list).flatMap((parameter) => {
    const type = tree.textOf(tree.child(parameter, Field.type));
    const names = tree.childrenInField(parameter, Field.name);
    return names.length > 0 ? names.map((node) => ({ node, type })) : [{ node: NONE, type }];
  });
}

/** Null for a use that leaves the value as it is: a field read, a comparison, an assignment to it. */
function effectAt(tree: SyntaxTree, use: NodeId, body: NodeId): string | null {
  if (tree.ancestor(use, Kind.func_literal) > body && !isCalledInPlace(tree, use)) return '=';
  let value = use;
  let members = '';
  for (;;) {
    const parent = tree.parent(value);
    const kind = tree.kind(parent);
    if (kind === Kind.selector_expression && tree.field(value) === Field.operand) {
      members += `.${tree.textOf(tree.child(parent, Field.field))}`;
      value = parent;
    } else if (kind === Kind.parenthesized_expression) {
      value = parent;
    } else {
      break;
    }
  }
  const parent = tree.parent(value);
  if (isCall(tree, parent) && calleeOf(tree, parent) === value) return `${members}()`;
  if (tree.kind(parent) === Kind.argument_list && isCall(tree, tree.parent(parent))) {
    const call = tree.parent(parent);
    return `>${members}>${calleeText(tree, call)}#${argumentsOf(tree, call).indexOf(value)}`;
  }
  if (members !== '') return null;
  return isKept(tree, value) ? '=' : null;
}

/** What is called, as written; `json.NewDecoder().Decode` where a method of what the call makes is called at once. */
function calleeText(tree: SyntaxTree, call: NodeId): string {
  const text = tree.textOf(calleeOf(tree, call));
  const selector = tree.parent(call);
  if (tree.kind(selector) !== Kind.selector_expression || !isCall(tree, tree.parent(selector))) return text;
  return `${text}().${tree.textOf(tree.child(selector, Field.field))}`;
}

/** `defer func() { … }()` and `func() { … }()` run before the function is left. */
function isCalledInPlace(tree: SyntaxTree, use: NodeId): boolean {
  for (
    let literal = tree.ancestor(use, Kind.func_literal);
    literal !== NONE;
    literal = tree.ancestor(literal, Kind.func_literal)
  ) {
    const call = tree.parent(literal);
    if (!isCall(tree, call) || calleeOf(tree, call) !== literal) return false;
    if (tree.kind(tree.parent(call)) === Kind.go_statement) return false;
  }
  return true;
}

/** The value itself goes somewhere that may outlive the call. */
function isKept(tree: SyntaxTree, value: NodeId): boolean {
  const parent = tree.parent(value);
  switch (tree.kind(parent)) {
    case Kind.expression_list:
      return tree.kind(tree.parent(parent)) === Kind.return_statement || tree.field(parent) === Field.right;
    case Kind.return_statement:
    case Kind.send_statement:
    case Kind.literal_element:
    case Kind.variadic_argument:
    case Kind.type_assertion_expression:
    case Kind.type_switch_statement:
    case Kind.var_spec:
      return true;
    case Kind.unary_expression:
      return tree.kind(tree.child(parent, Field.operator)) === Token['&'];
    default:
      return false;
  }
}

const ABORT = /^(?:panic|os\.Exit|log\.(?:Fatal|Panic)\w*|runtime\.Goexit)$/;

/** The function ends in a call that does not return, and has no return statement. By name: facts are of one file. */
export function abortsAlways(tree: SyntaxTree, declaration: NodeId): boolean {
  const body = tree.child(declaration, Field.body);
  const list = body ? tree.childOfKind(body, Kind.statement_list) : NONE;
  const last = list ? (tree.children(list).at(-1) ?? NONE) : NONE;
  if (tree.kind(last) !== Kind.expression_statement) return false;
  const call = tree.children(last)[0] ?? NONE;
  if (tree.kind(call) !== Kind.call_expression || !ABORT.test(tree.textOf(calleeOf(tree, call)))) return false;
  for (const statement of tree.descendants(body, Kind.return_statement))
    if (tree.ancestor(statement, Kind.func_literal) < body) return false;
  return true;
}
