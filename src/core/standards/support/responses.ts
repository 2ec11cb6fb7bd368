import type { Callee, GoFile } from '../../go/file.ts';
import { evaluatedNodes } from '../../go/flow/evaluated.ts';
import type { Step } from '../../go/flow/graph.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { PackageFile } from '../../go/index/source-package.ts';
import { rememberedWith } from '../../go/remember.ts';
import { calleeOf, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isNamed } from '../../go/types/type.ts';
import { constantInt } from './constants.ts';
import { calledName } from './ignorable.ts';

/** What a call does to the HTTP response of the handler that it stands in. */
export interface ResponseEvent {
  /**
   * `reply`: the whole answer, an error where `status` says so. `status`: the status line, a body may follow. `body`:
   * part of the body. `handed`: another handler gets the response, who may do any of these.
   */
  kind: 'reply' | 'status' | 'body' | 'handed';
  /** Null when it is not a constant. */
  status: number | null;
  /** The answer says that the request failed. */
  error: boolean;
  /** Done by a function of the repository, which may do more than one thing. */
  helper: boolean;
  /** Identifier that declares the response, or the framework's context. */
  response: NodeId;
}

const FRAMEWORKS = ['net/http', 'github.com/gin-gonic/gin'];
const GIN_REPLIES =
  /^(?:JSON|IndentedJSON|SecureJSON|JSONP|AsciiJSON|PureJSON|XML|YAML|TOML|ProtoBuf|String|HTML|Data|DataFromReader|AbortWithStatus|AbortWithStatusJSON|AbortWithStatusPureJSON|AbortWithError|Redirect)$/;
const ERROR_NAME = /err|fail|bad|not_?found|forbid|unauth|deny|reject|problem|abort|invalid/i;

/** What the call does to the response of the handler around it; null when it does not touch one. */
export const responseEvent = rememberedWith((file: GoFile, call: NodeId): ResponseEvent | null => {
  // Whoever holds a response has imported its type, or reads it off a field: such handlers are few.
  if (!FRAMEWORKS.some((path) => file.index.nameOfImport(file.facts, path) !== null)) return null;
  return onContext(file, call) ?? onWriter(file, call);
});

/** The step writes the body that belongs to a status line: the answer is whole, and what follows is about its failure. */
export function completes(file: GoFile, step: Step, { kind, response }: ResponseEvent): boolean {
  if (kind !== 'status') return false;
  for (const node of evaluatedNodes(file.tree, step)) {
    if (!isCall(file.tree, node)) continue;
    const later = responseEvent(file, node);
    if (later ? later.response === response && later.kind === 'body' : isGiven(file, node, response)) return true;
  }
  return false;
}

/** What is not known gets the response: `render(w, page)`, to write the page. */
function isGiven(file: GoFile, call: NodeId, response: NodeId): boolean {
  return file.arguments(call).some((argument) => responseOf(file, argument) === response);
}

function event(response: NodeId, kind: ResponseEvent['kind'], status: number | null = null): ResponseEvent {
  return { kind, status, error: status !== null && status >= 400, helper: false, response };
}

/** Gin's `c.JSON(http.StatusBadRequest, …)`. */
function onContext(file: GoFile, call: NodeId): ResponseEvent | null {
  const { tree } = file;
  const name = calledName(file, call);
  if (!GIN_REPLIES.test(name)) return null;
  const operand = tree.child(calleeOf(tree, call), Field.operand);
  if (tree.kind(operand) !== Kind.identifier || !isNamed(file.typeOf(operand), 'github.com/gin-gonic/gin', 'Context'))
    return null;
  const response = file.bindings[operand] as number;
  if (!response) return null;
  const [code = NONE] = file.arguments(call);
  const status = constantInt(file, code);
  return event(response, name === 'AbortWithStatus' ? 'status' : 'reply', status);
}

