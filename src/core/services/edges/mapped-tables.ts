import type { GoIndex } from '../../go/index/go-index.ts';
import { declarationsOf } from '../reach/declarations.ts';
import type { LibraryUse } from './library.ts';
import { modelIn, plural, tableName } from './models.ts';
import type { Site } from './site.ts';
import type { TableUse } from './sql.ts';
import type { Values } from './values.ts';

const ENT_WRITES = /^(?:Create|Update|Delete|MapCreate)/;
const BUN = /\.New(Select|Insert|Update|Delete|Merge)\(/;
const BUILDERS = /\/(?:squirrel|goqu(?:\/v\d+)?)$/;
const BUILDER_READS = /^(?:From|Join|LeftJoin|RightJoin|InnerJoin|FullJoin)$/;
const BUILDER_WRITES = /^(?:Insert|Into|Replace|Update|Delete|Table)$/;

/** `client.Order.Create()`: of the code that ent generates into the repository, which has a package for each table. */
export function entTable(index: GoIndex, { named }: Site): TableUse | null {
  const [, entity] = /^(\p{Lu}\w*)Client$/u.exec(named?.receiver ?? '') ?? [];
  if (!named || entity === undefined) return null;
  const rows = index.sourcePackage(`${named.package}/${entity.toLowerCase()}`);
  const table = rows && declarationsOf(rows).byName.get('Table')?.[0];
  if (table?.is !== 'value' || !table.file.facts.generated) return null;
  const name = /^"(\w+)"$/.exec(table.fact.value ?? '')?.[1];
  return name === undefined ? null : { table: name, write: ENT_WRITES.test(named.name) };
}

/** `db.NewSelect().Model(&orders)` of bun. */
export function bunTable(index: GoIndex, site: Site, values: Values): TableUse | null {
  const { fact, args, context } = site;
  const [, verb] = BUN.exec(fact.call) ?? [];
  const name = fact.call.slice(fact.call.lastIndexOf('.') + 1);
  if (verb === undefined || args[0] === undefined) return null;
  if (!context.file.facts.imports.some(({ path }) => path.startsWith('github.com/uptrace/bun'))) return null;
  const write = verb !== 'Select';
  if (name === 'Table' || name === 'TableExpr' || name === 'ModelTableExpr') {
    const [table] = values.texts(args[0], context).flatMap((text) => tableIn(text) ?? []);
    return table === undefined ? null : { table, write };
  }
  const model = name === 'Model' ? modelIn(index, args[0], context) : null;
  if (!model) return null;
  const tags = model.own.typeFact(model.name)?.embedTags ?? [];
  const told = tags.flatMap((tag) => /\bbun:"(?:table:)?([\w.]+)/.exec(tag)?.[1] ?? []).find((text) => text !== '');
  const table = told ?? tableName(index, model, (of) => (of.args[0] ? values.texts(of.args[0], of.context) : []));
  return table === null ? null : { table: table ?? plural(model.name), write };
}

/** `squirrel.Insert("orders")`, `goqu.From("orders")`. */
export function builtTable({ args, context, fact }: Site, use: LibraryUse, values: Values): TableUse[] {
  if (!BUILDERS.test(use.path) || use.literal || args[0] === undefined) return [];
  const write = BUILDER_WRITES.test(use.name) || (use.name === 'From' && /\.Delete\(/.test(fact.call));
  if (!write && !BUILDER_READS.test(use.name)) return [];
  return values.texts(args[0], context).flatMap((text) => {
    const table = tableIn(text);
    return table === null ? [] : [{ table, write }];
  });
}

/** `orders` of `orders AS o`, of `"orders" o ON …`. */
function tableIn(text: string): string | null {
  const found = /^["`]?([A-Za-z_]\w*(?:\.\w+)?)["`]?(?:\s|$)/.exec(text)?.[1];
  return found === undefined || /^select$/i.test(found) ? null : found.toLowerCase();
}
