import type { Severity } from '../../findings/finding.ts';
import type { GoFile } from '../../go/file.ts';
import { nilCheck } from '../../go/flow/nil-check.ts';
import { isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { type Guard, guardOf, isZero } from './guard.ts';
import { Holds, mentions, nilness, stepOf } from './nilness.ts';

/** Functions that return nil for a nil error. */
const WRAPS: Readonly<Record<string, RegExp>> = {
  'github.com/pkg/errors': /^(?:Wrapf?|WithMessagef?|WithStack)$/,
  'github.com/cockroachdb/errors': /^(?:Wrapf?|WithMessagef?|WithStack|WithDetailf?|WithHintf?)$/,
};

/** A return of an error that is nil on every way there, where an error was meant; null when none is certain. */
export function nilErrorReturned(
  file: GoFile,
  root: NodeId,
  statement: NodeId,
  values: readonly NodeId[],
): { message: string; proof: NodeId; severity: Severity } | null {
  const { tree } = file;
  const last = values.at(-1) ?? NONE;
  const guard = guardOf(file, statement);
  if (!guard) return null;
  if (tree.kind(last) === Kind.identifier) {
    if (!meansFailure(file, guard, last, values.slice(0, -1)) || !isKnownNil(file, root, statement, last)) return null;
    const text = tree.textOf(last);
    return {
      message: `\`${text}\` is nil here, so \`${tree.textOf(statement)}\` reports success for \`${tree.textOf(guard.condition)}\`: the caller goes on without a result and without an error.`,
      proof: guard.condition,
      severity: 'high',
    };
  }
  if (!isCall(tree, last)) return null;
  const callee = file.callee(last);
  if (!callee) return null;
  const wraps = WRAPS[callee.package]?.test(callee.name) ?? false;
  if (!wraps && !(callee.package === 'fmt' && callee.name === 'Errorf')) return null;
  const given = file.arguments(last);
  const cause = (wraps ? given.slice(0, 1) : given.slice(1)).find(
    (argument) => file.isError(argument) && isKnownNil(file, root, statement, argument),
  );
  if (cause === undefined) return null;
  const text = tree.textOf(cause);
  return {
    message: wraps
      ? `\`${text}\` is nil here, and \`${callee.name}\` of nil is nil: the caller is told of success when \`${tree.textOf(guard.condition)}\`.`
      : `\`${text}\` is nil on every way here: the new error carries no cause, its text shows \`<nil>\`, and whoever reads it looks in the wrong place.`,
    proof: guard.condition,
    severity: wraps ? 'high' : 'medium',
  };
}

function isKnownNil(file: GoFile, root: NodeId, statement: NodeId, use: NodeId): boolean {
  const name = unparenthesized(file.tree, use);
  const variable = file.tree.kind(name) === Kind.identifier ? (file.bindings[name] as number) : NONE;
  if (!variable || !file.isError(name)) return false;
  const graph = file.flow(root);
  const step = stepOf(file, graph, statement);
  return step !== null && nilness(file, graph, variable)?.[step.id] === Holds.nil;
}

/** The branch is about something that went wrong, and the nil error is returned as if it told of it. */
function meansFailure(file: GoFile, guard: Guard, name: NodeId, others: readonly NodeId[]): boolean {
  const { tree } = file;
  if (others.length > 0 && !others.some((value) => tree.kind(value) === Kind.nil)) return false;
  if (!others.every((value) => isZero(file, value))) return false;
  const variable = file.bindings[name] as number;
  const check = nilCheck(file, guard.condition);
  if (check?.variable === variable && check.nilWhen === guard.when) {
    // `if err == nil { return err }` is only lazy where the other branch still looks at the error.
    if (others.length > 0) return true;
    return !mentionedAfter(file, guard.statement, variable);
  }
  if (!guard.when || tree.kind(guard.condition) !== Kind.binary_expression) return false;
  if (tree.kind(tree.child(guard.condition, Field.operator)) !== Token['!=']) return false;
  if ([...tree.descendants(guard.condition, Kind.nil)].length > 0) return false;
  return /status|code/i.test(tree.textOf(guard.condition));
}

function mentionedAfter(file: GoFile, statement: NodeId, variable: NodeId): boolean {
  const { tree } = file;
  const around = tree.ancestor(statement, Kind.func_literal, Kind.function_declaration, Kind.method_declaration);
  const otherwise = tree.child(statement, Field.alternative);
  if (otherwise !== NONE && mentions(file, otherwise, variable)) return true;
  for (let node = tree.next(statement); node < tree.next(around); node++)
    if (file.bindings[node] === variable && tree.kind(node) === Kind.identifier) return true;
  // A loop comes back to what stands above.
  return tree.ancestor(statement, Kind.for_statement) > around;
}
