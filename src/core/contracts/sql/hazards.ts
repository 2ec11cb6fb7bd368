import type { Node } from 'libpg-query';
import { ofClause } from './alter-table.ts';
import { nameOf, tableName } from './ast.ts';
import { certain, type Hazard, hint } from './hazard.ts';

/** Tables that a migration makes: nobody uses them yet. */
export function createdBy(node: Node): string | null {
  if ('CreateStmt' in node) return tableName(node.CreateStmt.relation);
  if ('CreateTableAsStmt' in node) return tableName(node.CreateTableAsStmt.into?.rel);
  return null;
}

export interface Circumstances {
  /** Tables that the same change makes. */
  created: ReadonlySet<string>;
  /** Tables and columns (`orders.total`) that the same change makes, in lower case and without schemas. */
  made: ReadonlySet<string>;
  /** Tables that are split into others, which have no `CONCURRENTLY`. */
  partitioned: ReadonlySet<string>;
  /** The statement runs within a transaction; null where that is not known. */
  inTransaction: boolean | null;
}

/** What a statement does to those who use the database meanwhile. */
export function hazardsOf(node: Node, { created, made, partitioned, inTransaction }: Circumstances): Hazard[] {
  if ('AlterTableStmt' in node) {
    const { relation, cmds = [], objtype } = node.AlterTableStmt;
    const table = tableName(relation);
    if (objtype !== 'OBJECT_TABLE' || created.has(table)) return [];
    return cmds.flatMap((one) => ('AlterTableCmd' in one ? ofClause(table, one.AlterTableCmd) : []));
  }
  if ('IndexStmt' in node) {
    const { relation, concurrent, idxname = 'the index', unique } = node.IndexStmt;
    const table = tableName(relation);
    if (concurrent) return inTransaction ? [notInTransaction('CREATE INDEX')] : [];
    // `ON ONLY` a partitioned table builds nothing yet.
    if (created.has(table) || !relation?.inh) return [];
    const way = partitioned.has(table)
      ? 'It is partitioned: `CREATE INDEX … ON ONLY` it, build one `CONCURRENTLY` on each partition, then attach them.'
      : `\`CREATE ${unique ? 'UNIQUE ' : ''}INDEX CONCURRENTLY\`, outside of a transaction, lets them go on.`;
    return [
      certain(
        `\`${idxname}\` is built while \`${table}\` is locked (SHARE): every INSERT, UPDATE and DELETE waits until it is done. ${way}`,
      ),
    ];
  }
  if ('RenameStmt' in node) {
    const { renameType, relation, subname = '?', newname = '?' } = node.RenameStmt;
    const table = tableName(relation);
    if (created.has(table)) return [];
    if (renameType === 'OBJECT_COLUMN' && made.has(`${table.replace(/^.*\./, '')}.${subname}`.toLowerCase()))
      return [
        hint(
          `\`${table}.${subname}\` is kept as \`${newname}\`, and another column takes its name: the version that runs while this is applied reads and writes the new one as if it were the old.`,
        ),
      ];
    if (renameType === 'OBJECT_COLUMN') return [renamed(`${table}.${subname}`, newname, 'column')];
    if (renameType === 'OBJECT_TABLE') return [renamed(table, newname, 'table')];
    return [];
  }
  if ('DropStmt' in node) return ofDrop(node.DropStmt, created, inTransaction);
  return ofRest(node, created, inTransaction);
}

function renamed(old: string, now: string, what: string): Hazard {
  return certain(
    `\`${old}\` is called \`${now}\` from the moment this is applied: whichever version runs with the other name, the old one during the rollout or the new one before the migration, fails on every query of it. Add the new ${what}, write both, move the readers, then drop the old one.`,
  );
}

