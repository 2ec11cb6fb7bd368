import type { GoFile } from '../../go/file.ts';
import { nilCheck } from '../../go/flow/nil-check.ts';
import { enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isNamed } from '../../go/types/type.ts';
import { declaredName } from './functions.ts';
import { type Guard, guardOf, isZero, operandsOf, resultTypes, returnedValues } from './guard.ts';
import { calledName } from './ignorable.ts';
import { encodesOwn } from './infallible.ts';
import { mentions } from './nilness.ts';
import { remarkAt } from './remark.ts';
import { responseEvent } from './responses.ts';
import { lastValue } from './values.ts';

/** Calls whose failure is an answer: nothing is there, or the text is none of that kind. */
const PROBES =
  /^(?:Stat|Lstat|Readlink|Getwd|LookPath|Cookie|FormFile|Err|Atoi|Unquote|Lookup\w*|Rel|ReadBuildInfo|Is[A-Z]\w*|(?:Must)?Parse\w*|Match\w*|SplitHostPort|Exists?|Peek|[vV]alidate\w*|\w+To[A-Z]\w*|\w*Decode\w*)$/;
/** Functions that say by their name that failing is one of their answers. */
const TOLERANT =
  /^(?:is|has|try|maybe|optional|ignore|can|should|supports?|detect|guess|probe|check)(?:[A-Z_]|$)|(?:Exists?|IfAny|IfPresent|OrNil|OrDefault|OrEmpty|BestEffort|Optional|Lenient|Silent(?:ly)?)/i;

/** The function goes on as if nothing were wrong after other failures too, and says so at one of them: it fails open. */
export function failsOpen(file: GoFile, root: NodeId): boolean {
  return [...file.tree.descendants(root, Kind.return_statement)].some(
    (statement) =>
      isExplained(file, statement) && file.tree.kind(returnedValues(file, statement).at(-1) ?? NONE) === Kind.nil,
  );
}

/** The failed call whose error the return drops; null when something is made of the error, or no such call is known. */
export function droppedBy(
  file: GoFile,
  root: NodeId,
  statement: NodeId,
  guard: Guard,
  others: readonly NodeId[],
): NodeId | null {
  const { tree } = file;
  const variable = failing(file, guard);
  if (variable === NONE || !others.every((value) => isZero(file, value))) return null;
  if (resultTypes(file, root).some((type) => isNamed(file.typeAt(type), '', 'bool'))) return null;
  if (TOLERANT.test(declaredName(file, root)) || isStepOfWalk(file, root)) return null;
  if (!guard.before.every((each) => isGivingBack(file, each))) return null;
  const name = [...namesOf(file, guard.condition, variable)][0] ?? NONE;
  const call = lastValue(file, name);
  if (!isCall(tree, call) || PROBES.test(calledName(file, call)) || encodesOwn(file, call)) return null;
  if (isExplained(file, statement) || isOverAsWell(file, root, statement, call)) return null;
  // Whoever was to read the answer is gone, and with it whoever the error could be told.
  if (responseEvent(file, call)) return null;
  // It must be this `if` that answers the call: its initializer, or the statement just before.
  const list = tree.parent(guard.statement);
  const given = tree.children(list).findLast((sibling) => tree.contains(sibling, call));
  if (given === undefined) return null;
  for (const use of namesOf(file, root, variable)) {
    if (enclosingFunction(tree, use) !== root && enclosingFunction(tree, use) !== NONE) return null;
    if (use >= tree.next(call) && use < statement && !tree.contains(guard.condition, use)) return null;
  }
  return call;
}

const DELIBERATE =
  /\b(?:ignor|best[ -]effort|fall(?:s|ing)? ?(?:through|back)|fail[ -]open|on purpose|deliberate|intention|optional|not fatal|non-fatal|does(?:n't| not) (?:exist|matter)|not (?:exist|found|an error)|skip|treat)/i;

/** A comment at the return says why the failure is none. */
function isExplained(file: GoFile, statement: NodeId): boolean {
  const said = remarkAt(file, statement);
  return DELIBERATE.test(said) && !/\b(?:TODO|FIXME|XXX|HACK)\b/.test(said);
}

/** Before it the function has taken the end of the same context for success: a wait that the end cuts short is one too. */
function isOverAsWell(file: GoFile, root: NodeId, statement: NodeId, call: NodeId): boolean {
  const { tree } = file;
  if (!/^(?:wait|sleep|delay|pause|acquire)/i.test(calledName(file, call))) return false;
  return [...tree.descendants(root, Kind.return_statement)].some((earlier) => {
    const guard = earlier < statement ? guardOf(file, earlier) : null;
    if (!guard || tree.kind(returnedValues(file, earlier).at(-1) ?? NONE) !== Kind.nil) return false;
    const asked = tree.textOf(tree.child(guard.statement, Field.initializer)) + tree.textOf(guard.condition);
    return file.arguments(call).some((one) => asked.includes(`${tree.textOf(one)}.Err()`));
  });
}

/** `filepath.WalkDir(root, func(…) error { … })`: nil means to go on with the next one. */
function isStepOfWalk(file: GoFile, root: NodeId): boolean {
  const { tree } = file;
  const call = tree.parent(tree.parent(root));
  if (tree.kind(root) !== Kind.func_literal || !isCall(tree, call)) return false;
  return /^(?:Walk\w*|Range|ForEach\w*|Each\w*|Iterate\w*|Visit\w*)$/.test(calledName(file, call));
}

/** The error variable that the guard found not to be nil; NONE when the guard says more than that. */
function failing(file: GoFile, guard: Guard): NodeId {
  const operands = guard.when ? operandsOf(file, guard.condition, '||') : [guard.condition];
  for (const operand of operands) {
    const check = nilCheck(file, operand);
    if (!check || check.nilWhen === guard.when) continue;
    const [name] = namesOf(file, operand, check.variable);
    if (name === undefined || !file.isError(name)) continue;
    return operands.some((other) => other !== operand && mentions(file, other, check.variable)) ? NONE : check.variable;
  }
  return NONE;
}

function* namesOf(file: GoFile, node: NodeId, variable: NodeId): Generator<NodeId> {
  for (const name of file.tree.descendants(node, Kind.identifier)) if (file.bindings[name] === variable) yield name;
}

/** `tx.Rollback()`, `f.Close()`: what does nothing with the error. */
function isGivingBack(file: GoFile, statement: NodeId): boolean {
  const call = file.tree.children(statement)[0] ?? NONE;
  if (file.tree.kind(statement) !== Kind.expression_statement || !isCall(file.tree, call)) return false;
  return /^(?:close|rollback|r?unlock|cancel|release|abort)/i.test(calledName(file, call));
}
