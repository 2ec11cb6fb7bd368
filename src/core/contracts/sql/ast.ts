import type { ColumnDef, Constraint, Node, RangeVar, TypeName } from 'libpg-query';

/** `orders`, or `shop.orders`. */
export function tableName(relation: RangeVar | undefined): string {
  const { schemaname, relname = '?' } = relation ?? {};
  return schemaname === undefined || schemaname === 'public' ? relname : `${schemaname}.${relname}`;
}

/** Names in a list of them, such as the objects of a DROP. */
export function nameOf(node: Node): string {
  if ('List' in node)
    return namesOf(node.List.items ?? [])
      .join('.')
      .replace(/^public\./, '');
  if ('String' in node) return node.String.sval ?? '?';
  if ('TypeName' in node) return typeName(node.TypeName);
  return '?';
}

export function namesOf(nodes: readonly Node[]): string[] {
  return nodes.map(nameOf);
}

/** As people write it, without `pg_catalog`. */
export function typeName(type: TypeName | undefined): string {
  const names = namesOf(type?.names ?? []).filter((name) => name !== 'pg_catalog');
  return `${names.join('.')}${type?.arrayBounds ? '[]' : ''}`;
}

export function constraintsOf(column: ColumnDef): Constraint[] {
  return (column.constraints ?? []).flatMap((node) => ('Constraint' in node ? [node.Constraint] : []));
}

/** Functions whose value is another one for every row, so that adding a column with them writes the whole table anew. */
const VOLATILE = new Set([
  'random',
  'clock_timestamp',
  'timeofday',
  'nextval',
  'gen_random_uuid',
  'uuid_generate_v4',
  'uuidv7',
  'uuidv4',
]);

/** A function within the expression that is known to be volatile; null where none is. */
export function volatileCall(expression: Node | undefined): string | null {
  if (!expression) return null;
  const found = JSON.stringify(expression).matchAll(/"FuncCall":\{"funcname":(\[.*?\])/g);
  for (const [, names = ''] of found) {
    const last = [...names.matchAll(/"sval":"([^"]*)"/g)].at(-1)?.[1] ?? '';
    if (VOLATILE.has(last)) return last;
  }
  return null;
}
