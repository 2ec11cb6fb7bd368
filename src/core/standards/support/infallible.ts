import type { Callee, GoFile } from '../../go/file.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { FUNCTION_KINDS } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import type { Type } from '../../go/types/type.ts';
import { constantText } from './constants.ts';
import { formatText } from './format.ts';

const DEEPEST = 3;

/** The callee of the repository makes no error: it returns nil, or hands back the one that it was given. */
export function isInfallible(file: GoFile, call: NodeId): boolean {
  const callee = file.callee(call);
  return callee !== null && makesNoError(file.index, callee);
}

/** The same of a callee, whoever calls it. */
export function makesNoError(index: GoIndex, callee: Callee, depth = DEEPEST): boolean {
  const relays = depth === 0 ? undefined : index.functionFact(callee)?.relays;
  return relays?.every((name) => makesNoError(index, { ...callee, receiver: null, name }, depth - 1)) ?? false;
}

/** Work on the text that it is given alone: right for a constant once, it is right for good. */
const PURE = /^(?:[pP]arse|[cC]ompile|[vV]alidate|[dD]ecode[A-Z])/;

/** `r.parseRule("templates/*")`: whether it fails was decided when the code was written. */
export function isDecided(file: GoFile, call: NodeId): boolean {
  return PURE.test(file.calledName(call)) && hasConstantArguments(file, call);
}

/** It has arguments, and every one is a constant or a sum of constants. */
export function hasConstantArguments(file: GoFile, call: NodeId): boolean {
  const args = file.arguments(call);
  return args.length > 0 && args.every((one) => constantText(file, one) !== null || formatText(file, one) !== null);
}

/** A function literal among the arguments leaves its error in a variable of the function around the call. */
export function leavesErrorBehind(file: GoFile, call: NodeId): boolean {
  const { tree, bindings } = file;
  for (const argument of file.arguments(call)) {
    if (tree.kind(argument) !== Kind.func_literal) continue;
    const end = tree.next(argument);
    for (let node = argument; node < end; node++) {
      const variable = tree.kind(node) === Kind.identifier ? (bindings[node] as number) : NONE;
      if (!variable || tree.contains(argument, variable) || tree.field(tree.parent(node)) !== Field.left) continue;
      if (tree.ancestor(variable, ...FUNCTION_KINDS) !== NONE && file.isError(node)) return true;
    }
  }
  return false;
}

/** Encoding a type of the program fails always or never, and tests see it; only `any` may hold what cannot be encoded. */
export function encodesOwn(file: GoFile, call: NodeId): boolean {
  if (!/^Marshal/.test(file.calledName(call))) return false;
  const callee = file.callee(call);
  if (!callee || !/^(?:encoding\/json|google\.golang\.org\/protobuf\/proto)$/.test(callee.package)) return false;
  return !isAny(file.typeOf(file.arguments(call)[0] ?? NONE));
}

function isAny(type: Type): boolean {
  return type.kind === 'interface' || (type.kind === 'named' && type.package === '' && type.name === 'any');
}
