/** What a migration takes from whoever uses the database: a table, or a column of one. */
export interface Removal {
  /** Without its schema, in lower case. */
  table: string;
  /** Null for all of the table. */
  column: string | null;
  /** What it is called from now on; null where it is gone. */
  to: string | null;
  /** Of the statement's first word, counted from 1. */
  line: number;
}

export interface Ddl {
  removed: readonly Removal[];
  /** Tables, views and columns (`orders.total`) that it makes. */
  made: ReadonlySet<string>;
}

/**
 * What the statements of a migration remove and make, in any dialect: only the words of these few statements are read,
 * whatever stands between them.
 */
export function ddlOf(text: string): Ddl {
  const made = new Set<string>();
  const removed: Removal[] = [];
  for (const { line, tokens } of statementsOf(text)) {
    const words = new Words(tokens);
    if (words.take('ALTER', 'TABLE')) removed.push(...ofAlter(words, line, made));
    else if (words.take('DROP', 'TABLE')) {
      words.take('IF', 'EXISTS');
      removed.push(...words.list().map((clause) => ({ table: nameIn(clause), column: null, to: null, line })));
    } else if (words.take('RENAME', 'TABLE'))
      for (const clause of words.list()) {
        const at = clause.findIndex((word) => word.toUpperCase() === 'TO');
        removed.push({ table: nameIn(clause), column: null, to: nameIn(clause.slice(at + 1)), line });
      }
    else if (words.take('CREATE')) made.add(createdIn(words));
  }
  for (const { table, column, to } of removed) if (to !== null) made.add(column === null ? to : `${table}.${to}`);
  return { removed: removed.filter(({ table, column }) => table !== '' && column !== ''), made };
}

function createdIn(words: Words): string {
  for (const word of ['OR', 'REPLACE', 'GLOBAL', 'LOCAL', 'TEMP', 'TEMPORARY', 'UNLOGGED', 'MATERIALIZED'])
    words.take(word);
  if (!words.take('TABLE') && !words.take('VIEW')) return '';
  words.take('IF', 'NOT', 'EXISTS');
  return nameIn(words.rest());
}

/** What `DROP` names when it is no column. */
const OTHER =
  /^(?:CONSTRAINT|INDEX|KEY|PRIMARY|FOREIGN|DEFAULT|PARTITION|CHECK|NOT|IDENTITY|EXPRESSION|PERIOD|SYSTEM)$/i;

function ofAlter(words: Words, line: number, made: Set<string>): Removal[] {
  words.take('IF', 'EXISTS');
  words.take('ONLY');
  const [table, rest] = splitName(words.rest());
  return clausesOf(rest).flatMap((clause): Removal[] => {
    const own = new Words(clause);
    const isAdded = own.take('ADD');
    if (isAdded || own.take('DROP')) {
      const isColumn = own.take('COLUMN');
      if (!isColumn && OTHER.test(own.peek())) return [];
      own.take('IF', 'NOT', 'EXISTS');
      own.take('IF', 'EXISTS');
      const column = nameIn(own.rest());
      if (isAdded) made.add(`${table}.${column}`);
      return isAdded ? [] : [{ table, column, to: null, line }];
    }
    if (own.take('RENAME')) {
      if (own.take('TO') || own.take('AS')) return [{ table, column: null, to: nameIn(own.rest()), line }];
      if (/^(?:CONSTRAINT|INDEX|KEY)$/i.test(own.peek())) return [];
      own.take('COLUMN');
      const [column, left] = splitName(own.rest());
      return left[0]?.toUpperCase() === 'TO' ? [{ table, column, to: nameIn(left.slice(1)), line }] : [];
    }
    if (own.take('CHANGE')) {
      own.take('COLUMN');
      const [column, left] = splitName(own.rest());
      const to = nameIn(left);
      return to !== column ? [{ table, column, to, line }] : [];
    }
    return [];
  });
}

class Words {
  private tokens: readonly string[];

  constructor(tokens: readonly string[]) {
    this.tokens = tokens;
  }

  /** Passes over the words if they come next. */
  take(...words: readonly string[]): boolean {
    if (!words.every((word, at) => this.tokens[at]?.toUpperCase() === word)) return false;
    this.tokens = this.tokens.slice(words.length);
    return true;
  }

  peek(): string {
    return this.tokens[0] ?? '';
  }

  rest(): readonly string[] {
    return this.tokens;
  }

  list(): (readonly string[])[] {
    return clausesOf(this.tokens);
  }
}

/** Parts between commas that stand in no brackets. */
function clausesOf(tokens: readonly string[]): (readonly string[])[] {
  const clauses: string[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token === '(') depth++;
    if (token === ')') depth--;
    if (token === ',' && depth === 0) clauses.push([]);
    else clauses.at(-1)?.push(token);
  }
  return clauses;
}

function nameIn(tokens: readonly string[]): string {
  return splitName(tokens)[0];
}

/** `shop . "Orders" …` as `orders` and what follows. */
function splitName(tokens: readonly string[]): [string, readonly string[]] {
  let at = 0;
  while (tokens[at + 1] === '.') at += 2;
  const name = tokens[at] ?? '';
  const plain = /^["`[]/.test(name) ? name.slice(1, -1) : name;
  return [/^[\p{L}_][\w$\p{L}]*$/u.test(plain) ? plain.toLowerCase() : '', tokens.slice(at + 1)];
}

const TOKEN =
  /\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\$(\w*)\$[\s\S]*?(?:\$\1\$|$)|'(?:[^'\\]|''|\\[\s\S])*(?:'|$)|"[^"\n]*"|`[^`\n]*`|\[\w+\]|[\p{L}_][\w$\p{L}]*|[\s\S]/gu;

function statementsOf(text: string): { line: number; tokens: string[] }[] {
  const statements: { line: number; tokens: string[] }[] = [];
  let tokens: string[] = [];
  let line = 1;
  let first = 1;
  for (const [found] of text.matchAll(TOKEN)) {
    const isBlank = /^(?:\s|--|\/\*)/.test(found);
    if (found === ';') {
      statements.push({ line: first, tokens });
      tokens = [];
    } else if (!isBlank) {
      if (tokens.length === 0) first = line;
      tokens.push(found);
    }
    for (let at = found.indexOf('\n'); at >= 0; at = found.indexOf('\n', at + 1)) line++;
  }
  return [...statements, { line: first, tokens }];
}
