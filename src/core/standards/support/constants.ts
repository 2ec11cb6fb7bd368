import type { GoFile } from '../../go/file.ts';
import { isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';

/**
 * Source text of the constant that an expression always has: a literal, a name for one, or a conversion of one
 * (`uint16(x)`). Null where the value is not certain.
 */
export function constantText(file: GoFile, expression: NodeId): string | null {
  const { tree } = file;
  const value = file.initialiser(expression);
  switch (tree.kind(value)) {
    case Kind.int_literal:
    case Kind.true:
    case Kind.false:
    case Kind.interpreted_string_literal:
    case Kind.raw_string_literal:
      return tree.textOf(value);
    case Kind.call_expression: {
      const [only, ...others] = file.arguments(value);
      const callee = isCall(tree, value) ? file.callee(value) : null;
      if (only === undefined || others.length > 0 || !/^u?int\d*$/.test(callee?.name ?? '')) return null;
      return callee?.package === '' ? constantText(file, only) : null;
    }
    default:
      return memberConstant(file, unparenthesized(tree, value === NONE ? expression : value));
  }
}

/** A package's own or another's constant. */
function memberConstant(file: GoFile, name: NodeId): string | null {
  const found = file.qualified(name);
  const member = found ? file.member(found.package, found.name) : null;
  const value = member?.kind === 'const' ? member.value : null;
  return value !== null && /^(?:\d\w*|true|false|"[^"\\]*")$/.test(value) ? value : null;
}

/** The whole number that an expression always has, else null. */
export function constantInt(file: GoFile, expression: NodeId): number | null {
  const text = constantText(file, expression);
  const number = text === null ? Number.NaN : Number(text.replaceAll('_', ''));
  return Number.isInteger(number) ? number : null;
}
