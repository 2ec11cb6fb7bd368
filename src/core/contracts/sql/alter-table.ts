import type { AlterTableCmd, ColumnDef, Constraint } from 'libpg-query';
import { constraintsOf, namesOf, tableName, typeName, volatileCall } from './ast.ts';
import { certain, type Hazard, hint } from './hazard.ts';

/** What one clause of `ALTER TABLE` does. */
export function ofClause(table: string, clause: AlterTableCmd): Hazard[] {
  const { subtype, name = '?', def } = clause;
  const column = def && 'ColumnDef' in def ? def.ColumnDef : null;
  const place = `\`${table}.${name}\``;
  switch (subtype) {
    case 'AT_AddColumn':
      return column ? ofNewColumn(table, column) : [];
    case 'AT_AddConstraint':
      return def && 'Constraint' in def ? ofConstraint(table, def.Constraint) : [];
    case 'AT_DropColumn':
      return [
        hint(
          `${place} is dropped: the version that runs while this is applied fails with "column ${name} does not exist" if any query of it still names the column, and the data are gone. Drop it a release after the last code that reads it.`,
        ),
      ];
    case 'AT_AlterColumnType':
      return [retyped(table, name, column)];
    case 'AT_SetNotNull':
      return [
        certain(
          `\`SET NOT NULL\` on ${place} reads the whole table under ACCESS EXCLUSIVE: nobody reads or writes \`${table}\` until it is done, and rows that the running version inserts without it are refused from then on. Add \`CHECK (${name} IS NOT NULL) NOT VALID\`, validate it in a migration of its own, then set NOT NULL, which takes the check for proof and reads nothing.`,
        ),
      ];
    case 'AT_DropNotNull':
      return [
        hint(
          `${place} may be NULL from now on: a version that scans it into a Go value that is no pointer or sql.Null fails at the first such row.`,
          'low',
        ),
      ];
    case 'AT_SetExpression':
    case 'AT_SetTableSpace':
    case 'AT_SetLogged':
    case 'AT_SetUnLogged':
    case 'AT_SetAccessMethod':
      return [
        certain(
          `This writes all of \`${table}\` anew under ACCESS EXCLUSIVE: nobody reads or writes it until that is done.`,
        ),
      ];
    case 'AT_AddIdentity':
      return [
        certain(`${place} gets an identity, for which the whole table is read under ACCESS EXCLUSIVE.`, 'medium'),
      ];
    case 'AT_AttachPartition':
      return [
        hint(`Attaching a partition to \`${table}\` reads all of it, unless a validated CHECK proves what it holds.`),
      ];
    case 'AT_DetachPartition':
      return [
        hint(
          `Detaching a partition takes ACCESS EXCLUSIVE on \`${table}\`; \`DETACH PARTITION … CONCURRENTLY\` does not.`,
        ),
      ];
    default:
      return [];
  }
}

/** Types of which PostgreSQL knows that old values stay as they are, whatever they were among them. */
const WIDE = new Set(['text', 'varchar', 'citext']);

function retyped(table: string, name: string, column: ColumnDef | null): Hazard {
  const type = typeName(column?.typeName);
  const message = `Changing the type of \`${table}.${name}\` to \`${type}\` writes the whole table and its indexes anew under ACCESS EXCLUSIVE: nobody reads or writes \`${table}\` until that is done, and the running version may not know the new type. Add a column, fill it in batches, move the code over, then drop the old one.`;
  return WIDE.has(type) && !column?.raw_default
    ? hint(`${message} (Nothing is written anew where the old type was a shorter text.)`)
    : certain(message);
}

