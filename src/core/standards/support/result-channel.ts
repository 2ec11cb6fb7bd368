import type { GoFile } from '../../go/file.ts';
import { argumentsOf, calleeOf, enclosingFunction, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../go/syntax/tree.ts';
import { isContext, isNamed } from '../../go/types/type.ts';
import { valuesGiven } from './assigned.ts';
import { constantInt } from './constants.ts';
import { parameterNodes } from './functions.ts';
import { lastValue } from './values.ts';

/** An unbuffered channel that a function makes for what its goroutines send it, and that it shows to nobody else. */
export interface ResultChannel {
  declaration: NodeId;
  /** The call of `make`. */
  made: NodeId;
  /** First unconditional send of the goroutine asked about. */
  send: NodeId;
  /** Uses by which the function itself receives. */
  receives: NodeId[];
}

/** Channels of the function `root` on which the goroutine that `statement` starts sends, whatever else it waits for. */
export function resultChannels(file: GoFile, statement: NodeId, literal: NodeId, root: NodeId): ResultChannel[] {
  const { tree } = file;
  const found = new Map<NodeId, ResultChannel>();
  for (const send of tree.descendants(literal, Kind.send_statement)) {
    if (isChoice(tree, send) || !runsIn(file, send, literal) || followsClose(file, send, literal)) continue;
    const declaration = outerVariable(file, tree.child(send, Field.channel), statement, literal);
    if (declaration === NONE || found.has(declaration) || enclosingFunction(tree, declaration) !== root) continue;
    const made = madeUnbuffered(file, declaration);
    const receives = made === NONE ? null : ownReceives(file, declaration, root);
    if (receives && receives.length > 0) found.set(declaration, { declaration, made, send, receives });
  }
  return [...found.values()];
}

/** What `node` receives from: `ch` of `<-ch` and of `range ch`; NONE where it receives nothing. */
export function receivedFrom(tree: SyntaxTree, node: NodeId): NodeId {
  if (tree.kind(node) !== Kind.unary_expression || tree.kind(tree.child(node, Field.operator)) !== Token['<-'])
    return NONE;
  return unparenthesized(tree, tree.child(node, Field.operand));
}

/** `if received == 2`, of a variable that the function counts up: it is left when all have come. */
export function isCounted({ tree, bindings }: GoFile, root: NodeId, condition: NodeId): boolean {
  const counted = new Set<number>();
  for (const step of tree.descendants(root, Kind.inc_statement)) counted.add(bindings[step + 1] as number);
  if (counted.size === 0) return false;
  for (let node = condition; node < tree.next(condition); node++)
    if (bindings[node] && counted.has(bindings[node] as number)) return true;
  return false;
}

/** Comes from outside of the work: the end of a context, a timer. */
export function isLeavingSignal(file: GoFile, source: NodeId): boolean {
  const { tree } = file;
  if (file.isCallTo(source, 'time', 'After', 'Tick')) return true;
  if (tree.kind(source) === Kind.selector_expression) {
    const timer = file.typeOf(tree.child(source, Field.operand));
    return isNamed(timer, 'time', 'Timer') || isNamed(timer, 'time', 'Ticker');
  }
  const callee = calleeOf(tree, source);
  if (tree.kind(callee) !== Kind.selector_expression || tree.textOf(tree.child(callee, Field.field)) !== 'Done')
    return false;
  return isContext(file.typeOf(tree.child(callee, Field.operand)));
}

/** One case among others of a select. */
export function isChoice(tree: SyntaxTree, send: NodeId): boolean {
  const around = tree.parent(send);
  if (tree.kind(around) !== Kind.communication_case) return false;
  return tree.field(send) === Field.communication && tree.children(tree.parent(around)).length > 1;
}

/**
 * Behind `for x := range work`, or under `if !ok`: until somebody closes that channel, the goroutine waits there. In such
 * a loop it ends with the function that has `defer close(work)`.
 */
function followsClose(file: GoFile, send: NodeId, literal: NodeId): boolean {
  const { tree } = file;
  for (const range of tree.descendants(literal, Kind.range_clause)) {
    const loop = tree.parent(range);
    const source = tree.child(range, Field.right);
    if (tree.next(loop) <= send ? file.typeOf(source).kind === 'chan' : isClosedOnReturn(file, source)) return true;
  }
  const around = tree.ancestor(send, Kind.if_statement);
  const condition = unparenthesized(tree, around > literal ? tree.child(around, Field.condition) : NONE);
  if (tree.kind(condition) !== Kind.unary_expression) return false;
  const given = lastValue(file, tree.child(condition, Field.operand));
  return receivedFrom(tree, given) !== NONE;
}

/** `defer close(ch)` where the channel was made. */
function isClosedOnReturn(file: GoFile, channel: NodeId): boolean {
  const { tree, bindings } = file;
  const declaration = tree.kind(channel) === Kind.identifier ? (bindings[channel] as number) : NONE;
  if (declaration === NONE) return false;
  return [...tree.descendants(enclosingFunction(tree, declaration), Kind.defer_statement)].some((deferred) => {
    const [call = NONE] = tree.children(deferred);
    return file.isCallTo(call, '', 'close') && bindings[file.arguments(call)[0] ?? NONE] === declaration;
  });
}

/** Runs in the goroutine itself: not in a literal that it makes for others. */
function runsIn(file: GoFile, node: NodeId, literal: NodeId): boolean {
  const { tree } = file;
  let fn = enclosingFunction(tree, node);
  while (fn !== literal) {
    const call = tree.parent(fn);
    if (
      tree.kind(fn) !== Kind.func_literal ||
      tree.kind(call) !== Kind.call_expression ||
      tree.field(fn) !== Field.function
    )
      return false;
    if (tree.kind(tree.parent(call)) === Kind.go_statement) return false;
    fn = enclosingFunction(tree, fn);
  }
  return true;
}

/** The variable outside that a name in the goroutine stands for: itself, or what it was handed as a parameter. */
function outerVariable(file: GoFile, name: NodeId, statement: NodeId, literal: NodeId): NodeId {
  const { tree, bindings } = file;
  if (tree.kind(name) !== Kind.identifier) return NONE;
  const declaration = bindings[name] as number;
  if (!tree.contains(literal, declaration)) return declaration;
  const position = parameterNodes(file, literal).findIndex((parameter) => parameter.name === declaration);
  const given = argumentsOf(tree, tree.children(statement)[0] ?? NONE)[position] ?? NONE;
  return given !== NONE && tree.kind(given) === Kind.identifier ? (bindings[given] as number) : NONE;
}

/** The call `make(chan T)` that gives the variable its only value; NONE for any other variable. */
export function madeUnbuffered(file: GoFile, declaration: NodeId): NodeId {
  const given = declaration === NONE ? [] : valuesGiven(file, declaration);
  const [only, another] = given;
  if (!only || another || !file.isCallTo(only.value, '', 'make')) return NONE;
  const [type = NONE, capacity] = file.arguments(only.value);
  if (file.tree.kind(type) !== Kind.channel_type) return NONE;
  return capacity === undefined || constantInt(file, capacity) === 0 ? only.value : NONE;
}

/** The function's own receives from the channel; null where somebody else has the channel, or receives from it. */
function ownReceives(file: GoFile, declaration: NodeId, root: NodeId): NodeId[] | null {
  const { tree, bindings } = file;
  const receives: NodeId[] = [];
  const end = tree.next(root);
  for (let node = declaration + 1; node < end; node++) {
    if (bindings[node] !== declaration || tree.kind(node) !== Kind.identifier) continue;
    const parent = tree.parent(node);
    const ranged = tree.kind(parent) === Kind.range_clause;
    if (ranged || receivedFrom(tree, parent) === node) {
      if (enclosingFunction(tree, node) !== root) return null;
      receives.push(node);
    } else if (!isHarmless(file, node)) return null;
  }
  return receives;
}

/** A send, `close(ch)`, `len(ch)`, or the argument of a goroutine's literal that may only send. */
function isHarmless(file: GoFile, use: NodeId): boolean {
  const { tree } = file;
  const parent = tree.parent(use);
  if (tree.kind(parent) === Kind.send_statement) return tree.field(use) === Field.channel;
  if (tree.kind(parent) !== Kind.argument_list) return false;
  const call = tree.parent(parent);
  if (file.isCallTo(call, '', 'close', 'len', 'cap')) return true;
  const literal = calleeOf(tree, call);
  if (tree.kind(tree.parent(call)) !== Kind.go_statement || tree.kind(literal) !== Kind.func_literal) return false;
  const parameter = parameterNodes(file, literal)[argumentsOf(tree, call).indexOf(use)];
  return parameter !== undefined && onlySends(file, parameter.name, literal);
}

function onlySends(file: GoFile, parameter: NodeId, literal: NodeId): boolean {
  const { tree, bindings } = file;
  const end = tree.next(literal);
  for (let node = tree.child(literal, Field.body); node < end; node++) {
    if (bindings[node] !== parameter || tree.kind(node) !== Kind.identifier) continue;
    const parent = tree.parent(node);
    const closes = tree.kind(parent) === Kind.argument_list && file.isCallTo(tree.parent(parent), '', 'close');
    if (!closes && (tree.kind(parent) !== Kind.send_statement || tree.field(node) !== Field.channel)) return false;
  }
  return true;
}