function ofDrop(
  { removeType, objects = [], concurrent }: Extract<Node, { DropStmt: unknown }>['DropStmt'],
  created: ReadonlySet<string>,
  inTransaction: boolean | null,
): Hazard[] {
  const names = objects.map(nameOf).filter((name) => !created.has(name));
  const list = names.map((name) => `\`${name}\``).join(', ');
  if (names.length === 0) return [];
  if (removeType === 'OBJECT_TABLE')
    return [
      hint(
        `${list} ${names.length > 1 ? 'are' : 'is'} dropped: the version that runs while this is applied fails if it still uses it, and the data are gone. Drop a table a release after the last code that reads it.`,
      ),
    ];
  if (removeType === 'OBJECT_INDEX' && concurrent) return inTransaction ? [notInTransaction('DROP INDEX')] : [];
  if (removeType === 'OBJECT_INDEX')
    return [
      certain(
        `Dropping ${list} takes ACCESS EXCLUSIVE on its table: it waits for every query that runs, and everything else waits behind it. \`DROP INDEX CONCURRENTLY\` does not.`,
        'medium',
      ),
    ];
  if (removeType === 'OBJECT_SCHEMA') return [certain(`Schema ${list} is dropped with whatever it holds.`, 'critical')];
  return [];
}

function ofRest(node: Node, created: ReadonlySet<string>, inTransaction: boolean | null): Hazard[] {
  if ('TruncateStmt' in node) {
    const tables = (node.TruncateStmt.relations ?? []).flatMap((one) =>
      'RangeVar' in one ? [tableName(one.RangeVar)] : [],
    );
    const own = tables.filter((table) => !created.has(table));
    if (own.length === 0) return [];
    const cascade = node.TruncateStmt.behavior === 'DROP_CASCADE' ? ', and with it every table that refers to it' : '';
    return [
      certain(
        `\`${own.join('`, `')}\` is emptied${cascade}: no rollback of the release brings the rows back.`,
        'critical',
      ),
    ];
  }
  if ('DropdbStmt' in node) return [certain(`Database \`${node.DropdbStmt.dbname ?? '?'}\` is dropped.`, 'critical')];
  if ('RefreshMatViewStmt' in node && !node.RefreshMatViewStmt.concurrent)
    return [
      certain(
        `Nobody reads \`${tableName(node.RefreshMatViewStmt.relation)}\` while it is filled anew; \`REFRESH MATERIALIZED VIEW CONCURRENTLY\` lets them.`,
        'medium',
      ),
    ];
  if ('ReindexStmt' in node) {
    const isConcurrent = JSON.stringify(node.ReindexStmt.params ?? []).includes('"concurrently"');
    if (isConcurrent) return inTransaction ? [notInTransaction('REINDEX')] : [];
    return [certain('REINDEX keeps writers out of the table until it is done; `REINDEX … CONCURRENTLY` does not.')];
  }
  if (
    'ClusterStmt' in node ||
    ('VacuumStmt' in node && JSON.stringify(node.VacuumStmt.options ?? []).includes('"full"'))
  )
    return [certain('The table is written anew under ACCESS EXCLUSIVE: nobody reads or writes it until that is done.')];
  if ('LockStmt' in node)
    return [
      hint(
        'The table is locked until the transaction ends: everything that needs it waits as long as the rest of this migration takes.',
      ),
    ];
  if ('AlterDomainStmt' in node && addsCheck(node.AlterDomainStmt.def))
    return [
      certain('Every column of this domain is checked while its table is locked; add the constraint `NOT VALID`.'),
    ];
  return [];
}

function notInTransaction(what: string): Hazard {
  return certain(
    `\`${what} CONCURRENTLY\` cannot run inside a transaction, and the tool opens one around this migration: it fails when it is applied. Mark it as without a transaction (\`-- +goose NO TRANSACTION\`, \`transaction:false\`), with no other statement beside it.`,
  );
}

function addsCheck(def: Node | undefined): boolean {
  return def !== undefined && 'Constraint' in def && !def.Constraint.skip_validation;
}
