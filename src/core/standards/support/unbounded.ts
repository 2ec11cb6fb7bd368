import type { Callee, GoFile } from '../../go/file.ts';
import { calleeOf, enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isError, isNamed } from '../../go/types/type.ts';
import { isHttpHandler } from './caller-context.ts';
import { functionsAround } from './functions.ts';
import { isListed, type Sources } from './sources.ts';

/** A value of which every request, or every failure, may bring another. */
export interface Unbounded {
  /** The expression that yields it. */
  node: NodeId;
  what: 'path' | 'text' | 'client' | 'address' | 'id' | 'thing';
}

/** What a client chooses, or what names one thing among any number. */
const CHOSEN: readonly [what: Unbounded['what'], sources: Sources][] = [
  [
    'path',
    {
      'net/url': /^URL\.(?:String|EscapedPath|RequestURI|Redacted)$/,
      'github.com/gofiber/fiber/v2': /^Ctx\.(?:Path|OriginalURL)$/,
      'github.com/valyala/fasthttp': /^RequestCtx\.(?:Path|RequestURI)$/,
    },
  ],
  [
    'client',
    {
      'net/http': /^(?:Request\.(?:UserAgent|Referer|FormValue|PostFormValue|PathValue)|Header\.Get)$/,
      'net/url': /^Values\.Get$/,
      'github.com/gin-gonic/gin': /^Context\.(?:Param|Query|DefaultQuery|PostForm|GetHeader|ClientIP|RemoteIP)$/,
      'github.com/labstack/echo/v4': /^Context\.(?:Param|QueryParam|FormValue|RealIP)$/,
      'github.com/gofiber/fiber/v2': /^Ctx\.(?:Params|Query|FormValue|IP)$/,
      'github.com/go-chi/chi/v5': /^URLParam(?:FromCtx)?$/,
    },
  ],
  [
    'id',
    {
      'github.com/google/uuid': /^(?:NewString|UUID\.String)$/,
      'github.com/gofrs/uuid': /^UUID\.String$/,
      'github.com/rs/xid': /^ID\.String$/,
      'github.com/oklog/ulid/v2': /^ULID\.String$/,
    },
  ],
];
/** Functions whose result is as varied as their argument. */
const KEEPING: Sources = {
  fmt: /^Sprint(?:f|ln)?$/,
  strings: /^(?:To(?:Lower|Upper|Title|ValidUTF8)|Trim\w*|Clone|Replace|ReplaceAll|Join)$/,
  strconv: /^Quote$/,
  path: /^(?:Clean|Join)$/,
};
const REQUEST_FIELDS: Readonly<Record<string, Unbounded['what']>> = {
  RequestURI: 'path',
  RemoteAddr: 'address',
};
const URL_FIELDS: Readonly<Record<string, Unbounded['what']>> = { Path: 'path', RawPath: 'path', RawQuery: 'client' };

const DEEPEST = 5;

/** The unbounded value that decides an expression's own; null where it has none, or where code narrows it first. */
export function unboundedIn(file: GoFile, expression: NodeId, depth = DEEPEST): Unbounded | null {
  const { tree } = file;
  if (depth === 0) return null;
  // A parameter has only its name.
  const node = file.initialiser(expression) || expression;
  const found = ownUnbounded(file, node) ?? insideOf(file, node, depth);
  return found === null || isNarrowed(file, expression, tree.textOf(node)) ? null : found;
}

function insideOf(file: GoFile, node: NodeId, depth: number): Unbounded | null {
  const { tree } = file;
  const first = (nodes: readonly NodeId[]) => {
    for (const inner of nodes) {
      const found = unboundedIn(file, inner, depth - 1);
      if (found) return found;
    }
    return null;
  };
  if (tree.kind(node) === Kind.binary_expression && tree.kind(tree.child(node, Field.operator)) === Token['+'])
    return first([tree.child(node, Field.left), tree.child(node, Field.right)]);
  if (!isCall(tree, node)) return null;
  const selector = calleeOf(tree, node);
  if (file.arguments(node).length === 0 && tree.textOf(tree.child(selector, Field.field)) === 'String')
    return first([tree.child(selector, Field.operand)]);
  const callee = file.callee(node);
  if (callee === null || !(isListed(KEEPING, callee) || isText(callee))) return null;
  const args = file.arguments(node);
  if (callee.package === 'fmt') {
    const error = args.find((argument) => isVariedError(file, argument));
    if (error !== undefined) return { node: error, what: 'text' };
  }
  return first(args);
}

function isText({ package: path, receiver, name }: Callee): boolean {
  return path === '' && receiver === null && name === 'string';
}

