import type { ChangedFile } from '../../../change/change.ts';
import type { GoIndex } from '../../../go/index/go-index.ts';
import { tablesOf } from '../../../services/edges/sql.ts';
import { declaration, type Excerpt } from '../around/excerpt.ts';
import type { Crossing } from './across.ts';
import { editedLines } from './edited.ts';
import { declaredAt, excerptsAt, filesNaming } from './places.ts';

const MOST_TABLES = 6;
const MOST_USERS = 4;
const NAMED =
  /\b(?:TABLE|VIEW|INTO|UPDATE|FROM|JOIN|ON|REFERENCES)\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?(?:ONLY\s+)?["`]?(?:\w+["`]?\.["`]?)?([A-Za-z_]\w*)/gi;
/** What follows these words where no table does. */
const NO_TABLE = /^(?:conflict|delete|update|set|select|only|if|not|exists|commit|true|false)$/i;

/** For a changed migration: the Go that reads or writes its tables. */
export function otherSideOfTables(file: ChangedFile, { index, map, sight }: Crossing): Excerpt[] {
  const edited = editedLines(file);
  const names = (['head', 'base'] as const).flatMap((side) => {
    const path = side === 'head' ? file.path : file.basePath;
    const lines = path === null ? null : sight.lines(side, path);
    return lines ? tablesIn(lines, edited[side]) : [];
  });
  return [...new Set(names)].slice(0, MOST_TABLES).flatMap((table) => {
    const known = (map?.edges ?? []).flatMap(({ kind, subject, from, access, evidence }) => {
      const isIt = kind === 'table' && subject?.toLowerCase().split('.').at(-1) === table;
      const why = `${from} ${access === 'write' ? 'writes' : 'reads'} table ${table}`;
      return isIt ? excerptsAt(index, evidence, { why, worth: 6, about: table, for: file.path }) : [];
    });
    return (known.length > 0 ? known : usersOf(table, index, file.path)).slice(0, MOST_USERS);
  });
}

/** Tables of the statements in which lines were edited. */
function tablesIn(lines: readonly string[], edited: ReadonlySet<number>): string[] {
  const found: string[] = [];
  let statement: string[] = [];
  let isTouched = false;
  for (const [index, line] of lines.entries()) {
    statement.push(line.replace(/--.*$/, ''));
    isTouched ||= edited.has(index + 1);
    if (!line.includes(';') && index < lines.length - 1) continue;
    if (isTouched)
      for (const [, name = ''] of statement.join(' ').matchAll(NAMED))
        if (!NO_TABLE.test(name)) found.push(name.toLowerCase());
    statement = [];
    isTouched = false;
  }
  return found;
}

/** Functions whose statements name it, where no service is known to reach them. */
function usersOf(table: string, index: GoIndex, path: string): Excerpt[] {
  const found: Excerpt[] = [];
  for (const file of filesNaming(index, table)) {
    for (const { wire = [] } of [...file.facts.functions, ...file.facts.values])
      for (const { call, args, line } of wire) {
        const uses = call === 'sql' ? args.flatMap((text) => tablesOf(unquoted(text))) : [];
        const use = uses.find((one) => one.table.split('.').at(-1) === table);
        const around = use && declaredAt(index, file.path, line);
        const why = `${use?.write ? 'writes' : 'reads'} table ${table}`;
        if (around) found.push(declaration(around, { why, worth: 5, about: table, for: path }));
      }
    if (found.length >= MOST_USERS) break;
  }
  return found;
}

function unquoted(text: string): string {
  return text.replace(/^["`]|["`]$/g, '').replace(/\\[nt]/g, ' ');
}
