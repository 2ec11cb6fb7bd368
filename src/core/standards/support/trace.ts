import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingDeclaration, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { underlyingOf } from '../../go/types/operations.ts';
import { isNamed } from '../../go/types/type.ts';
import { fieldsOf } from './composite.ts';
import { keptArguments } from './content.ts';
import { declarationCalled } from './declarations.ts';
import { parameterNodes } from './functions.ts';
import { returnedValues } from './guard.ts';
import { calledName } from './ignorable.ts';
import { isParameter, reachingDefinitions } from './reaching.ts';
import { requestSource } from './request-source.ts';

/** Where some of a text comes from. */
export interface TextOrigin {
  /** Data of the request, or a parameter of a declared function. */
  kind: 'request' | 'parameter';
  /** The expression that reads the request; the identifier that declares the parameter. */
  node: NodeId;
  /** One segment of a URL's path: holds no slash. */
  segment: boolean;
  /** Declarations of the variables that it went through. */
  through: readonly NodeId[];
}

/**
 * The part of an expression that matters at the sink: itself, one of its operands alone (the host of a URL), or NONE
 * where it makes the text harmless.
 */
export type Narrows = (file: GoFile, expression: NodeId) => NodeId;

const DEEPEST = 12;

interface Way {
  depth: number;
  through: readonly NodeId[];
  narrows: Narrows;
}

/**
 * The request data and parameters that an expression's text holds: followed through variables, sums, formats, functions
 * that keep the content and functions that the file declares. What cannot be followed has no origin.
 */
export function textOrigins(file: GoFile, expression: NodeId, narrows: Narrows): TextOrigin[] {
  return traced(file, expression, { depth: DEEPEST, through: [], narrows });
}

function traced(file: GoFile, expression: NodeId, way: Way): TextOrigin[] {
  const { tree } = file;
  const node = unparenthesized(tree, expression);
  if (way.depth === 0 || node === NONE) return [];
  const further = { ...way, depth: way.depth - 1 };
  const narrowed = way.narrows(file, node);
  if (narrowed !== node) return traced(file, narrowed, further);
  const follow = (nodes: readonly NodeId[]) => nodes.flatMap((one) => traced(file, one, further));
  const kind = tree.kind(node);
  if (kind === Kind.identifier) return ofVariable(file, node, further);
  if (!mayHoldText(file, node)) return [];
  const source = requestSource(file, node);
  if (source) return [{ kind: 'request', ...source, through: way.through }];
  if (isEntry(file, node)) return ofEntry(file, node, further);
  if (isCall(tree, node)) return ofCall(file, node, 0, further);
  switch (kind) {
    case Kind.binary_expression:
      if (tree.textOf(tree.child(node, Field.operator)) !== '+') return [];
      return follow([tree.child(node, Field.left), tree.child(node, Field.right)]);
    case Kind.unary_expression:
    case Kind.slice_expression:
    case Kind.index_expression:
    case Kind.type_conversion_expression:
      return follow([tree.child(node, Field.operand)]);
    case Kind.selector_expression:
      return ofField(file, node, further);
    case Kind.composite_literal:
      return follow(elementsOf(file, node));
    default:
      return [];
  }
}

/** One entry of a form, a query, the headers or the variables of a route: `q.Get("name")`, `vars["id"]`, `r.URL.Path`. */
function isEntry(file: GoFile, node: NodeId): boolean {
  const { tree } = file;
  if (tree.kind(node) === Kind.index_expression) return file.typeOf(tree.child(node, Field.operand)).kind === 'map';
  if (tree.kind(node) === Kind.selector_expression)
    return isNamed(file.typeOf(tree.child(node, Field.operand)), 'net/url', 'URL');
  return (
    isCall(tree, node) &&
    /^(?:Get|Values|Query|String|EscapedPath)$/.test(calledName(file, node)) &&
    (file.isMethodCall(node, 'net/url', 'Values', 'Get') ||
      file.isMethodCall(node, 'net/url', 'URL', 'Query', 'String', 'EscapedPath') ||
      file.isMethodCall(node, 'net/http', 'Header', 'Get', 'Values'))
  );
}

/** The entry itself is the source, not the whole that it is one of: another entry may be checked. */
function ofEntry(file: GoFile, node: NodeId, way: Way): TextOrigin[] {
  const { tree } = file;
  const holder = isCall(tree, node) ? tree.child(calleeOf(tree, node), Field.operand) : tree.child(node, Field.operand);
  const type = file.typeOf(node);
  const whole = isCall(tree, node) && calledName(file, node) === 'String';
  const origins = traced(file, holder, way);
  if (type.kind === 'func' || whole || (tree.kind(node) === Kind.selector_expression && !isReadOff(file, holder)))
    return origins;
  return origins.map((origin) => (origin.kind === 'request' ? { ...origin, node, through: way.through } : origin));
}

/** The URL is that of the request itself, not one parsed from a text of it. */
function isReadOff(file: GoFile, holder: NodeId): boolean {
  return requestSource(file, unparenthesized(file.tree, holder)) !== null;
}

