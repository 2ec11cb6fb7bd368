import type { FieldFact } from '../../go/facts.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { declarationsOf } from '../reach/declarations.ts';
import { namedType, typeOf } from './context.ts';
import type { Exchange } from './found.ts';
import { type Site, sitesOf } from './sites.ts';
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
  const [first] = args;
  if (first === undefined) return [];
  if (fact.call === 'sql')
    return values
      .texts(first, context)
      .flatMap(tablesOf)
      .map(({ table, write }) => exchange(table, write, 'database'));
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
  const write = GORM_WRITES.test(named.name);
  const table = write || GORM_READS.test(named.name) ? modelTable(index, site) : null;
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

function snakeCase(name: string): string {
  return name
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

function modelOf(index: GoIndex, { args: [first], context }: Site) {
  let type = first ? typeOf(first, context) : null;
  while (type && (type.kind === 'pointer' || type.kind === 'slice')) type = type.kind === 'pointer' ? type.to : type.of;
  const model = type && namedType(type);
  const own = model && index.sourcePackage(model.package);
  return model && own?.typeFact(model.name)?.underlying === 'struct' ? { name: model.name, own } : null;
}

/** Table of the model that gorm is handed: what `TableName` says, or the plural of its name. */
function modelTable(index: GoIndex, site: Site): string | null {
  const model = modelOf(index, site);
  if (!model) return null;
  const { own } = model;
  for (const method of declarationsOf(own).methods.get(model.name) ?? []) {
    if (method.fact.name !== 'TableName') continue;
    const text = sitesOf(index)
      .of.get(method)
      ?.find(({ fact }) => fact.call === 'return')?.args[0];
    return text?.is === 'text' ? text.value : null;
  }
  return plural(model.name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase());
}

function plural(name: string): string {
  if (/[^su]s$/.test(name) && !/[iu]s$/.test(name)) return name;
  if (/(?:s|x|z|ch|sh)$/.test(name)) return `${name}es`;
  return /[^aeiou]y$/.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`;
}
