import type { GoFile } from '../../go/file.ts';
import { calleeOf, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { findMember } from '../../go/types/members.ts';
import { isNamed, type Type } from '../../go/types/type.ts';
import { functionsAround, parameterNodes } from './functions.ts';
import { entryOf } from './handlers.ts';
import { calledName } from './ignorable.ts';
import { isParameter } from './reaching.ts';
import { rootOf } from './values.ts';

/** Data that whoever calls the service chose. */
export interface RequestSource {
  node: NodeId;
  /** One segment of the URL's path, which holds no slash. */
  segment: boolean;
}

const HTTP = 'net/http';
/** Methods that only a request being served has a use for. */
const SERVED = /^(?:FormValue|PostFormValue|PathValue)$/;
const REQUEST_PARTS = /^(?:URL|Form|PostForm|Header|Host|RequestURI|Body)$/;

interface Framework {
  path: RegExp;
  name: string;
  free: RegExp;
  segment: RegExp;
  /** How the request of net/http is had. */
  request: RegExp;
}

const NEVER = /^$/;
/** Of the contexts of web frameworks, the methods that give request data. */
const FRAMEWORKS: readonly Framework[] = [
  {
    path: /^github\.com\/gin-gonic\/gin$/,
    name: 'Context',
    free: /^(?:(?:Default)?(?:Query|PostForm)|Get(?:Query|PostForm|Header|RawData)|(?:Query|PostForm)(?:Array|Map))$/,
    segment: /^Param$/,
    request: /^Request$/,
  },
  {
    path: /^github\.com\/labstack\/echo\/v\d+$/,
    name: 'Context',
    // Echo decodes `%2F` within a segment.
    free: /^(?:Param|QueryParams?|QueryString|FormValue|FormParams)$/,
    segment: NEVER,
    request: /^Request$/,
  },
  {
    path: /^github\.com\/gofiber\/fiber\/v\d+$/,
    name: 'Ctx',
    free: /^(?:Query|FormValue|Get|Body|BodyRaw|OriginalURL)$/,
    segment: /^Params$/,
    request: NEVER,
  },
  {
    path: /^github\.com\/cloudwego\/hertz\/pkg\/app$/,
    name: 'RequestContext',
    free: /^(?:Query|DefaultQuery|PostForm|DefaultPostForm|FormValue|GetHeader|GetRawData)$/,
    segment: /^Param$/,
    request: NEVER,
  },
];
export const DECODING =
  /^(?:Decode\w*|Unmarshal\w*|(?:Must|Should)?Bind\w*|BodyParser|QueryParser|ReadJSON|ParseJSON|Read(?:Request|Body)\w*|Parse(?:Request|Body)\w*)$/;

/** The expression is request data by itself: `r.FormValue("url")`, `c.Query("q")`, `req.GetPath()` of an RPC, `in.Path` decoded from a body. */
export function requestSource(file: GoFile, node: NodeId): RequestSource | null {
  if (isCall(file.tree, node)) return fromCall(file, node);
  return file.tree.kind(node) === Kind.selector_expression ? fromSelector(file, node) : null;
}

function fromCall(file: GoFile, call: NodeId): RequestSource | null {
  const { tree } = file;
  const callee = calleeOf(tree, call);
  const name = calledName(file, call);
  const free = { node: call, segment: false };
  if (/^(?:URLParam|Vars)$/.test(name)) {
    const routed =
      file.isCallTo(call, 'github.com/go-chi/chi/v5', 'URLParam') ||
      file.isCallTo(call, 'github.com/go-chi/chi', 'URLParam') ||
      file.isCallTo(call, 'github.com/gorilla/mux', 'Vars');
    if (routed) return { node: call, segment: true };
  }
  if (tree.kind(callee) !== Kind.selector_expression) return null;
  const operand = tree.child(callee, Field.operand);
  if (SERVED.test(name) && isNamed(file.typeOf(operand), HTTP, 'Request')) return free;
  for (const framework of FRAMEWORKS) {
    const segment = framework.segment.test(name);
    if (!segment && !framework.free.test(name)) continue;
    if (isOf(file.typeOf(operand), framework)) return { node: call, segment };
  }
  return /^Get[A-Z]/.test(name) && file.arguments(call).length === 0 && isMessage(file, operand) ? free : null;
}

function fromSelector(file: GoFile, selector: NodeId): RequestSource | null {
  const { tree } = file;
  const operand = unparenthesized(tree, tree.child(selector, Field.operand));
  const free = { node: selector, segment: false };
  if (REQUEST_PARTS.test(tree.textOf(tree.child(selector, Field.field))) && isServed(file, operand)) return free;
  // A method is no data.
  if (file.typeOf(selector).kind === 'func') return null;
  if (isMessage(file, operand)) return free;
  const root = rootOf(tree, operand);
  if (root === NONE || !isPath(file, operand)) return null;
  return isDecoded(file, root, selector) ? free : null;
}

function isOf(type: Type, { path, name }: Framework): boolean {
  const base = type.kind === 'pointer' ? type.to : type;
  return base.kind === 'named' && base.name === name && path.test(base.package);
}

/** The `*http.Request` of a handler; a client's own request is none. */
function isServed(file: GoFile, node: NodeId): boolean {
  const { tree, bindings } = file;
  const inner = isCall(tree, node) ? calleeOf(tree, node) : node;
  if (tree.kind(inner) === Kind.selector_expression) {
    const name = tree.textOf(tree.child(inner, Field.field));
    const type = file.typeOf(tree.child(inner, Field.operand));
    return FRAMEWORKS.some((framework) => framework.request.test(name) && isOf(type, framework));
  }
  const declaration = tree.kind(node) === Kind.identifier ? (bindings[node] as number) : NONE;
  if (!declaration || !isParameter(file, declaration) || !isNamed(file.typeOf(node), HTTP, 'Request')) return false;
  return functionsAround(file, node).some((fn) =>
    parameterNodes(file, fn).some(({ type }) => isNamed(file.typeAt(type), HTTP, 'ResponseWriter')),
  );
}

/** The request message of an RPC method, or a part of it: `req`, `req.Msg`, `req.GetOrder()`. */
function isMessage(file: GoFile, node: NodeId): boolean {
  const root = rootOf(file.tree, node);
  const declaration = root === NONE ? NONE : (file.bindings[root] as number);
  if (!declaration || !isParameter(file, declaration)) return false;
  const fn = file.tree.ancestor(declaration, Kind.method_declaration);
  if (fn === NONE) return false;
  const parameters = parameterNodes(file, fn);
  const at = parameters.findIndex(({ name }) => name === declaration);
  const type = at === 1 && parameters.length === 2 ? file.typeAt(parameters[1]?.type ?? NONE) : null;
  if (type === null) return false;
  if (isNamed(type, 'connectrpc.com/connect', 'Request')) return true;
  return isGenerated(file, type) && entryOf(file, fn) === 'RPC method';
}

/** A message of protocol buffers, by what is generated for it or, where that is not at hand, by its name. */
function isGenerated(file: GoFile, type: Type): boolean {
  if (type.kind !== 'pointer' || type.to.kind !== 'named') return false;
  return /Req(?:uest)?$/.test(type.to.name) || findMember(file.index, type, 'ProtoReflect')?.method === true;
}

/** `in` or `in.Item` or `in.Items[0]`. */
function isPath(file: GoFile, node: NodeId): boolean {
  const { tree } = file;
  const kind = tree.kind(node);
  if (kind === Kind.identifier) return true;
  if (kind !== Kind.selector_expression && kind !== Kind.index_expression) return false;
  return isPath(file, unparenthesized(tree, tree.child(node, Field.operand)));
}

/** A variable that holds all of a request's body: decoded, or as it was read. */
export function holdsWholeBody(file: GoFile, name: NodeId): boolean {
  return file.tree.kind(name) === Kind.identifier && (isDecoded(file, name, name) || holdsBody(file, name));
}

/** The local variable was filled from the request before the use: `json.NewDecoder(r.Body).Decode(&in)`. */
function isDecoded(file: GoFile, root: NodeId, use: NodeId): boolean {
  const { tree, bindings } = file;
  const declaration = bindings[root] as number;
  if (!declaration || isParameter(file, declaration)) return false;
  for (let node = declaration + 1; node < use; node++) {
    if (bindings[node] !== declaration || tree.kind(node) !== Kind.identifier) continue;
    const parent = tree.parent(node);
    const argument = tree.kind(parent) === Kind.unary_expression ? parent : node;
    const list = tree.parent(argument);
    const call = tree.parent(list);
    if (tree.kind(list) !== Kind.argument_list || !isCall(tree, call) || !DECODING.test(calledName(file, call)))
      continue;
    if (readsRequest(file, call)) return true;
  }
  return false;
}

/** A part of the request is handed to the decoder, or the framework's context is the decoder. */
export function readsRequest(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  const operand = tree.child(calleeOf(tree, call), Field.operand);
  if (operand && FRAMEWORKS.some((framework) => isOf(file.typeOf(operand), framework))) return true;
  const end = tree.next(call);
  for (let node = call; node < end; node++) {
    if (tree.kind(node) === Kind.selector_expression && tree.textOf(tree.child(node, Field.field)) === 'Body') {
      if (isServed(file, unparenthesized(tree, tree.child(node, Field.operand)))) return true;
    } else if (tree.kind(node) === Kind.identifier && holdsBody(file, node)) return true;
  }
  return false;
}

/** A variable with the body in it: `body, err := io.ReadAll(r.Body)`, `decoder := json.NewDecoder(r.Body)`. */
function holdsBody(file: GoFile, name: NodeId): boolean {
  const { tree, bindings } = file;
  const declaration = bindings[name] as number;
  if (!declaration || isParameter(file, declaration)) return false;
  const statement = tree.parent(tree.parent(declaration));
  if (tree.kind(statement) !== Kind.short_var_declaration || file.isError(name)) return false;
  if (tree.children(tree.child(statement, Field.left))[0] !== declaration) return false;
  const right = tree.child(statement, Field.right);
  for (const selector of tree.descendants(right, Kind.selector_expression)) {
    if (tree.textOf(tree.child(selector, Field.field)) !== 'Body') continue;
    if (isServed(file, unparenthesized(tree, tree.child(selector, Field.operand)))) return true;
  }
  return false;
}
