import type { Callee, GoFile } from '../../go/file.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { isContext } from '../../go/types/type.ts';
import { calledName } from './ignorable.ts';

/** What `sqlOf` knows. */
export const SQL_CALLS =
  /^(?:Query|QueryRow|Exec|Prepare)(?:Context)?$|^(?:Queryx|QueryRowx|MustExec|NamedExec|NamedQuery|Preparex)(?:Context)?$|^(?:Get|Select)(?:Context)?$|^Raw$/;
/** sqlx puts the destination before the query. */
const INTO = /^(?:Get|Select)(?:Context)?$/;
const LIBRARIES =
  /^(?:database\/sql|github\.com\/jmoiron\/sqlx|github\.com\/jackc\/pgx\/v\d+(?:\/pgxpool)?|gorm\.io\/gorm|github\.com\/jinzhu\/gorm)$/;

/** The argument that holds the SQL of a call that a database runs; null for any other call. */
export function sqlOf(file: GoFile, call: NodeId): NodeId | null {
  const name = calledName(file, call);
  if (!SQL_CALLS.test(name)) return null;
  const callee = file.callee(call);
  if (callee === null || !isDatabase(callee)) return null;
  const args = file.arguments(call);
  let at = args[0] !== undefined && isContext(file.typeOf(args[0])) ? 1 : 0;
  if (INTO.test(name)) {
    if (callee.package !== 'github.com/jmoiron/sqlx') return null;
    at++;
  }
  const sql = args[at];
  return sql === undefined || file.tree.kind(sql) === Kind.variadic_argument ? null : sql;
}

function isDatabase({ package: path, receiver, name }: Callee): boolean {
  if (!LIBRARIES.test(path)) return false;
  // `sqlx.Get(db, &into, query)` has the database first.
  return receiver !== null && (name !== 'Prepare' || path === 'database/sql' || path.includes('sqlx'));
}

/** The file belongs to the changes of a schema, where whole tables are rewritten on purpose. */
export function isMigration(file: GoFile): boolean {
  return /migrat|schema|seed|fixture|bootstrap/i.test(file.path);
}