/** False where the type says that the value is a number or the like. */
export function mayHoldText(file: GoFile, node: NodeId): boolean {
  const type = underlyingOf(file.index, file.typeOf(node));
  if (type.kind !== 'named' || type.package !== '') return true;
  return type.name === 'string' || type.name === 'any';
}

function ofVariable(file: GoFile, use: NodeId, way: Way): TextOrigin[] {
  const declaration = file.bindings[use] as number;
  if (!declaration || way.through.includes(declaration)) return [];
  const inner = { ...way, through: [...way.through, declaration] };
  const { definitions, unset } = reachingDefinitions(file, use);
  const found = definitions.flatMap(({ value, position }) =>
    isCall(file.tree, value) ? ofCallOrSource(file, value, position, inner) : traced(file, value, inner),
  );
  if (unset && isOfDeclaration(file, declaration) && mayHoldText(file, use))
    found.push({ kind: 'parameter', node: declaration, segment: false, through: inner.through });
  return found;
}

function ofCallOrSource(file: GoFile, call: NodeId, position: number, way: Way): TextOrigin[] {
  if (position === 0) return traced(file, call, way);
  return way.narrows(file, call) === call ? ofCall(file, call, position, way) : [];
}

/** A parameter of a declared function: function literals are called by who knows whom. */
function isOfDeclaration(file: GoFile, declaration: NodeId): boolean {
  const { tree } = file;
  if (!isParameter(file, declaration)) return false;
  const fn = tree.parent(tree.parent(tree.parent(declaration)));
  return tree.kind(fn) === Kind.function_declaration || tree.kind(fn) === Kind.method_declaration;
}

function ofCall(file: GoFile, call: NodeId, position: number, way: Way): TextOrigin[] {
  const kept = keptArguments(file, call, position);
  if (kept !== null) return kept.flatMap((argument) => traced(file, argument, way));
  const declared = declarationCalled(file, call);
  if (declared === NONE) return [];
  const inside = resultOrigins(file, declared, position, way);
  const parameters = parameterNodes(file, declared);
  return inside.flatMap((origin) => {
    if (origin.kind === 'request') return [origin];
    const at = parameters.findIndex(({ name }) => name === origin.node);
    const argument = file.arguments(call)[at];
    if (argument === undefined || parameters[at]?.variadic) return [];
    const outer = traced(file, argument, way);
    return outer.map((one) => ({ ...one, through: [...one.through, ...origin.through] }));
  });
}

function resultOrigins(file: GoFile, fn: NodeId, position: number, way: Way): TextOrigin[] {
  const { tree } = file;
  const inside: Way = { ...way, depth: Math.min(way.depth, 5) };
  const found: TextOrigin[] = [];
  for (const statement of tree.descendants(tree.child(fn, Field.body), Kind.return_statement)) {
    const value = returnedValues(file, statement)[position];
    if (value !== undefined && tree.ancestor(statement, Kind.func_literal) < fn)
      found.push(...traced(file, value, inside));
  }
  return found;
}

/** `args.path` of a struct filled on the spot. */
function ofField(file: GoFile, selector: NodeId, way: Way): TextOrigin[] {
  const { tree } = file;
  const operand = unparenthesized(tree, tree.child(selector, Field.operand));
  if (tree.kind(operand) !== Kind.identifier) return [];
  const field = tree.textOf(tree.child(selector, Field.field));
  const declaration = file.bindings[operand] as number;
  if (!declaration || isParameter(file, declaration)) return [];
  if (isFieldWritten(file, declaration, field)) return [];
  return reachingDefinitions(file, operand).definitions.flatMap(({ value }) => {
    const literal = tree.kind(value) === Kind.unary_expression ? tree.child(value, Field.operand) : value;
    if (tree.kind(literal) !== Kind.composite_literal) return [];
    return traced(file, fieldsOf(tree, literal).get(field) ?? NONE, {
      ...way,
      through: [...way.through, declaration],
    });
  });
}

function isFieldWritten(file: GoFile, declaration: NodeId, field: string): boolean {
  const { tree, bindings } = file;
  const end = tree.next(enclosingDeclaration(tree, declaration));
  for (let node = declaration; node < end; node++) {
    if (bindings[node] !== declaration || tree.kind(node) !== Kind.identifier) continue;
    const selector = tree.parent(node);
    if (tree.kind(selector) !== Kind.selector_expression) continue;
    if (tree.textOf(tree.child(selector, Field.field)) === field && tree.field(tree.parent(selector)) === Field.left)
      return true;
  }
  return false;
}

/** Values of a slice literal; of a `url.URL`, its host; nothing of other structs and maps. */
function elementsOf(file: GoFile, literal: NodeId): NodeId[] {
  const { tree } = file;
  const type = tree.child(literal, Field.type);
  if (tree.kind(type) === Kind.slice_type) {
    return tree.children(tree.child(literal, Field.body)).flatMap((element) => tree.children(element));
  }
  return file.is(type, 'net/url', 'URL') ? [fieldsOf(tree, literal).get('Host') ?? NONE] : [];
}
