import type { FieldFact } from '../../go/facts.ts';
import { SETTING } from '../settings/service-settings.ts';
import { isTagged, keyOfField, prefixesIn } from '../settings/setting-keys.ts';
import type { Expression } from '../wire/expression.ts';
import { type Context, type Named, namedBy } from './context.ts';

/**
 * `${config:data.database.source}` for a field that files of settings fill, where one of them has the key. None where a
 * struct stands under several keys and the expression does not tell which is meant.
 */
export function settingsOf(expression: Expression, context: Context, keys: ReadonlySet<string>): string[] {
  if (keys.size === 0) return [];
  const chain: string[] = [];
  let type: string | null = null;
  for (let part = expression; part.is === 'select' || part.is === 'call'; ) {
    const select: Expression = part.is === 'call' ? part.of : part;
    const named = namedBy(select, context);
    const key = named && keyAt(named, context);
    if (select.is !== 'select' || !named || key === null) break;
    chain.unshift(key);
    type = `${named.package}.${named.receiver}`;
    part = select.of;
  }
  if (type === null) return [];
  const names = prefixesIn(context.index)(type).map((prefix) => `${SETTING}${prefix}${chain.join('.')}`);
  const known = names.filter((name) => keys.has(name));
  return known.length === 1 ? known.map((name) => `\${${name}}`) : [];
}

function keyAt(named: Named, { index }: Context): string | null {
  if (named.receiver === null) return null;
  const fields: readonly FieldFact[] = index.sourcePackage(named.package)?.typeFact(named.receiver)?.fields ?? [];
  // What is generated of a schema has a getter for each field.
  const field = fields.find(({ name }) => name === named.name || `Get${name}` === named.name);
  return field && isTagged(field) ? keyOfField(field) : null;
}
