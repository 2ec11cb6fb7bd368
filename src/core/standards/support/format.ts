import type { GoFile } from '../../go/file.ts';
import { unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';

/** A verb of a Printf format. */
export interface Verb {
  letter: string;
  /** As written: `%+v`, `%[2]s`. */
  text: string;
  /** Position of its operand among the operands, from 0. */
  operand: number;
  /** Offset of the letter in the format text. */
  at: number;
}

const VERB =
  /%(?<flags>[-+# 0]*)(?<width>(?:\[\d+\])?\*|\d+)?(?<precision>\.(?:(?:\[\d+\])?\*|\d*))?(?<index>\[\d+\])?(?<letter>[a-zA-Z%])/g;

/** Verbs of a format in order; `%%` left out. Follows the rules of package fmt for widths, stars and indexes. */
export function verbsOf(format: string): Verb[] {
  const verbs: Verb[] = [];
  let operand = 0;
  for (const match of format.matchAll(VERB)) {
    const { width = '', precision = '', index, letter = '' } = match.groups ?? {};
    if (letter === '%') continue;
    for (const part of [width, precision]) {
      if (!part.endsWith('*')) continue;
      operand = explicitIndex(part) ?? operand;
      operand++; // the star takes an operand of its own
    }
    operand = (index ? explicitIndex(index) : null) ?? operand;
    verbs.push({ letter, text: match[0], operand, at: match.index + match[0].length - 1 });
    operand++;
  }
  return verbs;
}

function explicitIndex(text: string): number | null {
  const digits = /\[(\d+)\]/.exec(text)?.[1];
  return digits === undefined ? null : Number(digits) - 1;
}

/** Text of a constant string expression, escapes as written: literals, their sums, constants; null for any other. */
export function formatText(file: GoFile, expression: NodeId): string | null {
  const { tree } = file;
  const node = unparenthesized(tree, expression);
  switch (tree.kind(node)) {
    case Kind.interpreted_string_literal:
    case Kind.raw_string_literal:
      return tree.textOf(node).slice(1, -1);
    case Kind.binary_expression: {
      if (tree.kind(tree.child(node, Field.operator)) !== Token['+']) return null;
      const left = formatText(file, tree.child(node, Field.left));
      const right = formatText(file, tree.child(node, Field.right));
      return left === null || right === null ? null : left + right;
    }
    default:
      return constantNamed(file, node);
  }
}

function constantNamed(file: GoFile, node: NodeId): string | null {
  const name = file.qualified(node);
  if (name) {
    const member = file.member(name.package, name.name);
    const text = member?.kind === 'const' ? member.value : null;
    return text !== null && /^(?:"(?:[^"\\]|\\.)*"|`[^`]*`)$/.test(text) ? text.slice(1, -1) : null;
  }
  const value = file.initialiser(node);
  return value !== NONE && value !== node ? formatText(file, value) : null;
}
