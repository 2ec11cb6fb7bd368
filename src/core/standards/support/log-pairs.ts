import type { GoFile } from '../../go/file.ts';
import { calleeOf, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { type Type, typeString } from '../../go/types/type.ts';
import { signatureOf } from './sources.ts';

/** How a logging library reads `key, value, key, value`. */
export interface PairDialect {
  library: string;
  /** Functions and methods (`Type.Name`) whose variadic arguments are pairs. */
  calls: RegExp;
  /** Values that stand for a whole pair, by type. */
  whole: ReadonlySet<string>;
  /** Errors may stand alone. */
  loneErrors?: true;
  /** What becomes of a last key without a value. */
  unpaired: string;
  /** What becomes of a key that is no string; absent where any key will do. */
  badKey?: string;
}

const ATTRIBUTE = 'log/slog.Attr';
const FIELD = 'go.uber.org/zap/zapcore.Field';

const GO_KIT: PairDialect = {
  library: 'go-kit',
  calls: /^(?:(?:Logger|LoggerFunc|SwapLogger)\.Log|With(?:Prefix|Suffix)?)$/,
  whole: new Set(),
  unpaired: 'go-kit writes `(MISSING)` in its place',
};
const DIALECTS: Readonly<Record<string, PairDialect>> = {
  'log/slog': {
    library: 'slog',
    calls: /^(?:(?:Logger\.)?(?:(?:Debug|Info|Warn|Error)(?:Context)?|Log|With)|Group|Record\.Add)$/,
    whole: new Set([ATTRIBUTE]),
    unpaired: 'slog files it under `!BADKEY`',
    badKey: 'slog files it under `!BADKEY`',
  },
  'go.uber.org/zap': {
    library: 'zap',
    calls: /^SugaredLogger\.(?:(?:Debug|Info|Warn|Error|DPanic|Panic|Fatal|Log)w|With(?:Lazy)?)$/,
    whole: new Set([FIELD]),
    loneErrors: true,
    unpaired: 'zap drops it and logs `Ignored key without a value` at DPanic, which panics in development',
    badKey: 'zap drops it with its value and logs `Ignored key-value pairs` at DPanic, which panics in development',
  },
  'github.com/go-logr/logr': {
    library: 'logr',
    calls: /^Logger\.(?:Info|Error|WithValues)$/,
    // Sinks over slog and zap know their own.
    whole: new Set([ATTRIBUTE, FIELD]),
    unpaired: 'the sink fills in `<no-value>`, or drops the rest as zapr does',
    badKey: 'the sink writes a placeholder for the key, or drops the rest as zapr does',
  },
  'k8s.io/klog/v2': {
    library: 'klog',
    calls: /^(?:(?:Verbose\.)?(?:Info|Error)S(?:Depth)?|LoggerWithValues)$/,
    whole: new Set(),
    unpaired: 'klog writes `(MISSING)` in its place',
  },
  'github.com/go-kit/log': GO_KIT,
  'github.com/go-kit/kit/log': GO_KIT,
};

/** What `pairsOf` knows. */
export const PAIR_CALLS =
  /^(?:(?:Debug|Info|Warn|Error|DPanic|Panic|Fatal|Log)(?:w|Context|S(?:Depth)?)?|With(?:Lazy|Values|Prefix|Suffix)?|LoggerWithValues|Group|Add)$/;

/** The pairs of a call that logs by key and value; null for any other call, and where a slice is spread. */
export function pairsOf(file: GoFile, call: NodeId): { dialect: PairDialect; pairs: readonly NodeId[] } | null {
  const { tree } = file;
  const args = file.arguments(call);
  const last = args.at(-1);
  if (last === undefined || tree.kind(last) === Kind.variadic_argument) return null;
  const callee = file.callee(call);
  if (callee === null) return isLevelled(file, call) ? { dialect: GO_KIT, pairs: args } : null;
  const dialect = Object.hasOwn(DIALECTS, callee.package) ? DIALECTS[callee.package] : undefined;
  const name = callee.receiver === null ? callee.name : `${callee.receiver}.${callee.name}`;
  if (!dialect?.calls.test(name)) return null;
  const signature = signatureOf(file.index, callee);
  return signature?.variadic ? { dialect, pairs: args.slice(signature.parameters.length - 1) } : null;
}

/** `level.Info(logger).Log(…)`. */
function isLevelled(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  const selector = calleeOf(tree, call);
  if (tree.kind(selector) !== Kind.selector_expression || tree.textOf(tree.child(selector, Field.field)) !== 'Log')
    return false;
  const operand = tree.child(selector, Field.operand);
  return (
    isCall(tree, operand) && /^github\.com\/go-kit\/(?:kit\/)?log\/level$/.test(file.callee(operand)?.package ?? '')
  );
}

/** The type as a reader of the file would name it: `orders.Key`. */
export function shortType(type: Type): string {
  return typeString(type).replace(/[\w.~-]+\//g, '');
}
