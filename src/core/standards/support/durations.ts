import type { GoFile } from '../../go/file.ts';
import { unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';

const UNITS: Readonly<Record<string, number>> = {
  Nanosecond: 1e-9,
  Microsecond: 1e-6,
  Millisecond: 1e-3,
  Second: 1,
  Minute: 60,
  Hour: 3600,
};

/** Seconds of a duration that is always the same: `5 * time.Second`, or a name for one. Null where it is not certain. */
export function constantDuration(file: GoFile, expression: NodeId): number | null {
  return inSeconds(amountOf(file, expression, 6, exactly));
}

/** The most seconds that a duration can have: `time.Duration(10+rand.Intn(20)) * time.Millisecond`. Null where unknown. */
export function longestDuration(file: GoFile, expression: NodeId): number | null {
  return inSeconds(amountOf(file, expression, 6, atMost));
}

function inSeconds(value: Amount | null): number | null {
  return value && (value.unit ? value.amount : value.amount * 1e-9);
}

/** What a call that yields an amount is taken for. */
type OfCall = (file: GoFile, call: NodeId) => NodeId;
const exactly: OfCall = () => NONE;
const RANDOM = ['math/rand', 'math/rand/v2'];

/** `rand.Intn(20)` stays below its argument. */
const atMost: OfCall = (file, call) =>
  RANDOM.some((path) => file.isCallTo(call, path, 'Intn', 'IntN', 'Int63n', 'Int64N', 'Int31n', 'Int32N', 'N'))
    ? (file.arguments(call)[0] ?? NONE)
    : NONE;

/** In seconds with a unit, else a plain number. */
type Amount = { amount: number; unit: boolean };

function amountOf(file: GoFile, expression: NodeId, depth: number, ofCall: OfCall): Amount | null {
  const { tree } = file;
  const node = unparenthesized(tree, file.initialiser(expression) || expression);
  if (depth === 0) return null;
  switch (tree.kind(node)) {
    case Kind.int_literal:
    case Kind.float_literal:
      return plain(tree.textOf(node));
    case Kind.call_expression: {
      const [only, ...more] = file.isCallTo(node, 'time', 'Duration') ? file.arguments(node) : [ofCall(file, node)];
      return only && more.length === 0 ? amountOf(file, only, depth - 1, ofCall) : null;
    }
    case Kind.binary_expression: {
      const left = amountOf(file, tree.child(node, Field.left), depth - 1, ofCall);
      const operator = tree.kind(tree.child(node, Field.operator));
      // The least of what is taken away or divided by would be asked for.
      const grows = operator === Token['+'] || operator === Token['*'];
      const right = amountOf(file, tree.child(node, Field.right), depth - 1, grows ? ofCall : exactly);
      return left && right ? combined(operator, left, right) : null;
    }
    default:
      return named(file, node);
  }
}

function combined(operator: number, left: Amount, right: Amount): Amount | null {
  if (operator === Token['*'] && !(left.unit && right.unit))
    return { amount: left.amount * right.amount, unit: left.unit || right.unit };
  if (operator === Token['/'] && !right.unit && right.amount !== 0)
    return { amount: left.amount / right.amount, unit: left.unit };
  if (left.unit !== right.unit) return null;
  if (operator === Token['+']) return { amount: left.amount + right.amount, unit: left.unit };
  return operator === Token['-'] ? { amount: left.amount - right.amount, unit: left.unit } : null;
}

/** `time.Second`, or a constant of a package whose value is written plainly. */
function named(file: GoFile, node: NodeId): Amount | null {
  const found = node === NONE ? null : file.qualified(node);
  if (found === null) return null;
  if (found.package === 'time' && found.name in UNITS) return { amount: UNITS[found.name] ?? 0, unit: true };
  const member = file.member(found.package, found.name);
  return member?.kind === 'const' && member.value !== null ? ofText(member.value) : null;
}

/** `5 * time.Second`, `time.Minute`, `30` as the source of a constant elsewhere. */
function ofText(text: string): Amount | null {
  const product = /^(?:([\d._]+)\s*\*\s*)?\w+\.(\w+)(?:\s*\*\s*([\d._]+))?$/.exec(text.trim());
  if (product) {
    const [, before = '1', unit = '', after = '1'] = product;
    if (!(unit in UNITS)) return null;
    return {
      amount: Number(before.replaceAll('_', '')) * Number(after.replaceAll('_', '')) * (UNITS[unit] ?? 0),
      unit: true,
    };
  }
  return plain(text.trim());
}

function plain(text: string): Amount | null {
  const amount = /^[\d._]+$/.test(text) ? Number(text.replaceAll('_', '')) : Number.NaN;
  return Number.isFinite(amount) ? { amount, unit: false } : null;
}
