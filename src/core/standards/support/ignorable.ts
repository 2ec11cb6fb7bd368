import type { Callee, GoFile } from '../../go/file.ts';
import { calleeOf, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { findMember } from '../../go/types/members.ts';
import { deref, isError, isNamed, type Type } from '../../go/types/type.ts';
import { constantText } from './constants.ts';

/**
 * Calls by package whose error says nothing that anybody could act on: it is always nil, comes back from a later call,
 * or concerns the terminal. Methods as `Type.Name`.
 */
const SAFE: Readonly<Record<string, RegExp>> = {
  fmt: /^(?:Fp|P)rint|^Scan|^State\./,
  bytes: /^(?:Reader\.|Buffer\.(?!ReadFrom))/,
  strings: /^(?:Builder|Reader)\./,
  bufio: /^(?:Writer|ReadWriter)\.(?:Write|ReadFrom)|^Reader\.(?:Discard|UnreadByte|UnreadRune)/,
  hash: /./,
  'hash/maphash': /./,
  'math/rand': /./,
  'math/rand/v2': /./,
  'text/tabwriter': /./,
  flag: /./,
  'log/slog': /./,
  net: /^\w+\.Set\w*(?:Deadline|Delay|KeepAlive\w*|Buffer|Linger)$/,
  'net/http': /^(?:ResponseWriter\.Write|Pusher\.Push|ResponseController\.|Cookie\.Valid)/,
  'net/http/httptest': /./,
  os: /^(?:Unsetenv|Process\.(?:Kill|Signal|Release|Wait)|Root\.Remove|Remove(?:All)?)$/,
  'os/exec': /^Cmd\.Wait$/,
  syscall: /^(?:Kill|Close|Flock|Unlink|Setpgid)$/,
  'golang.org/x/sys/unix': /^(?:Kill|Close|Flock|Unlink|Setpgid)$/,
  'database/sql': /^(?:Tx\.Rollback|Conn\.Raw|Null\w*\.Scan)$/,
  context: /./,
  errors: /^$/,
  runtime: /./,
  'runtime/pprof': /./,
  'runtime/trace': /./,
  'github.com/gorilla/websocket': /^Conn\.(?:Set\w+|WriteControl|Close)$/,
  'github.com/spf13/cobra': /./,
  'github.com/spf13/pflag': /./,
  'github.com/spf13/viper': /Bind/,
  'google.golang.org/grpc': /^(?:Set|Send)(?:Header|Trailer)$|CloseSend$|\.(?:Set|Send)(?:Header|Trailer)$/,
  'github.com/joho/godotenv': /./,
  'github.com/nats-io/nats.go': /\.(?:Unsubscribe|Drain)$/,
  'github.com/go-chi/chi/v5/middleware': /./,
  'k8s.io/client-go/tools/cache': /AddEventHandler/,
};
/** Any package that writes logs: when that fails there is nowhere left to say so. */
const LOGGING =
  /(?:^|\/)(?:log|logs|logging|logger|loggers|logx|logutils?|slog|zap|zapcore|zerolog|logrus|klog|glog|logr|golog)(?:\/v\d+)?$/;
/** A number that did not reach the dashboard: the request goes on all the same. */
const TELEMETRY = /(?:^|\/)(?:statsd|metrics?|telemetry|stats)(?:\/v\d+)?$/;
const MEASURES =
  /^(?:Incr|Decr|Inc|Dec|Count|Gauge|Timing|TimeInMilliseconds|Histogram|Distribution|Observe|Record|ServiceCheck)(?:\w*)$/;
/** Giving back: the work is done, and whoever gives back has nothing to do about a failure. */
const CLEANUP =
  /^(?:[cC]lose|[sS]top|[sS]hutdown|[cC]lean|[rR]ollback|[tT]ear|[rR]elease|[uU]nlock|[rR]emove|[uU]nsubscribe|[cC]ancel|[dD]isconnect|[dD]estroy|[tT]erminate|[dD]ispose|[kK]ill|[aA]bort|[dD]iscard|[dD]rain|[uU]n[rR]egister|[dD]eregister|[rR]evoke|[lL]ogout|[rR]estore|[fF]ree|[fF]inish|[lL]eave|[sS]ync$|Quit$|[dD]elete|Help$|Usage$|Flush|[dD]eactivate|Recv$)/;
/** Values that take what is written to them and never fail, or whose reader hears of the failure. */
const SINKS: readonly [path: string, name: string][] = [
  ['net/http', 'ResponseWriter'],
  ['net/http/httptest', 'ResponseRecorder'],
  ['text/tabwriter', 'Writer'],
  ['bufio', 'Writer'],
  ['github.com/gin-gonic/gin', 'ResponseWriter'],
  ['github.com/labstack/echo/v4', 'Response'],
];

/** The call's last result is an error. */
export function returnsError(file: GoFile, call: NodeId): boolean {
  const type = file.typeOf(call);
  return isError((type.kind === 'tuple' ? type.of.at(-1) : type) ?? type);
}

/** Name of what is called, as it is written: `Close` of `s.conn.Close()`. */
export function calledName(file: GoFile, call: NodeId): string {
  return file.calledName(call);
}

/** What is called, short enough for a message: `s.conn.Close`. */
export function calledText(file: GoFile, call: NodeId): string {
  const text = file.tree.textOf(calleeOf(file.tree, call)).replace(/\s+/g, ' ');
  if (text.length <= 50) return text;
  const name = calledName(file, call);
  return name.length <= 50 ? `…${name}` : 'func() { … }';
}

/** By its name the call gives something back or ends something. */
export function isCleanup(file: GoFile, call: NodeId): boolean {
  return CLEANUP.test(calledName(file, call)) && !isLastWrite(file, call);
}

/** `w.Flush()` of a `bufio.NewWriter(file)`: what is still in the buffer reaches the disk now or never. */
function isLastWrite(file: GoFile, call: NodeId): boolean {
  if (!file.isMethodCall(call, 'bufio', 'Writer', 'Flush')) return false;
  const { tree } = file;
  const writer = file.initialiser(tree.child(calleeOf(tree, call), Field.operand));
  if (writer === NONE || !isCall(tree, writer) || !file.isCallTo(writer, 'bufio', 'NewWriter', 'NewWriterSize'))
    return false;
  const [target = NONE] = file.arguments(writer);
  if (['Stdout', 'Stderr'].some((name) => file.is(target, 'os', name))) return false;
  return isNamed(deref(file.typeOf(target)), 'os', 'File');
}

/** Nobody needs the error of this call. */
export function isIgnorable(file: GoFile, call: NodeId): boolean {
  const callee = file.callee(call);
  if (
    callee &&
    (isSafe(file, callee) ||
      LOGGING.test(callee.package) ||
      isMeasuring(callee) ||
      /Logger$/.test(callee.receiver ?? ''))
  )
    return true;
  return writesToSink(file, call);
}

function isMeasuring({ package: path, receiver, name }: Callee): boolean {
  return MEASURES.test(name) && (TELEMETRY.test(path) || /metric|statsd/i.test(receiver ?? ''));
}

function isSafe(file: GoFile, { package: path, receiver, name }: Callee): boolean {
  // Since Go 1.24 it never returns an error.
  if (path === 'crypto/rand') return name === 'Read' && file.goAtLeast(1, 24);
  return SAFE[path]?.test(receiver === null ? name : `${receiver}.${name}`) ?? false;
}

/** `io.WriteString(w, …)`, `json.NewEncoder(w).Encode(…)`, `h.Write(…)` of a hash, `cache.Set(…)`. */
function writesToSink(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  const callee = calleeOf(tree, call);
  const operand = tree.kind(callee) === Kind.selector_expression ? tree.child(callee, Field.operand) : NONE;
  const name = calledName(file, call);
  if (/^(?:Log|MarshalLog\w*)$/.test(name)) return true;
  if (operand !== NONE && /^Write/.test(name)) {
    if (isSink(file, operand) || isHash(file, operand) || /(?:^|\.)[sS]td(?:err|out)$/.test(tree.textOf(operand)))
      return true;
  }
  if (operand !== NONE && /^Encode/.test(name) && encodesToSink(file, operand)) return true;
  // A cache that was not filled is asked elsewhere the next time.
  if (/cache$/i.test(tree.textOf(operand)) && /^(?:Set|Put|Add|Store)/.test(name)) return true;
  const [first] = file.arguments(call);
  if (first === undefined) return false;
  if (file.isCallTo(call, 'io', 'ReadFull') && file.is(first, 'crypto/rand', 'Reader')) return file.goAtLeast(1, 24);
  if (file.isCallTo(call, 'io', 'Copy', 'CopyN', 'CopyBuffer'))
    return (
      file.is(first, 'io', 'Discard') || isConnection(file, first) || (isSink(file, first) && !isInMemory(file, first))
    );
  // What is read and dropped was waited for.
  if (file.isCallTo(call, 'io', 'ReadAll')) return true;
  if (file.isCallTo(call, 'os', 'Setenv')) return constantText(file, first) !== null;
  if (/^Encode$/.test(name)) return isInMemory(file, first);
  return /^(?:Write|Escape|Fprint)/i.test(name) && (isSink(file, first) || isHash(file, first));
}

function encodesToSink(file: GoFile, encoder: NodeId): boolean {
  const { tree } = file;
  const value = unparenthesized(tree, file.initialiser(encoder) || encoder);
  if (!isCall(tree, value) || !/^New\w*Encoder$/.test(calledName(file, value))) return false;
  return file.arguments(value).some((argument) => isSink(file, argument));
}

function isSink(file: GoFile, node: NodeId): boolean {
  const inner = unparenthesized(file.tree, node);
  if (['Stdout', 'Stderr'].some((name) => file.is(inner, 'os', name))) return true;
  const type = deref(file.typeOf(inner));
  if (type.kind !== 'named') return false;
  if (isInMemory(file, inner)) return true;
  const writer = findMember(file.index, type, 'Write')?.owner;
  return (
    SINKS.some(([path, name]) => isNamed(type, path, name) || (writer?.package === path && writer.name === name)) ||
    isResponse(file, type)
  );
}

function isHash(file: GoFile, node: NodeId): boolean {
  return findMember(file.index, file.typeOf(node), 'Sum')?.method ?? false;
}

/** The other end of a tunnel: it ends when either side closes, which is an error to the copy. */
function isConnection(file: GoFile, node: NodeId): boolean {
  return findMember(file.index, file.typeOf(node), 'RemoteAddr')?.method ?? false;
}

/** A builder or buffer, the repository's own included, or what embeds one. */
function isInMemory(file: GoFile, node: NodeId): boolean {
  const type = deref(file.typeOf(node));
  if (type.kind !== 'named') return false;
  const writer = findMember(file.index, type, 'Write')?.owner;
  return [type, writer].some((owner) => owner && /(?:Buffer|Builder)$/.test(owner.name));
}

/** The repository's own response writers: they have all that an `http.ResponseWriter` has. */
function isResponse(file: GoFile, type: Type): boolean {
  return ['Header', 'Write', 'WriteHeader'].every((name) => findMember(file.index, type, name)?.method);
}
