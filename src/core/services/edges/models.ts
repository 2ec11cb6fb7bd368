import type { GoIndex } from '../../go/index/go-index.ts';
import type { SourcePackage } from '../../go/index/source-package.ts';
import { declarationsOf } from '../reach/declarations.ts';
import type { Expression } from '../wire/expression.ts';
import { type Context, namedType, typeOf } from './context.ts';
import type { Site } from './site.ts';
import { sitesOf } from './sites.ts';

/** A struct of the repository that stands for rows of a table. */
export interface Model {
  name: string;
  own: SourcePackage;
}

/** The model that an expression holds: one, a pointer to it, a list of them, or a nil of its type. */
export function modelIn(index: GoIndex, expression: Expression, context: Context): Model | null {
  // `(*Order)(nil)` reads as a call.
  const meant = expression.is === 'call' && expression.of.is === 'deref' ? typed(expression.of.of, context) : null;
  let type = meant ?? typeOf(expression, context);
  while (type.kind === 'pointer' || type.kind === 'slice') type = type.kind === 'pointer' ? type.to : type.of;
  const model = namedType(type);
  const own = model && index.sourcePackage(model.package);
  return model && own?.typeFact(model.name)?.underlying === 'struct' ? { name: model.name, own } : null;
}

function typed(name: Expression, context: Context) {
  const text = name.is === 'name' ? name.name : null;
  const select = name.is === 'select' && name.of.is === 'name' ? `${name.of.name}.${name.name}` : text;
  return select === null ? null : typeOf({ is: 'typed', type: select }, context);
}

/** What `TableName` of a model says; undefined without one, null where it is no single text. */
export function tableName(index: GoIndex, { name, own }: Model, texts: (of: Site) => readonly string[]) {
  const method = declarationsOf(own)
    .methods.get(name)
    ?.find(({ fact }) => fact.name === 'TableName');
  if (!method) return undefined;
  const returned =
    sitesOf(index)
      .of.get(method)
      ?.filter(({ fact }) => fact.call === 'return') ?? [];
  const found = returned.flatMap(texts).filter((text) => /^[\w."`]+$/.test(text));
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** `order_lines` of `OrderLine`, as gorm and bun say. */
export function plural(name: string): string {
  const snake = snakeCase(name);
  if (/[^su]s$/.test(snake) && !/[iu]s$/.test(snake)) return snake;
  if (/(?:s|x|z|ch|sh)$/.test(snake)) return `${snake}es`;
  return /[^aeiou]y$/.test(snake) ? `${snake.slice(0, -1)}ies` : `${snake}s`;
}

export function snakeCase(name: string): string {
  return name
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
