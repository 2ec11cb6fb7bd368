import type { GoFile } from '../../go/file.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { constantText } from './constants.ts';
import { formatText } from './format.ts';
import { calledName } from './ignorable.ts';
import { isListed, type Sources } from './sources.ts';

/** Methods of database handles, connections, transactions and sessions that send a statement. */
const STATEMENTS: Sources = {
  'database/sql': /^(?:DB|Tx|Conn)\.(?:Exec|Query|QueryRow)(?:Context)?$/,
  'github.com/jmoiron/sqlx':
    /\.(?:(?:Must|Named)?Exec|Get|Select|NamedQuery|Queryx|QueryRowx|Query|QueryRow)(?:Context)?$|^(?:Get|Select|NamedExec|NamedQuery)(?:Context)?$/,
  'github.com/jackc/pgx/v5': /^(?:Conn|Tx)\.(?:Exec|Query|QueryRow|SendBatch|CopyFrom)$/,
  'github.com/jackc/pgx/v5/pgxpool': /^(?:Pool|Conn|Tx)\.(?:Exec|Query|QueryRow|SendBatch|CopyFrom)$/,
  'gorm.io/gorm':
    /^DB\.(?:Create|CreateInBatches|Save|Updates?|UpdateColumns?|Delete|First|Last|Take|Find|FindInBatches|FirstOrCreate|FirstOrInit|Count|Exec|Scan|Pluck|Rows?)$/,
};
const NAMED =
  /^(?:(?:Must|Named)?Exec|Query|QueryRow|NamedQuery|Queryx|QueryRowx|Get|Select|SendBatch|CopyFrom|Create|CreateInBatches|Save|Updates?|UpdateColumns?|Delete|First|Last|Take|Find|FindInBatches|FirstOrCreate|FirstOrInit|Count|Scan|Pluck|Rows?)(?:Context)?$/;

/** The call sends a statement to a database. */
export function isStatementCall(file: GoFile, call: NodeId): boolean {
  if (!NAMED.test(calledName(file, call))) return false;
  const callee = file.callee(call);
  return callee !== null && isListed(STATEMENTS, callee);
}

/** The SQL text that the call is given, as far as it is constant; empty where there is none. */
export function sqlOf(file: GoFile, call: NodeId): string {
  for (const argument of file.arguments(call)) {
    const text = constantText(file, argument) ?? formatText(file, argument);
    if (text !== null && /\b(?:select|insert|update|delete|merge|with|call|truncate|copy)\b/i.test(text)) return text;
  }
  return '';
}

/** By its SQL, or by its name where there is none to read, the call changes nothing. */
export function isReadOnly(file: GoFile, call: NodeId): boolean {
  const sql = sqlOf(file, call);
  if (sql !== '') return !/\b(?:insert|update|delete|merge|call|truncate|copy)\b/i.test(sql);
  return /^(?:Get|List|Find|Count|Exists|Select|Query|First|Last|Take|Scan|Pluck|Rows?)(?!OrCreate)/.test(
    calledName(file, call),
  );
}