function ofNewColumn(table: string, column: ColumnDef): Hazard[] {
  const { colname: name = '?' } = column;
  const place = `\`${table}.${name}\``;
  const constraints = constraintsOf(column);
  const has = (kind: Constraint['contype']) => constraints.some(({ contype }) => contype === kind);
  const initial = constraints.find(({ contype }) => contype === 'CONSTR_DEFAULT')?.raw_expr;
  const found: Hazard[] = [];
  const isSerial = /^(?:small|big)?serial\d?$/.test(typeName(column.typeName));
  const isGenerated = has('CONSTR_GENERATED') || has('CONSTR_IDENTITY') || isSerial;
  const isNull = initial !== undefined && 'A_Const' in initial && initial.A_Const.isnull === true;
  if ((has('CONSTR_NOTNULL') || has('CONSTR_PRIMARY')) && (initial === undefined || isNull) && !isGenerated)
    found.push(
      certain(
        `${place} is added NOT NULL without a default: the migration fails as soon as \`${table}\` has a row, and rows that the running version inserts without it are refused. Give it a default, or add it nullable, fill it, then set NOT NULL.`,
      ),
    );
  const volatile = volatileCall(initial);
  if (isGenerated || volatile !== null) {
    const why = volatile === null ? (isSerial ? 'a sequence' : 'a generated value') : `\`${volatile}()\``;
    found.push(
      certain(
        `${place} gets ${why} for every row, which writes all of \`${table}\` anew under ACCESS EXCLUSIVE: nobody reads or writes it until that is done. Add it without, fill it in batches, then set the default.`,
      ),
    );
  }
  if (has('CONSTR_UNIQUE') || has('CONSTR_PRIMARY'))
    found.push(
      certain(
        `${place} is added with a unique index, which is built under ACCESS EXCLUSIVE: nobody reads or writes \`${table}\` until it is done. Add the column, build the index with \`CREATE UNIQUE INDEX CONCURRENTLY\`, then attach it with \`ADD CONSTRAINT … USING INDEX\`.`,
      ),
    );
  if (has('CONSTR_CHECK') && initial !== undefined)
    found.push(
      hint(
        `The check on ${place} is tried on all rows of \`${table}\` under ACCESS EXCLUSIVE; \`NOT VALID\` leaves that to a later VALIDATE.`,
      ),
    );
  return found;
}

function ofConstraint(table: string, constraint: Constraint): Hazard[] {
  const { contype, conname, skip_validation: isLater, indexname, keys = [] } = constraint;
  const name = conname === undefined ? 'The constraint' : `\`${conname}\``;
  switch (contype) {
    case 'CONSTR_FOREIGN': {
      const other = tableName(constraint.pktable);
      if (isLater) return [];
      return [
        certain(
          `${name} is checked for every row while \`${table}\` and \`${other}\` are locked (SHARE ROW EXCLUSIVE): no writes to either until it is done. Add it \`NOT VALID\`, then \`VALIDATE CONSTRAINT\` in a migration of its own, which lets writes go on.`,
        ),
      ];
    }
    case 'CONSTR_CHECK':
      if (isLater) return [];
      return [
        certain(
          `${name} is checked for every row under ACCESS EXCLUSIVE: nobody reads or writes \`${table}\` until it is done. Add it \`NOT VALID\`, then \`VALIDATE CONSTRAINT\` in a migration of its own.`,
        ),
      ];
    case 'CONSTR_UNIQUE':
    case 'CONSTR_PRIMARY': {
      if (indexname !== undefined) return [];
      const columns = namesOf(keys).join(', ');
      return [
        certain(
          `${name} builds a unique index on \`${table} (${columns})\` under ACCESS EXCLUSIVE: nobody reads or writes the table until it is done. Build it first with \`CREATE UNIQUE INDEX CONCURRENTLY\`, then \`ADD CONSTRAINT … USING INDEX\`.`,
        ),
      ];
    }
    case 'CONSTR_EXCLUSION':
      return [
        certain(
          `${name} builds its index on \`${table}\` under ACCESS EXCLUSIVE: nobody reads or writes the table until it is done, and an exclusion has no concurrent form.`,
        ),
      ];
    default:
      return [];
  }
}
