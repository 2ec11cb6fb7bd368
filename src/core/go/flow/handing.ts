import type { GoFile } from '../file.ts';
import { argumentsOf, calleeOf, isCall } from '../syntax/calls.ts';
import { Field, Kind, Token } from '../syntax/grammar.ts';
import { NONE, type NodeId } from '../syntax/tree.ts';
import { isBorrowing } from './borrowers.ts';
import { evaluatedNodes } from './evaluated.ts';
import { fateOf } from './fate.ts';
import type { Step } from './graph.ts';
import type { Owned } from './ownership.ts';

/** The step gives the value back or hands it on. */
export function settles(file: GoFile, owned: Owned, step: Step): boolean {
  const { tree, bindings } = file;
  for (const node of evaluatedNodes(tree, step, () => true)) {
    if (bindings[node] !== owned.variable || tree.kind(node) !== Kind.identifier) continue;
    if (isCaptured(file, node, step)) return true;
    if (settlesAt(file, owned, node) && !isForPanics(file, node, step)) return true;
  }
  return false;
}

/**
 * A literal made before the value was acquired has the variable: a deferred one gives back whatever it holds at the
 * end, another is called by somebody who knows.
 */
export function isWatched(file: GoFile, owned: Owned, root: NodeId): boolean {
  const { tree, bindings } = file;
  for (const literal of tree.descendants(root, Kind.func_literal)) {
    if (literal > owned.acquired) break;
    const end = Math.min(tree.next(literal), owned.acquired);
    for (let node = literal; node < end; node++)
      if (bindings[node] === owned.variable && tree.kind(node) === Kind.identifier && node !== owned.variable) {
        if (settlesAt(file, owned, node) && !tree.contains(literal, owned.variable)) return true;
      }
  }
  return false;
}

/** A literal that is not run on the spot has the variable: whoever has the literal may release it. */
function isCaptured(file: GoFile, node: NodeId, step: Step): boolean {
  const { tree } = file;
  const literal = tree.ancestor(node, Kind.func_literal);
  if (literal === NONE || literal < step.node) return false;
  for (const run of evaluatedNodes(tree, step)) if (run === node) return false;
  return true;
}

/** `if r := recover(); r != nil { tx.Rollback() }`: the value is given back on panics only. */
function isForPanics(file: GoFile, node: NodeId, step: Step): boolean {
  const { tree } = file;
  for (let at = node; at > step.node; at = tree.parent(at)) {
    const around = tree.parent(at);
    if (tree.kind(around) !== Kind.if_statement || tree.field(at) !== Field.consequence) continue;
    const head = tree.text.slice(tree.start(around), tree.start(at));
    // `r != nil || err != nil`: on errors, too.
    if (/\brecover\(\)/.test(head) && !/\|\|\s*\w*[eE]rr\w*\s*!=\s*nil/.test(head)) return true;
  }
  return false;
}

/** This use of the value gives it back or hands it on. */
export function settlesAt(file: GoFile, owned: Owned, use: NodeId): boolean {
  const { tree } = file;
  let value = use;
  let members = '';
  for (;;) {
    const parent = tree.parent(value);
    if (tree.kind(parent) === Kind.selector_expression && tree.field(value) === Field.operand) {
      members += `.${tree.textOf(tree.child(parent, Field.field))}`;
      value = parent;
    } else if (tree.kind(parent) === Kind.parenthesized_expression) {
      value = parent;
    } else {
      break;
    }
  }
  if (owned.fields?.includes(members)) return true;
  const parent = tree.parent(value);
  if (isCall(tree, parent) && calleeOf(tree, parent) === value)
    // The connection below goes its own way, and closes what is around it.
    return (
      /\.(?:NetConn|UnderlyingConn)$/.test(members) ||
      owned.releases.has(`${members}()`) ||
      (members !== '' && receives(file, owned, parent))
    );
  // A method value or the released member itself going elsewhere: `return resp.Body`, `defer closeAll(resp.Body)`.
  const whole = members === '' || owned.releases.has(`${members}()`) || owned.releases.has(`${members}.Close()`);
  if (!whole) return false;
  // What gives it back goes somewhere: `defer logError(rows.Close)`.
  if (members !== '' && owned.releases.has(`${members}()`)) return true;
  if (tree.kind(parent) === Kind.argument_list && isCall(tree, tree.parent(parent)))
    return passes(file, owned, tree.parent(parent), value, members);
  return isHandedOn(file, value);
}

/** The value is the receiver of a method of the repository that gives it back or keeps it. */
function receives(file: GoFile, owned: Owned, call: NodeId): boolean {
  const fate = fateOf(file, call, 'r', owned.releases);
  return fate === 'released' || fate === 'kept';
}

function passes(file: GoFile, owned: Owned, call: NodeId, value: NodeId, members: string): boolean {
  if (owned.takes?.(call)) return true;
  if (owned.borrows?.(call) || isBorrowing(file, call, (made) => isHandedOn(file, made))) return false;
  const index = argumentsOf(file.tree, call).indexOf(value);
  const releases = members === '' ? (owned.releasedBy ?? owned.releases) : new Set(['.Close()']);
  return fateOf(file, call, index, releases) !== 'borrowed';
}

/** The expression's value goes somewhere that may keep it. */
export function isHandedOn(file: GoFile, value: NodeId): boolean {
  const { tree } = file;
  const parent = tree.parent(value);
  switch (tree.kind(parent)) {
    case Kind.selector_expression:
    case Kind.binary_expression:
    case Kind.expression_statement:
    case Kind.if_statement:
    case Kind.range_clause:
      return false;
    case Kind.index_expression:
      return tree.field(value) !== Field.operand;
    case Kind.unary_expression:
      return tree.kind(tree.child(parent, Field.operator)) === Token['&'];
    case Kind.expression_list: {
      // `_ = v` keeps nothing; the left-hand side is another value's place.
      const statement = tree.parent(parent);
      if (tree.kind(statement) === Kind.return_statement) return true;
      const left = tree.child(statement, Field.left);
      if (tree.field(parent) === Field.left) return false;
      return !tree.children(left).every((name) => tree.textOf(name) === '_');
    }
    default:
      return true;
  }
}
