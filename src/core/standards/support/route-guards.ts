import type { FunctionFact } from '../../go/facts.ts';
import type { GoFile } from '../../go/file.ts';
import { rememberedBy } from '../../go/remember.ts';
import { argumentsOf, calleeOf, enclosingFunction, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { findMember } from '../../go/types/members.ts';
import { constantText } from './constants.ts';
import { libraryCallee } from './messages.ts';
import { type Route, routeOf } from './routes.ts';
import { isSamePath } from './values.ts';

/** A route with what stands before its handler, as far as the function that registers it shows. */
export interface GuardedRoute {
  call: NodeId;
  route: Route;
  /** What groups put before it included. */
  path: string;
  /** Expressions of middleware, the router's and its own. */
  guards: readonly NodeId[];
  /** What answers in the end. */
  handler: NodeId;
  /** The router is made in this function, so nothing stands before it that is not seen here. */
  isWhole: boolean;
}

interface Chain {
  prefix: string;
  guards: readonly NodeId[];
  isWhole: boolean;
}

const DEEPEST = 12;
/** A router from elsewhere: what stands before it is not seen. */
const OUTER: Chain = { prefix: '', guards: [], isWhole: false };

/** The routes that a function or method declaration registers. */
export function guardedRoutes(file: GoFile, declaration: NodeId): GuardedRoute[] {
  const { tree } = file;
  const found: GuardedRoute[] = [];
  for (let node = declaration; node < tree.next(declaration); node++) {
    const route = isCall(tree, node) ? routeOf(file, node) : null;
    if (!route) continue;
    const chain = chainOf(file, declaration, route.router, node, DEEPEST);
    if (!chain) continue;
    const { handler, wrappers } = unwrapped(file, route.handler);
    const guards = [...chain.guards, ...besides(file, node, route.handler), ...wrappers];
    found.push({ call: node, route, path: joined(chain.prefix, route.path), guards, handler, isWhole: chain.isWhole });
  }
  return found;
}

function joined(prefix: string, path: string): string {
  return `/${[...prefix.split('/'), ...path.split('/')].filter((part) => part !== '').join('/')}`;
}

/** Arguments that are neither path nor handler: middleware of the one route. */
function besides(file: GoFile, call: NodeId, handler: NodeId): NodeId[] {
  return file.arguments(call).filter((each) => each !== handler && constantText(file, each) === null);
}

/** `h.place` of `auth.Require(http.HandlerFunc(h.place))`, with the calls around it. */
function unwrapped(file: GoFile, handler: NodeId): { handler: NodeId; wrappers: NodeId[] } {
  const { tree } = file;
  const wrappers: NodeId[] = [];
  let node = unparenthesized(tree, handler);
  while (isCall(tree, node)) {
    const args = argumentsOf(tree, node);
    const inner = args.find((each) => isFunctional(file, each)) ?? args.at(-1);
    if (inner === undefined) break;
    wrappers.push(node);
    node = unparenthesized(tree, inner);
  }
  return { handler: node, wrappers };
}

function isFunctional(file: GoFile, node: NodeId): boolean {
  return file.tree.kind(node) === Kind.func_literal || functionBehind(file, node) !== null || isCall(file.tree, node);
}

/** What a router puts before the paths and the handlers that it is given at a place. */
function chainOf(file: GoFile, declaration: NodeId, router: NodeId, at: NodeId, depth: number): Chain | null {
  const { tree } = file;
  const node = unparenthesized(tree, router);
  if (depth === 0) return null;
  if (node === NONE) return OUTER;
  if (isCall(tree, node)) return afterCall(file, declaration, node, at, depth);
  const behind = tree.kind(node) === Kind.identifier ? origin(file, declaration, node, at, depth) : OUTER;
  return behind && { ...behind, guards: [...behind.guards, ...usedOn(file, declaration, node, at)] };
}

/** `r.Group("/v1", auth)`, `r.With(auth)`, `r.PathPrefix("/v1").Subrouter()`, or what makes a router. */
function afterCall(file: GoFile, declaration: NodeId, call: NodeId, at: NodeId, depth: number): Chain | null {
  const { tree } = file;
  const name = file.calledName(call);
  const operand = tree.child(calleeOf(tree, call), Field.operand);
  if (operand === NONE || file.importPath(operand) !== null)
    return { prefix: '', guards: [], isWhole: MAKES.test(name) };
  const chain = chainOf(file, declaration, operand, at, depth - 1);
  if (!chain) return null;
  const args = file.arguments(call);
  const text = args[0] === undefined ? null : constantText(file, args[0]);
  const prefix = text !== null && /^["`]/.test(text) ? text.slice(1, -1) : '';
  const guards = args.filter((each) => constantText(file, each) === null && tree.kind(each) !== Kind.func_literal);
  return {
    prefix: prefix === '' ? chain.prefix : joined(chain.prefix, prefix),
    guards: [...chain.guards, ...guards],
    isWhole: chain.isWhole,
  };
}

const MAKES = /^(?:New\w*|Default)$/;

/** Where a variable has its router from; null where that cannot be told. */
function origin(file: GoFile, declaration: NodeId, name: NodeId, at: NodeId, depth: number): Chain | null {
  const { tree } = file;
  const made = file.initialiser(name);
  if (made !== NONE && made !== name) return chainOf(file, declaration, made, at, depth - 1);
  const bound = file.bindings[name] as number;
  if (!bound) return OUTER;
  const fn = enclosingFunction(tree, bound);
  const isParameter = fn !== NONE && bound < tree.child(fn, Field.body);
  if (!isParameter) return null;
  if (fn === declaration) return OUTER;
  // `r.Route("/v1", func(r chi.Router) { … })`
  const call = tree.parent(tree.parent(fn));
  return call > declaration && isCall(tree, call) ? afterCall(file, declaration, call, call, depth) : null;
}

/** What `Use` was given on the router above the place; where routers ask only when a request comes in, anywhere. */
function usedOn(file: GoFile, declaration: NodeId, router: NodeId, at: NodeId): NodeId[] {
  const { tree } = file;
  return callsOfUse(file).flatMap((call) => {
    if (call < declaration || call >= tree.next(declaration) || (call >= at && !holdsForAll(file, call))) return [];
    const on = tree.child(calleeOf(tree, call), Field.operand);
    return on !== NONE && isSamePath(file, on, router) ? file.arguments(call) : [];
  });
}

const callsOfUse = rememberedBy((file: GoFile): readonly NodeId[] => {
  const found: NodeId[] = [];
  for (let node = 1; node < file.tree.size; node++)
    if (isCall(file.tree, node) && file.calledName(node) === 'Use') found.push(node);
  return found;
});

/** Of gorilla, and of Echo but for its groups, the order of `Use` and of routes means nothing. */
function holdsForAll(file: GoFile, use: NodeId): boolean {
  const callee = libraryCallee(file, use);
  if (!callee) return false;
  return callee.package === 'github.com/gorilla/mux' || (callee.receiver === 'Echo' && ECHO.test(callee.package));
}

const ECHO = /^github\.com\/labstack\/echo(?:\/v\d+)?$/;

/** The function of the repository that an expression names, or a call calls. */
export function functionBehind(file: GoFile, node: NodeId): FunctionFact | null {
  const { tree, index } = file;
  if (isCall(tree, node)) {
    const callee = file.callee(node);
    return callee && index.functionFact(callee);
  }
  const named = file.qualified(node);
  if (named) return index.functionFact({ ...named, receiver: null });
  if (tree.kind(node) !== Kind.selector_expression) return null;
  const name = tree.textOf(tree.child(node, Field.field));
  const owner = findMember(index, file.typeOf(tree.child(node, Field.operand)), name)?.owner;
  return owner?.name ? index.functionFact({ package: owner.package, receiver: owner.name, name }) : null;
}
