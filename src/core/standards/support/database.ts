import type { Origin } from '../../go/flow/origin.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { findMember } from '../../go/types/members.ts';
import { deref, isNamed, type Type } from '../../go/types/type.ts';
import { resultType } from './sources.ts';

const PGX = /^github\.com\/jackc\/pgx\/v\d+(?:\/|$)/;

/** A cursor over a query's result. */
export function isRows(type: Type): boolean {
  return isNamed(type, 'database/sql', 'Rows') || isNamed(type, 'github.com/jmoiron/sqlx', 'Rows') || isPgxRows(type);
}

export function isPgxRows(type: Type): boolean {
  return type.kind === 'named' && PGX.test(type.package) && type.name === 'Rows';
}

export function isStatement(type: Type): boolean {
  return (
    isNamed(type, 'database/sql', 'Stmt') ||
    isNamed(type, 'github.com/jmoiron/sqlx', 'Stmt') ||
    isNamed(type, 'github.com/jmoiron/sqlx', 'NamedStmt')
  );
}

export function isGorm(type: Type): boolean {
  return isNamed(type, 'gorm.io/gorm', 'DB');
}

/** A transaction of any library: it can be committed and rolled back. */
export function isTransaction(index: GoIndex, type: Type): boolean {
  return ['Commit', 'Rollback'].every((name) => findMember(index, type, name)?.method);
}

/** A query that gives a cursor, or a statement prepared: one that may have been prepared in a transaction ends with it. */
export function opensRows(origin: Origin, index: GoIndex): boolean {
  const { callee } = origin;
  const type = resultType(index, origin);
  if (isRows(type)) return /Query|Rows$|^Select$|^Send/.test(callee.name);
  return isStatement(type) && /^Prepare/.test(callee.name) && /^(?:DB|Conn)$/.test(callee.receiver ?? '');
}

/** Begins a transaction. */
export function beginsTransaction(origin: Origin, index: GoIndex): boolean {
  if (!/^(?:Must)?(?:Begin|Start)(?:Tx|x|Txx|Transaction)?$|^(?:Tx|BeginImmediate)$/.test(origin.callee.name))
    return false;
  const type = resultType(index, origin);
  return isTransaction(index, type);
}

/** `database/sql` gives rows and transactions back when their context is cancelled; pgx does not. */
export function followsContext(type: Type): boolean {
  const base = deref(type);
  return base.kind === 'named' && /^(?:database\/sql|github\.com\/jmoiron\/sqlx|gorm\.io\/gorm)$/.test(base.package);
}
