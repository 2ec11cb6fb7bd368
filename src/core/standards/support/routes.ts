import type { GoFile } from '../../go/file.ts';
import { calleeOf, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { constantText } from './constants.ts';
import { calledName } from './ignorable.ts';
import { libraryCallee } from './messages.ts';

/** One registration of a handler for a path. */
export interface Route {
  /** In capitals; empty where the handler gets every method. */
  methods: readonly string[];
  /** As given here, what groups put before it left out: `/orders/{id}`. */
  path: string;
  /** What answers, middleware around it included. */
  handler: NodeId;
  /** What it is registered with: `mux` of `mux.Handle(…)`; NONE for the default one. */
  router: NodeId;
}

interface Library {
  path: RegExp;
  types: RegExp;
  /** Functions named by a method take the path first; the handler stands at this place, or last (-1). */
  handler: number;
}

const LIBRARIES: readonly Library[] = [
  { path: /^github\.com\/gin-gonic\/gin$/, types: /^(?:Engine|RouterGroup|IRoutes?|IRouter)$/, handler: -1 },
  { path: /^github\.com\/labstack\/echo(?:\/v\d+)?$/, types: /^(?:Echo|Group)$/, handler: 1 },
  { path: /^github\.com\/gofiber\/fiber(?:\/v\d+)?$/, types: /^(?:App|Group|Router)$/, handler: -1 },
  { path: /^github\.com\/go-chi\/chi(?:\/v\d+)?$/, types: /^(?:Mux|Router)$/, handler: 1 },
  { path: /^github\.com\/julienschmidt\/httprouter$/, types: /^Router$/, handler: 1 },
];
const VERB = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|Get|Head|Post|Put|Patch|Delete)$/;
/** What `routeOf` knows. */
export const ROUTE_CALLS =
  /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|Get|Head|Post|Put|Patch|Delete|Handle|HandleFunc|Method|MethodFunc)$/;
const GORILLA = 'github.com/gorilla/mux';

/** The route that a call registers, where method and path are constants; null for any other call. */
export function routeOf(file: GoFile, call: NodeId): Route | null {
  const name = calledName(file, call);
  if (!ROUTE_CALLS.test(name)) return null;
  const callee = libraryCallee(file, call);
  if (!callee) return null;
  const router = file.tree.child(calleeOf(file.tree, call), Field.operand);
  const args = file.arguments(call);
  if (callee.package === 'net/http') {
    if (!/^Handle/.test(name) || (callee.receiver !== null && callee.receiver !== 'ServeMux')) return null;
    const [, method = '', path = ''] = /^(?:([A-Z]+) )?\s*(\S*)$/.exec(textOf(file, args[0])) ?? [];
    return routed(method === '' ? [] : [method], path, args[1], callee.receiver === null ? NONE : router);
  }
  if (callee.package === GORILLA) {
    if (callee.receiver !== 'Router' || !/^Handle/.test(name)) return null;
    return routed(gorillaMethods(file, call), textOf(file, args[0]), args[1], router);
  }
  const library = LIBRARIES.find(({ path, types }) => path.test(callee.package) && types.test(callee.receiver ?? ''));
  if (!library) return null;
  const at = (index: number) => args.at(index);
  if (VERB.test(name)) return routed([name.toUpperCase()], textOf(file, args[0]), at(library.handler), router);
  if (name === 'HandleFunc') return null;
  const method = methodOf(file, args[0]);
  return method === '' ? null : routed([method], textOf(file, args[1]), at(library.handler < 0 ? -1 : 2), router);
}

function routed(methods: readonly string[], path: string, handler: NodeId | undefined, router: NodeId): Route | null {
  return path === '' || handler === undefined ? null : { methods, path, handler, router };
}

/** The text of a constant string without its quotes; empty for what is none. */
function textOf(file: GoFile, node: NodeId | undefined): string {
  const text = node === undefined ? null : constantText(file, node);
  return text !== null && /^["`]/.test(text) ? text.slice(1, -1) : '';
}

/** `"GET"` or `http.MethodGet`. */
function methodOf(file: GoFile, node: NodeId | undefined): string {
  if (node === undefined) return '';
  const named = file.qualified(node);
  const name = named?.package === 'net/http' ? /^Method(\w+)$/.exec(named.name)?.[1] : undefined;
  return (name ?? textOf(file, node)).toUpperCase();
}

/** `router.HandleFunc("/orders", list).Methods(http.MethodGet)`. */
function gorillaMethods(file: GoFile, call: NodeId): string[] {
  for (let node = call; ; ) {
    const selector = file.tree.parent(node);
    const outer = file.tree.parent(selector);
    if (file.tree.kind(selector) !== Kind.selector_expression || !isCall(file.tree, outer)) return [];
    if (calledName(file, outer) === 'Methods') return file.arguments(outer).map((each) => methodOf(file, each));
    node = outer;
  }
}
