import type { GoFile } from '../../go/file.ts';
import { isExported } from '../../go/names.ts';
import { calleeOf, enclosingDeclaration, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { underlyingOf } from '../../go/types/operations.ts';
import { deref, isNamed } from '../../go/types/type.ts';
import { fieldsOf } from './composite.ts';
import { isStoredByPackage } from './context-value.ts';
import { lastValue, rangedOver, rootOf } from './values.ts';

/** Who chose the type of an asserted value: a sender, whoever made a text, the same package or a driver, or nobody can tell. */
export type AssertionOrigin = 'outside' | 'decoded' | 'fixed' | 'unknown';

export function assertionOrigin(file: GoFile, assertion: NodeId): AssertionOrigin {
  const path = sourcesOf(file, unparenthesized(file.tree, file.tree.child(assertion, Field.operand)));
  const wanted = file.tree.textOf(file.tree.child(assertion, Field.type));
  if (path.some((node) => isDecoded(file, node) || isClaims(file, node)))
    return !DECODED.test(wanted) ? 'unknown' : path.some((node) => isSentByOthers(file, node)) ? 'outside' : 'decoded';
  return path.some((node) => isFixed(file, node)) ? 'fixed' : 'unknown';
}

/** Types that decoders give to values without one; any other was put there before. */
const DECODED = /^(?:string|bool|u?int(?:64)?|float64|json\.Number|\[\]|map\[)/;
const DEEPEST = 12;

/** The expression and those that it is taken from: an element's map, a loop's list, the last value of a variable. */
function sourcesOf(file: GoFile, operand: NodeId): NodeId[] {
  const { tree } = file;
  const path: NodeId[] = [];
  for (let node = operand; node !== NONE && path.length < DEEPEST; node = unparenthesized(tree, node)) {
    path.push(node);
    if (isCall(tree, node)) break;
    node =
      tree.kind(node) === Kind.identifier
        ? rangedOver(file, node) || lastValue(file, node)
        : tree.child(node, Field.operand);
  }
  return path;
}

/** A variable that a decoder filled in this function: `json.Unmarshal(body, &reply)`. */
function isDecoded(file: GoFile, node: NodeId): boolean {
  return isFilledBy(file, node, FILLS);
}

const FILLS = /^(?:Decode|Unmarshal|BindJSON|ShouldBindJSON|BodyParser)$/;

/**
 * What was decoded came over the network as far as the function shows: the body of a request or an answer, or a message.
 * What the program wrote itself, and its own tokens, have the types that it gave them.
 */
function isSentByOthers(file: GoFile, node: NodeId): boolean {
  const { tree, bindings } = file;
  const variable = tree.kind(node) === Kind.identifier ? bindings[node] : NONE;
  if (!variable) return false;
  return [...tree.descendants(enclosingDeclaration(tree, node), Kind.call_expression)].some((call) => {
    if (!FILLS.test(file.calledName(call))) return false;
    if (!file.arguments(call).some((argument) => bindings[rootOf(tree, argument)] === variable)) return false;
    if (/^(?:Should)?Bind|^BodyParser$/.test(file.calledName(call))) return true;
    return [...file.arguments(call), tree.child(calleeOf(tree, call), Field.operand)].some(
      (given) => given !== NONE && holdsBody(file, given, 4),
    );
  });
}

/** `r.Body`, `resp.Body`, `msg.Value`, at once or by what reads them. */
function holdsBody(file: GoFile, expression: NodeId, depth: number): boolean {
  const { tree } = file;
  for (let node = expression; node < tree.next(expression); node++) {
    if (tree.kind(node) === Kind.selector_expression) {
      const owner = deref(file.typeOf(tree.child(node, Field.operand)));
      const field = tree.textOf(tree.child(node, Field.field));
      if (field === 'Body' && owner.kind === 'named' && /^(?:Request|Response|Delivery)$/.test(owner.name)) return true;
      if (/^(?:Value|Data)$/.test(field) && owner.kind === 'named' && /^(?:Consumer)?(?:Message|Msg)$/.test(owner.name))
        return true;
    }
    if (tree.kind(node) !== Kind.identifier || depth === 0) continue;
    const given = lastValue(file, node);
    if (given !== NONE && given < expression && holdsBody(file, given, depth - 1)) return true;
  }
  return false;
}

function isFilledBy(file: GoFile, node: NodeId, filler: RegExp): boolean {
  const { tree, bindings } = file;
  const variable = tree.kind(node) === Kind.identifier ? bindings[node] : NONE;
  if (!variable) return false;
  return [...tree.descendants(enclosingDeclaration(tree, node), Kind.call_expression)].some(
    (call) =>
      filler.test(file.calledName(call)) &&
      file.arguments(call).some((argument) => bindings[rootOf(tree, argument)] === variable),
  );
}

/** Claims of a token: their names and types are those of whoever made it. */
function isClaims(file: GoFile, node: NodeId): boolean {
  return /(?:^|\/)golang-jwt\/jwt(?:\/v\d+)?$/.test(namedPackage(file, node)) && isNamedAs(file, node, 'MapClaims');
}

function namedPackage(file: GoFile, node: NodeId): string {
  const type = deref(file.typeOf(node));
  return type.kind === 'named' ? type.package : '';
}

function isNamedAs(file: GoFile, node: NodeId, name: string): boolean {
  return isNamed(deref(file.typeOf(node)), namedPackage(file, node), name);
}

/** What was put there has one type: a table of the package, its own result or field, a driver's column. */
function isFixed(file: GoFile, node: NodeId): boolean {
  const { tree } = file;
  if (isFilledBy(file, node, /^(?:Map)?Scan$/) || isStoredByPackage(file, node)) return true;
  if (isCall(tree, node)) return file.callee(node)?.package === file.package?.path || isAnswerFilled(file, node);
  if (tree.kind(node) === Kind.identifier) return isVariableOfPackage(file, node);
  if (tree.kind(node) !== Kind.selector_expression) return false;
  return isOwnField(file, node) || isSetByMaker(file, node);
}

/** `reply.Result()` and `reply.Error()` of a client that was given a value to fill: they return that value. */
function isAnswerFilled(file: GoFile, call: NodeId): boolean {
  return /\bresty\b/.test(file.callee(call)?.package ?? '') && /^(?:Result|Error)$/.test(file.calledName(call));
}

function isVariableOfPackage(file: GoFile, name: NodeId): boolean {
  return !file.bindings[name] && file.resolve(name).kind === 'package';
}

function isOwnField(file: GoFile, selector: NodeId): boolean {
  const owner = deref(file.typeOf(file.tree.child(selector, Field.operand)));
  const field = file.tree.textOf(file.tree.child(selector, Field.field));
  return owner.kind === 'named' && owner.package === file.package?.path && !isExported(field);
}

/** A field of a library's struct that this file gives its value in a literal: `&http.Client{Transport: trip}`. */
function isSetByMaker(file: GoFile, selector: NodeId): boolean {
  const { tree } = file;
  const inner = tree.child(selector, Field.operand);
  if (tree.kind(inner) !== Kind.selector_expression || !isOwnField(file, inner)) return false;
  const field = tree.textOf(tree.child(selector, Field.field));
  const holder = tree.textOf(tree.child(inner, Field.field));
  return [...tree.descendants(NONE, Kind.composite_literal)].some((literal) => {
    if (!fieldsOf(tree, literal).has(field)) return false;
    const statement = tree.ancestor(literal, Kind.assignment_statement, Kind.keyed_element);
    return new RegExp(`\\b${holder}\\b`).test(tree.textOf(statement).split(/[={]/)[0] ?? '');
  });
}

/**
 * Nothing but callers in sight decides what the value is: a parameter `any` of a declared function, what comes from a
 * channel, a context or a table by name. Other shapes are filled by code that knows the type: a driver's row, a
 * framework's callback, a library's result, a field.
 */
export function mayBeAnything(file: GoFile, operand: NodeId, asserted: NodeId): boolean {
  const { tree } = file;
  const value = unparenthesized(tree, operand);
  if (isCall(tree, value)) return file.isMethodCall(value, 'context', 'Context', 'Value');
  if (tree.kind(value) === Kind.unary_expression) return true;
  if (tree.kind(value) === Kind.index_expression) {
    const table = underlyingOf(file.index, file.typeOf(tree.child(value, Field.operand)));
    return table.kind === 'map' && DECODED.test(tree.textOf(asserted));
  }
  if (tree.kind(value) !== Kind.identifier) return false;
  const list = rangedOver(file, value);
  return list === NONE ? isOpenParameter(file, value, asserted) : isParameter(file, list);
}

/** Of a function that others call by its name or get as a result; one handed to a call is that library's callback. */
function isParameter(file: GoFile, name: NodeId): boolean {
  const { tree } = file;
  const declaration = tree.parent(file.bindings[name] as number);
  const fn = tree.parent(tree.parent(declaration));
  return tree.kind(declaration) === Kind.parameter_declaration && tree.kind(tree.parent(fn)) !== Kind.argument_list;
}

/** Of type `any`, or asked for one more interface, as a writer that middleware may have wrapped is. */
function isOpenParameter(file: GoFile, name: NodeId, asserted: NodeId): boolean {
  const type = file.typeOf(name);
  const open = type.kind === 'interface' || isNamed(type, '', 'any');
  return (open || underlyingOf(file.index, file.typeAt(asserted)).kind === 'interface') && isParameter(file, name);
}
