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

/** A name as the source has it. */
export function unmasked(name: string): string {
  return name === MASKED_NEW ? 'new' : name;
}

/** Where `new(` takes an expression, or null when nothing is masked. */
export function maskNewExpressions(text: string): string | null {
  let masked = false;
  const result = text.replace(/(?<![\w.])new(?=\()/g, (word, at: number) => {
    if (!isExpression(argumentAt(text, at + word.length))) return word;
    masked = true;
    return MASKED_NEW;
  });
  return masked ? result : null;
}

const LONGEST_ARGUMENT = 400;
const TOKEN =
  /`[^`]*`|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+'|\/\/[^\n]*|\/\*[\s\S]*?\*\/|[()[\]{}]|[^`"'/()[\]{}]+|\//g;

/** What stands between the parentheses that open at `open`, comments left out; as much of it as tells. */
function argumentAt(text: string, open: number): string {
  let argument = '';
  let depth = 0;
  for (const [token] of text.slice(open, open + LONGEST_ARGUMENT).matchAll(TOKEN)) {
    if (token.startsWith('//') || token.startsWith('/*')) continue;
    if (')]}'.includes(token) && --depth === 0) break;
    if (depth > 0) argument += token;
    if ('([{'.includes(token)) depth++;
  }
  return argument.trim();
}

const PLAIN_TYPE =
  /^\**(?:\[\d*\]\**)*[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}\p{N}_]+)?(?:\[(?!\s*\d)[\p{L}\p{N}_., *[\]]*\])?$/u;
const LITERAL = /^(?:true|false|nil|iota)$/;
const TYPE_START = /^\**(?:\[|\(|map\s*\[|<-\s*chan\b|(?:chan|func|struct|interface)\b)/;

function isExpression(argument: string): boolean {
  if (argument === '') return false;
  if (LITERAL.test(argument)) return true;
  if (PLAIN_TYPE.test(argument)) return false;
  if (!TYPE_START.test(argument)) return true;
  // What is left of a type once its braces and signatures are gone has neither; a literal or a call has.
  const bare = stripped(argument);
  return /[({]/.test(bare) || (argument.startsWith('(') && /^[^\p{L}*([]/u.test(argument.slice(1).trim()));
}

/** The text without `{…}` of struct and interface types and without the lists of `func(…) (…)`. */
function stripped(type: string): string {
  let text = type;
  for (let before = ''; before !== text; ) {
    before = text;
    text = text
      .replace(/\b(struct|interface)\s*\{[^{}]*\}/g, 'T')
      .replace(/\bfunc\s*\([^()]*\)(?:\s*\([^()]*\))?/g, 'F')
      .replace(/^(\**)\(([^()]*)\)$/, '$1$2');
  }
  return text;
}