/** Names of what there is one of per customer or per piece of work. A user may be a tenant, of which there are few. */
const ONE_OF_MANY =
  /(?:^|[a-z_])(?:customer|order|payment|invoice|refund|transaction|cart|request|trace|correlation|session)_?(?:id|uuid)$|^e-?mail(?:_?addr(?:ess)?)?$/i;

function ownUnbounded(file: GoFile, node: NodeId): Unbounded | null {
  const { tree } = file;
  if (ONE_OF_MANY.test(tree.textOf(tree.child(node, Field.field) || node)) && !isCall(tree, node))
    return isForgotten(file) ? null : { node, what: 'thing' };
  if (tree.kind(node) === Kind.selector_expression) {
    const operand = tree.child(node, Field.operand);
    const name = tree.textOf(tree.child(node, Field.field));
    const fields = Object.hasOwn(URL_FIELDS, name) ? URL_FIELDS : REQUEST_FIELDS;
    const what = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (what === undefined || !isServing(file, node)) return null;
    const [path, type] = fields === URL_FIELDS ? ['net/url', 'URL'] : ['net/http', 'Request'];
    return isNamed(file.typeOf(operand), path, type) && isOfRequest(file, operand) ? { node, what } : null;
  }
  if (!isCall(tree, node)) return null;
  const callee = file.callee(node);
  if (callee === null) return null;
  const operand = tree.child(calleeOf(tree, node), Field.operand);
  if (callee.name === 'Error' && operand !== NONE && isVariedError(file, operand)) return { node, what: 'text' };
  const what = CHOSEN.find(([, sources]) => isListed(sources, callee))?.[0];
  if (what === undefined || (what !== 'id' && !isServing(file, node))) return null;
  return callee.package === 'net/url' && !isOfRequest(file, operand) ? null : { node, what };
}

/** The package takes series out again when what they stand for is gone. */
function isForgotten(file: GoFile): boolean {
  const files = file.package?.files ?? [];
  return files.some(({ facts }) =>
    facts.functions.some(({ uses }) => uses.includes('.DeleteLabelValues') || uses.includes('.DeletePartialMatch')),
  );
}

/** An error that is not one of the package's few: `ErrFull.Error()` always reads the same. */
function isVariedError(file: GoFile, expression: NodeId): boolean {
  if (!isError(file.typeOf(expression))) return false;
  return file.tree.kind(expression) === Kind.identifier && file.resolve(expression).kind === 'local';
}

/** Within a function that answers requests: a client's own requests go where the program sends them. */
function isServing(file: GoFile, node: NodeId): boolean {
  return functionsAround(file, node).some((fn) => isHttpHandler(file, fn) && !isRoundTrip(file, fn));
}

function isRoundTrip(file: GoFile, fn: NodeId): boolean {
  const { tree } = file;
  const result = tree.child(fn, Field.result);
  return result !== NONE && /\bResponse\b/.test(tree.textOf(result));
}

/** `r.URL` or `r.URL.Query()`, of a request. */
function isOfRequest(file: GoFile, operand: NodeId): boolean {
  const { tree } = file;
  let node = file.initialiser(operand) || operand;
  for (let hops = 0; node !== NONE && hops < 4; hops++) {
    const type = file.typeOf(node);
    if (isNamed(type, 'net/http', 'Request')) return true;
    const inner = isCall(tree, node)
      ? tree.child(calleeOf(tree, node), Field.operand)
      : tree.child(node, Field.operand);
    if (inner === NONE) return false;
    node = file.initialiser(inner) || inner;
  }
  return false;
}

/** A condition of the function tells the value from others before it is used: a table of known paths, a switch. */
function isNarrowed(file: GoFile, expression: NodeId, text: string): boolean {
  const { tree } = file;
  const fn = enclosingFunction(tree, expression);
  const name = tree.textOf(expression);
  const mentions = (node: NodeId) => {
    const condition = node === NONE ? '' : tree.textOf(node);
    return new RegExp(`(?:^|[^\\w."])(?:${escaped(name)}|${escaped(text)})(?![\\w(])`).test(condition) ? condition : '';
  };
  const end = tree.next(fn);
  for (let node = fn + 1; node < end; node++) {
    const kind = tree.kind(node);
    if (kind === Kind.expression_switch_statement && mentions(tree.child(node, Field.value))) return true;
    if (kind === Kind.index_expression && mentions(tree.child(node, Field.index))) return true;
    if (kind !== Kind.if_statement) continue;
    const condition = mentions(tree.child(node, Field.condition));
    if (condition === '') continue;
    const equal = tree.contains(tree.child(node, Field.consequence), expression) && condition.includes('==');
    if (equal || condition.includes('(')) return true;
  }
  return false;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
