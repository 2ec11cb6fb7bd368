/**
 * Text that the pinned grammar reads, from text that Go accepts. Every mask keeps the length, so offsets stay true.
 */

const GENERATED = /^\/\/ Code generated .* DO NOT EDIT\.\r?$/m;

/** Go's own rule: the marker line stands before the package clause. */
export function isGenerated(text: string): boolean {
  const clause = /^package\s/m.exec(text);
  return GENERATED.test(clause ? text.slice(0, clause.index) : text.slice(0, 4096));
}

/** Function bodies of a gofmt-formatted file turned into blanks: their declarations are all that is wanted. */
export function blankBodies(text: string): string {
  return text.replace(
    /^(func (?![^\n]*(?:interface|struct) \{\n)[^\n]*\{\n)([\s\S]*?\n)(?=\}\r?$)/gm,
    (_whole, head: string, body: string) => {
      return head + body.replace(/[^\n]+/g, (line) => ' '.repeat(line.length));
    },
  );
}

export function withFinalNewline(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

/** Stands for the built-in `new` where its argument is an expression (Go 1.26), which the grammar cannot read. */
export const MASKED_NEW = 'neW';

/** Where `new(` takes an expression, or null when nothing is masked. */
export function maskNewExpressions(text: string): string | null {
  let masked = false;
  const result = text.replace(/(?<![\w.])new(?=\(\s*([^)]*))/g, (word, argument: string) => {
    if (!isExpression(argument)) return word;
    masked = true;
    return MASKED_NEW;
  });
  return masked ? result : null;
}

const PLAIN_TYPE = /^\**(?:\[\d*\])*\w+(?:\.\w+)?(?:\[[\w., *]*\])?\s*$/;
const LITERAL = /^(?:\d|true\b|false\b|nil\b|iota\b)/;
const TYPE_LITERAL = /^(?:struct|interface)\b|^(?:\[\d*\]|map\[|chan\b|<-|func\b)[^{]*$/;

/** Judged by the start of `new`'s argument, up to its first closing parenthesis. */
function isExpression(argument: string): boolean {
  if (LITERAL.test(argument)) return true;
  return !PLAIN_TYPE.test(argument) && !TYPE_LITERAL.test(argument);
}
