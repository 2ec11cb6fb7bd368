import type { Callee, GoFile } from '../../go/file.ts';
import { nilCheck } from '../../go/flow/nil-check.ts';
import { calleeOf, FUNCTION_KINDS, isCall } from '../../go/syntax/calls.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { constantText } from './constants.ts';
import { functionsAround } from './functions.ts';
import { guardOf } from './guard.ts';
import { lastValue } from './values.ts';

const FATAL = /^(?:Fatal|Exit)(?:f|ln|w|Depth|Context|Fn)?$/;
/** Loggers whose `Fatal*` ends the process. */
const LOGGERS = new Set([
  'log',
  'github.com/sirupsen/logrus',
  'go.uber.org/zap',
  'github.com/rs/zerolog',
  'github.com/rs/zerolog/log',
  'github.com/go-kratos/kratos/v2/log',
  'k8s.io/klog/v2',
  'k8s.io/klog',
  'github.com/golang/glog',
]);

/** What `isExit` knows. */
export const EXIT_CALLS = /^(?:Fatal|Exit)/;

/** The call ends the process: `os.Exit`, `log.Fatalf`. */
export function isExit({ package: path, name }: Callee): boolean {
  return path === 'os' ? name === 'Exit' : LOGGERS.has(path) && FATAL.test(name);
}

/** The `default` of a switch, or the error of a call on constants alone: whoever wrote it has most likely ruled it out. */
export function isInvariant(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  if (tree.kind(tree.ancestor(call, Kind.default_case, ...FUNCTION_KINDS)) === Kind.default_case) return true;
  const guard = guardOf(file, tree.parent(call));
  const checked = guard && nilCheck(file, guard.condition)?.variable;
  const error =
    guard && [...tree.descendants(guard.condition, Kind.identifier)].find((name) => file.bindings[name] === checked);
  const made = error ? lastValue(file, error) : NONE;
  const given = isCall(tree, made) ? file.arguments(made) : [];
  return given.length > 0 && given.every((argument) => constantText(file, argument) !== null);
}

/** A second signal forces the exit, or a panic that would have ended the process anyway. */
export function isForced(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  const around = functionsAround(file, call);
  const [inner = NONE] = around;
  const deferred = tree.kind(tree.parent(tree.parent(inner))) === Kind.defer_statement;
  const outer = around.at(-1) ?? NONE;
  for (let node = outer; node < tree.next(outer); node++) {
    if (!isCall(tree, node)) continue;
    if (file.isCallTo(node, 'os/signal', 'Notify')) return true;
    if (deferred && tree.contains(inner, node) && /(?:^|\.)[rR]ecover$/.test(tree.textOf(calleeOf(tree, node))))
      return true;
  }
  return false;
}
