import type { SqlParser, SqlStatement } from '../../core/contracts/sql/parser.ts';

/** PostgreSQL's own parser, which is loaded when there is SQL to read. */
export async function openSqlParser(): Promise<SqlParser> {
  // It is CommonJS, of which the bundle knows no names.
  const { default: pg } = await import('libpg-query');
  await pg.loadModule();
  return (text) => {
    try {
      return statements(text, pg.parseSync(text).stmts ?? []);
    } catch {
      return null;
    }
  };
}

/** Offsets are of bytes, and begin right behind the statement before. */
function statements(
  text: string,
  found: readonly { stmt?: SqlStatement['node']; stmt_location?: number; stmt_len?: number }[],
): SqlStatement[] {
  const bytes = new TextEncoder().encode(text);
  const decoder = new TextDecoder();
  return found.flatMap(({ stmt, stmt_location: start = 0, stmt_len: length }) => {
    if (!stmt) return [];
    const before = decoder.decode(bytes.subarray(0, start));
    const own = decoder.decode(bytes.subarray(start, length === undefined ? bytes.length : start + length));
    const code = own.replace(BLANK, '');
    return [
      {
        node: stmt,
        line: lines(before) + lines(own.slice(0, own.length - code.length)) + 1,
        text: code
          .replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, '')
          .replace(/\s+/g, ' ')
          .trim(),
      },
    ];
  });
}

/** White space and comments ahead of a statement. */
const BLANK = /^(?:\s+|--[^\n]*|\/\*[\s\S]*?\*\/)*/;

function lines(text: string): number {
  return text.split('\n').length - 1;
}