function onWriter(file: GoFile, call: NodeId): ResponseEvent | null {
  const { tree } = file;
  const callee = calleeOf(tree, call);
  const name = calledName(file, call);
  const args = file.arguments(call);
  const operand = tree.kind(callee) === Kind.selector_expression ? tree.child(callee, Field.operand) : NONE;
  const own = responseOf(file, operand);
  if (own !== NONE) {
    if (name === 'WriteHeader') {
      const status = constantInt(file, args[0] ?? NONE);
      return event(own, 'status', status);
    }
    return /^Write/.test(name) ? event(own, 'body') : null;
  }
  const slot = args.findIndex((argument) => responseOf(file, argument) !== NONE);
  const response = responseOf(file, args[slot] ?? NONE);
  if (response === NONE) return null;
  if (file.isCallTo(call, 'net/http', 'Error')) {
    return { ...event(response, 'reply', constantInt(file, args[2] ?? NONE)), error: true };
  }
  if (file.isCallTo(call, 'net/http', 'NotFound')) return event(response, 'reply', 404);
  if (file.isCallTo(call, 'net/http', 'Redirect', 'ServeFile', 'ServeContent', 'ServeFileFS'))
    return event(response, 'reply');
  if (file.isCallTo(call, 'fmt', 'Fprint', 'Fprintf', 'Fprintln') || file.isCallTo(call, 'io', 'WriteString', 'Copy'))
    return slot === 0 ? event(response, 'body') : null;
  if (/^Execute(?:Template)?$/.test(name) && slot === 0) return event(response, 'body');
  // An encoder writes when it is told to; making it is followed by that.
  if (/^New\w*Encoder$/.test(name) && isCall(tree, tree.parent(tree.parent(call)))) return event(response, 'body');
  if (name === 'ServeHTTP') return event(response, 'handed');
  const found = file.callee(call);
  const does = found ? doneToResponse(file.index, found, slot) : null;
  if (!does) return null;
  return { ...event(response, does), error: does === 'reply' && ERROR_NAME.test(name), helper: true };
}

/** Declaration of the `http.ResponseWriter` that the expression names; NONE for any other. */
function responseOf(file: GoFile, node: NodeId): NodeId {
  const inner = unparenthesized(file.tree, node);
  if (file.tree.kind(inner) !== Kind.identifier) return NONE;
  return isNamed(file.typeOf(inner), 'net/http', 'ResponseWriter') ? (file.bindings[inner] as number) : NONE;
}

const DEEPEST = 4;

/** What a function of the repository does to a response that it is passed. */
export function doneToResponse(index: GoIndex, callee: Callee, slot: number, depth = DEEPEST): 'reply' | 'body' | null {
  const found = index.declaredFunction(callee);
  if (!found || depth === 0) return null;
  const effects = found.fact.effects?.[String(slot)] ?? [];
  // A function that answers in some cases only may be a check that its caller goes on after.
  if (found.fact.results.length > 0) return null;
  if (effects.some((effect) => effect === '.WriteHeader()' || />http\.(?:Error|NotFound)#0$/.test(effect)))
    return 'reply';
  for (const effect of effects) {
    const next = passedTo(index, found.file, effect);
    const there = next && doneToResponse(index, next.callee, next.slot, depth - 1);
    if (there) return there;
  }
  if (
    effects.some((effect) =>
      /^\.Write\w*\(\)$|>(?:fmt\.Fprint\w*|io\.(?:WriteString|Copy)|json\.NewEncoder(?:\(\)\.Encode)?)#0$/.test(effect),
    )
  )
    return 'body';
  return null;
}

/** `>>respond#0`: a function of the same package that the response is passed on to. */
function passedTo(index: GoIndex, from: PackageFile, effect: string): { callee: Callee; slot: number } | null {
  const match = /^>>(\w+)#(\d+)$/.exec(effect);
  const own = index.packageOf(from.path);
  if (!match || !own) return null;
  return { callee: { package: own.path, receiver: null, name: match[1] ?? '' }, slot: Number(match[2]) };
}
