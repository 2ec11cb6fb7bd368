import type { FieldFact } from '../../go/facts.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { Exchange } from './found.ts';
import { libraryUse } from './library.ts';
import { builtTable, bunTable, entTable } from './mapped-tables.ts';
import { modelIn, plural, snakeCase, tableName } from './models.ts';
import type { Site } from './site.ts';
import { tablesOf } from './sql.ts';
import { ANYTHING, type Values } from './values.ts';

const GORM_WRITES = /^(?:Create\w*|Save|Delete|Update\w*|FirstOrCreate)$/;
const GORM_READS = /^(?:First|Find|Take|Last|Scan|Pluck|Count|FindInBatches|Model)$/;
const GORM = /^(?:gorm\.io\/gorm|github\.com\/jinzhu\/gorm)$/;

/** Tables that a site reads or writes: in SQL, through a model of gorm, or a collection of MongoDB. */
export function tableExchanges(index: GoIndex, site: Site, values: Values): Exchange[] {
  const { fact, args, context, named } = site;
  const exchange = (table: string, write: boolean, peer: string): Exchange => ({
    kind: 'table',
    subject: table,
    state: 'called',
    site,
    addresses: [],
    peer,
    write,
  });
  const mapped = entTable(index, site) ?? bunTable(index, site, values);
  if (mapped) return [exchange(mapped.table, mapped.write, 'database')];
  const [first] = args;
  if (first === undefined) return [];
  if (fact.call === 'sql')
    return values
      .texts(first, context)
      .flatMap(tablesOf)
      .map(({ table, write }) => exchange(table, write, 'database'));
  const use = libraryUse(index, site);
  const built = use ? builtTable(site, use, values) : [];
  if (built.length > 0) return built.map(({ table, write }) => exchange(table, write, 'database'));
  if (!named || named.receiver === null) return [];
  if (/mongo-driver(?:\/v2)?\/mongo$/.test(named.package) && named.name === 'Collection')
    return values
      .texts(first, context)
      .filter((text) => text !== ANYTHING && text !== '')
      .map((table) => exchange(table, true, 'mongodb'));
  if (!GORM.test(named.package) || named.receiver !== 'DB') return [];
  if (named.name === 'Table')
    return values
      .texts(first, context)
      .filter((text) => /^\w+$/.test(text))
      .map((table) => exchange(table, true, 'database'));
  // What is read into need be no model where the table is told.
  if (/\.(?:Table|Model|Raw)\(/.test(fact.call)) return [];
  const write = GORM_WRITES.test(named.name);
  const table = write || GORM_READS.test(named.name) ? modelTable(index, site, values) : null;
  return table === null ? [] : [exchange(table, write, 'database')];
}

/** Columns of the model that gorm writes whole at a site; null where it writes none, or some of them. */
export function writtenModel(index: GoIndex, site: Site): ReadonlySet<string> | null {
  const { named } = site;
  if (!named || !GORM.test(named.package) || named.receiver !== 'DB' || !/^(?:Create|Save)/.test(named.name))
    return null;
  const model = modelOf(index, site);
  return model && new Set(model.own.typeFact(model.name)?.fields.flatMap(columnOf));
}

/** https://gorm.io/docs/models.html: a column is called like its field, or as the tag says. */
function columnOf({ name, tag }: FieldFact): string[] {
  const told = /gorm:"([^"]*)"/.exec(tag ?? '')?.[1] ?? '';
  const isOther = /^-|->|(?:foreignKey|many2many|references|polymorphic|embedded):/i.test(told);
  const column = /(?:^|;)\s*column:(\w+)/i.exec(told)?.[1] ?? snakeCase(name);
  return isOther || !/^\p{Lu}/u.test(name) ? [] : [column.toLowerCase()];
}

function modelOf(index: GoIndex, { args: [first], context }: Site) {
  return first ? modelIn(index, first, context) : null;
}

/** Table of the model that gorm is handed: what `TableName` says, or the plural of its name. */
function modelTable(index: GoIndex, site: Site, values: Values): string | null {
  const model = modelOf(index, site);
  if (!model) return null;
  const told = tableName(index, model, (of) => (of.args[0] ? values.texts(of.args[0], of.context) : []));
  return told === undefined ? plural(model.name) : told;
}
