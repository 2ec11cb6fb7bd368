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

/** Table of the model that gorm is handed: what `TableName` says, or the plural of its name. */
function modelTable(index: GoIndex, { args: [first], context }: Site): string | null {
  let type = first ? typeOf(first, context) : null;
  while (type && (type.kind === 'pointer' || type.kind === 'slice')) type = type.kind === 'pointer' ? type.to : type.of;
  const model = type && namedType(type);
  const own = model && index.sourcePackage(model.package);
  if (!model || !own || own.typeFact(model.name)?.underlying !== 'struct') return null;
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
