import type { GoFile } from '../../go/file.ts';
import { calleeOf, FUNCTION_KINDS, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../go/syntax/tree.ts';
import { deref, isNamed, type Type, typeString, UNKNOWN } from '../../go/types/type.ts';
import { functionsAround, parameterNodes } from './functions.ts';
import { isRecovered } from './recovered.ts';
import { isSamePath, lastValue, rangedOver, rootOf } from './values.ts';

/** `v, ok := x.(T)`, `v, ok = x.(T)` or `var v, ok = x.(T)`. */
export function isChecked(file: GoFile, assertion: NodeId): boolean {
  const { tree } = file;
  let value = assertion;
  while (tree.kind(tree.parent(value)) === Kind.parenthesized_expression) value = tree.parent(value);
  const list = tree.parent(value);
  const statement = tree.parent(list);
  if (tree.kind(list) !== Kind.expression_list || tree.children(list).length !== 1) return false;
  if (tree.kind(statement) === Kind.var_spec) return tree.childrenInField(statement, Field.name).length === 2;
  const left = tree.child(statement, Field.left);
  return left !== NONE && left !== list && tree.children(left).length === 2;
}

/** Something in sight says that the value is of the asserted type, or that a panic is caught. */
export function isProven(file: GoFile, assertion: NodeId): boolean {
  const { tree } = file;
  const operand = unparenthesized(tree, tree.child(assertion, Field.operand));
  const type = file.typeAt(tree.child(assertion, Field.type));
  if (type.kind === 'parameter') return true; // a typed wrapper: its users fix the type
  if (type.kind === 'named' && type.package === 'syscall') return true; // fixed by the platform
  const origin = lastValue(file, operand) || operand;
  if (origin !== operand && typeString(file.typeOf(origin)) === typeString(type)) return true;
  return (
    comesTyped(file, operand, origin) ||
    isStored(file, origin, type) ||
    isKnownOrNil(file, operand, lastValue(file, operand) || rangedOver(file, operand) || operand) ||
    isItemOfContainer(file, assertion, operand) ||
    isAskedBefore(file, assertion, operand) ||
    isToldByTag(file, assertion, operand) ||
    isRecovered(file, assertion)
  );
}

/** Calls whose result has the type that the same code put in: pools, typed stores, copies, framework contexts. */
const TYPED_CALLS: Record<string, RegExp> = {
  sync: /^(?:Get|Load|LoadOrStore|LoadAndDelete|Swap)$/,
  'sync/atomic': /^(?:Load|Swap)$/,
  'container/heap': /^(?:Pop|Remove)$/,
  'container/list': /^Remove$/,
  'golang.org/x/sync/singleflight': /^Do$/,
  'github.com/gin-gonic/gin': /^(?:Get|MustGet|Value)$/,
  'github.com/labstack/echo/v4': /^Get$/,
  'github.com/gofiber/fiber/v2': /^Locals$/,
  reflect: /^Interface$/,
  'google.golang.org/protobuf/proto': /^GetExtension$/,
};
/** The result is of the argument's or receiver's own type, the platform's (`Sys`) or the listener's network's (`Addr`). */
const SAME_TYPE = /^(?:Clone\w*|DeepCopy\w*|Sys|Addr)$/;
const TYPED_FIELDS: readonly [path: string, type: string, field: string][] = [
  ['container/list', 'Element', 'Value'],
  ['container/ring', 'Ring', 'Value'],
  ['github.com/golang-jwt/jwt/v4', 'Token', 'Claims'],
  ['github.com/golang-jwt/jwt/v5', 'Token', 'Claims'],
];

function comesTyped(file: GoFile, operand: NodeId, origin: NodeId): boolean {
  const { tree } = file;
  if (file.is(operand, 'net/http', 'DefaultTransport')) return true;
  for (const node of [operand, origin]) {
    if (tree.kind(node) === Kind.selector_expression) {
      const owner = file.typeOf(tree.child(node, Field.operand));
      const field = tree.textOf(tree.child(node, Field.field));
      if (TYPED_FIELDS.some(([path, type, name]) => name === field && isNamed(owner, path, type))) return true;
    }
    if (!isCall(tree, node)) continue;
    const callee = calleeOf(tree, node);
    const name = tree.textOf(tree.child(callee, Field.field) || callee);
    if (SAME_TYPE.test(name) || /^(?:any|recover)$/.test(name)) return true;
    if (tree.kind(callee) === Kind.interface_type || tree.kind(callee) === Kind.parenthesized_type) return true;
    const found = file.callee(node);
    if (found && TYPED_CALLS[found.package]?.test(found.name)) return true;
    // `breaker.Execute(func() (any, error) { … })` hands back what the literal returns.
    if (file.arguments(node).some((argument) => returnsAny(file, argument))) return true;
  }
  return false;
}

/** From a store without type parameters that the code fills itself, or from a call that was given the type. */
function isStored(file: GoFile, origin: NodeId, type: Type): boolean {
  const { tree } = file;
  if (!isCall(tree, origin)) return false;
  const base = deref(type);
  if (
    base.kind === 'named' &&
    file.arguments(origin).some((argument) => typeString(deref(file.typeOf(argument))) === typeString(base))
  )
    return true;
  const callee = calleeOf(tree, origin);
  const name = tree.textOf(tree.child(callee, Field.field) || callee);
  // `tls.Dial(…).(*tls.Conn)`: a maker documents which of its package's types it returns.
  if (base.kind === 'named' && base.package !== '' && /^(?:New|Dial|Listen|Accept)/.test(name))
    if (file.callee(origin)?.package === base.package) return true;
  if (!/(?:Get|Load|Peek|Lookup|Remove)\w*$/.test(name)) return false;
  const results = file.typeOf(origin);
  const found = results.kind === 'tuple' ? results.of[1] : undefined;
  return (found !== undefined && isNamed(found, '', 'bool')) || /cache|lru|pool/i.test(tree.textOf(callee));
}

/** What is either nil or of one type was compared with nil: a value under the program's own context key, a Redis reply. */
function isKnownOrNil(file: GoFile, operand: NodeId, origin: NodeId): boolean {
  const { tree } = file;
  if (origin === NONE || !(isOwnContextValue(file, origin) || isReply(file, origin))) return false;
  const around = functionsAround(file, operand)[0] ?? NONE;
  return [...tree.descendants(around, Kind.nil)].some((node) => {
    const comparison = tree.parent(node);
    const sides = tree.kind(comparison) === Kind.binary_expression ? tree.children(comparison) : [];
    return sides.some((side) => isSamePath(file, side, operand));
  });
}

function isOwnContextValue(file: GoFile, origin: NodeId): boolean {
  if (!isCall(file.tree, origin) || file.callee(origin)?.name !== 'Value') return false;
  const [key] = file.arguments(origin);
  const type = key === undefined ? UNKNOWN : deref(file.typeOf(key));
  return type.kind !== 'unknown' && !(type.kind === 'named' && type.package === '');
}

/** An item of what `MGet` or `HMGet` answers. */
function isReply(file: GoFile, origin: NodeId): boolean {
  const [first = NONE] = isCall(file.tree, origin) ? [origin] : [lastValue(file, origin)];
  const callee = file.callee(first);
  return callee?.receiver === 'SliceCmd' && callee.package.startsWith('github.com/redis/go-redis/');
}

function returnsAny(file: GoFile, argument: NodeId): boolean {
  const { tree } = file;
  if (tree.kind(argument) !== Kind.func_literal) return false;
  return /^\(?\s*(?:\w+\s+)?(?:any\b|interface\s*\{\s*\})/.test(`${tree.textOf(tree.child(argument, Field.result))} `);
}

/** Parameters of methods that an ordered container calls on its own items, and of comparison functions. */
function isItemOfContainer(file: GoFile, assertion: NodeId, operand: NodeId): boolean {
  const { tree, bindings } = file;
  const root = rootOf(tree, operand);
  const declaration = root === NONE ? NONE : (bindings[root] as number);
  for (const fn of functionsAround(file, assertion)) {
    const parameters = parameterNodes(file, fn);
    // The function is handed the type beside the value, as the hooks of decoders are.
    if (parameters.some(({ type }) => /^(?:Type|Kind|Value)$/.test(reflected(file.typeAt(type))))) return true;
    if (!parameters.some(({ name }) => name !== NONE && name === declaration)) continue;
    const name = tree.kind(fn) === Kind.method_declaration ? tree.textOf(tree.child(fn, Field.name)) : '';
    if (/^(?:Push|Less|Compare|Equals?|Then)$/.test(name)) return true;
    const outer = tree.parent(tree.parent(fn));
    if (tree.kind(fn) === Kind.func_literal && isCall(tree, outer) && file.isMethodCall(outer, 'sync', 'Map', 'Range'))
      return true;
    // An informer hands its own type to these two; only DeleteFunc may get a tombstone.
    const key = tree.child(tree.parent(tree.parent(fn)), Field.key);
    if (tree.kind(fn) === Kind.func_literal && /^(?:Add|Update)Func$/.test(tree.textOf(key))) return true;
    return isComparison(file, fn);
  }
  return false;
}

function reflected(type: Type): string {
  return type.kind === 'named' && type.package === 'reflect' ? type.name : '';
}

/** `func(a, b any) int`, of a sorted container. */
function isComparison(file: GoFile, fn: NodeId): boolean {
  const [a, b, ...others] = parameterNodes(file, fn).map(({ type }) => typeString(file.typeAt(type)));
  const result = file.tree.textOf(file.tree.child(fn, Field.result));
  return a !== undefined && a === b && others.length === 0 && /^(?:int|bool)$/.test(result);
}

/** The same value was asserted to the same type, or switched on, earlier in the function: once is enough to say. */
function isAskedBefore(file: GoFile, assertion: NodeId, operand: NodeId): boolean {
  const { tree } = file;
  const outer = functionsAround(file, assertion).at(-1) ?? NONE;
  const type = tree.textOf(tree.child(assertion, Field.type));
  for (const earlier of tree.descendants(outer, Kind.type_assertion_expression)) {
    if (earlier >= assertion) break;
    if (tree.textOf(tree.child(earlier, Field.type)) !== type) continue;
    if (isSamePath(file, unparenthesized(tree, tree.child(earlier, Field.operand)), operand)) return true;
  }
  for (
    let at = tree.ancestor(assertion, Kind.type_switch_statement);
    at;
    at = tree.ancestor(at, Kind.type_switch_statement)
  )
    if (isSamePath(file, tree.child(at, Field.value), operand)) return true;
  return false;
}

/** A condition around asks the value, or what holds it, for its kind: `if n.Kind() == Leaf { n.(*Leaf) }`. */
function isToldByTag(file: GoFile, assertion: NodeId, operand: NodeId): boolean {
  const { tree } = file;
  const held = tree.kind(operand) === Kind.selector_expression ? tree.child(operand, Field.operand) : operand;
  let at = assertion;
  for (; !FUNCTION_KINDS.some((kind) => kind === tree.kind(at)); at = tree.parent(at)) {
    if (at === NONE) return false;
    const condition = conditionOf(tree, at);
    if (condition !== NONE && (asks(file, condition, held, operand) || isReflectKind(file, condition))) return true;
  }
  // `if n.Kind() != Leaf { return }` before it.
  return [...tree.descendants(at, Kind.if_statement)].some((statement) => {
    const last = tree.children(tree.children(tree.child(statement, Field.consequence))[0] ?? NONE).at(-1) ?? NONE;
    const leaves = tree.kind(last) === Kind.return_statement || tree.kind(last) === Kind.continue_statement;
    return (
      tree.next(statement) <= assertion && leaves && asks(file, tree.child(statement, Field.condition), held, operand)
    );
  });
}

function conditionOf(tree: SyntaxTree, node: NodeId): NodeId {
  switch (tree.kind(node)) {
    case Kind.if_statement:
      return tree.child(node, Field.condition);
    case Kind.expression_switch_statement:
    case Kind.expression_case:
      return tree.child(node, Field.value);
    default:
      return NONE;
  }
}

function isReflectKind(file: GoFile, condition: NodeId): boolean {
  const [value] = file.tree.children(condition);
  return value !== undefined && file.qualified(value)?.package === 'reflect';
}

function asks(file: GoFile, condition: NodeId, held: NodeId, operand: NodeId): boolean {
  const { tree } = file;
  for (let node = condition; node < tree.next(condition); node++) {
    const parent = tree.parent(node);
    if (
      isSamePath(file, node, held) &&
      tree.kind(parent) === Kind.selector_expression &&
      !isSamePath(file, parent, operand)
    )
      return true;
    const call = tree.parent(parent);
    if (tree.kind(parent) !== Kind.argument_list || !isSamePath(file, node, operand)) continue;
    if (!file.isCallTo(call, '', 'len', 'cap')) return true;
  }
  return false;
}
