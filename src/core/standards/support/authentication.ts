import type { GoFile } from '../../go/file.ts';
import { calleeOf, isCall } from '../../go/syntax/calls.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { functionBehind } from './route-guards.ts';

export const SPEAKS =
  /auth(?!or(?!i[sz]))|jwt|oidc|token|session|login|signed_?in|protect|guard|permission|rbac|casbin|acl(?![a-z])|credential|api_?key|verify|claims|principal|current_?user|require_?(?:user|role|admin)|only_?admin|signature|hmac|member|compare_?hash|constant_?time_?compare/i;
/** Middleware that is known for something else. */
const PLAIN =
  /^(?:HandlerFunc|StripPrefix|TimeoutHandler|MaxBytesHandler|NewHandler|WithRouteTag)$|limit|cors|log|recover|time_?out|gzip|compress|cache|trac(?:e|ing)|otel|metric|measure|observe|instrument|request_?id|real_?ip|correlat|content|throttl|locale|lang|breaker|monitor|prometheus|secure(?:Headers)?$/i;
const DEEPEST = 3;

/** Whether middleware asks who the caller is; null where that cannot be told. */
export function authenticates(file: GoFile, guard: NodeId, depth = DEEPEST): boolean | null {
  const { tree } = file;
  if (depth === 0) return null;
  const named = isCall(tree, guard) ? calleeOf(tree, guard) : guard;
  const text = tree.kind(named) === Kind.func_literal ? tree.textOf(named) : tree.textOf(named).slice(0, 200);
  if (SPEAKS.test(text)) return true;
  const fact = functionBehind(file, guard);
  // One that logs who called speaks of it as well.
  if (fact) return fact.uses.some((use) => SPEAKS.test(use)) ? null : false;
  if (tree.kind(named) === Kind.func_literal || PLAIN.test(text.slice(text.lastIndexOf('.') + 1))) return false;
  const made = tree.kind(guard) === Kind.identifier ? file.initialiser(guard) : NONE;
  return made === NONE || made === guard ? null : authenticates(file, made, depth - 1);
}

/** Whether a handler itself asks, as far as names in it tell; null where it is not at hand. */
export function asksItself(file: GoFile, handler: NodeId): boolean | null {
  const { tree } = file;
  if (tree.kind(handler) === Kind.func_literal) return SPEAKS.test(tree.textOf(handler));
  const fact = functionBehind(file, handler);
  return fact && (SPEAKS.test(fact.name) || fact.uses.some((use) => SPEAKS.test(use)));
}
