import type { GoFile } from '../file.ts';
import { calleeOf } from '../syntax/calls.ts';
import { Field, Kind } from '../syntax/grammar.ts';
import type { NodeId } from '../syntax/tree.ts';

/** Names of predicates that hold of an error: `IsNotExist`, `errors.As`, `shouldRetry`, `isTimeout`. */
const OF_AN_ERROR =
  /^(?:Is|As|is|as|Has|has|Should|should|Can|can|Retry|retry|Must|must|Cause|Contains|Error)(?![a-z])/;
/** Those that hold of none: `assert.NoError`, `assert.Nil`. */
const OF_NONE = /^(?:No|no)(?:t)?(?:Err|Error|Errorf)|^(?:Nil|Nilf|IsNil|isNil|Success|success|Ok|OK|ok)$/;

/**
 * Outcome of a condition that is a call with an argument known to be nil (an error that is not): predicates about
 * errors deny it. `opaque` for a call that may say either.
 */
export function nilPredicate(file: GoFile, call: NodeId): boolean | 'opaque' {
  const { tree } = file;
  const callee = calleeOf(tree, call);
  const name = tree.textOf(tree.kind(callee) === Kind.selector_expression ? tree.child(callee, Field.field) : callee);
  if (OF_NONE.test(name)) return true;
  return OF_AN_ERROR.test(name) ? false : 'opaque';
}
