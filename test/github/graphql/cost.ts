import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  getNamedType,
  TypeInfo,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { type ErrorType, refuse } from './errors.ts';

const NODES = 500_000;
const PAGE = 100;

/**
 * The nodes that a query may give: every page times the pages that it lies in. Fragments count where they are written.
 *
 * @throws GraphQLError for pages without bounds or over 100, and for more than 500,000 nodes
 */
export function countNodes(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
): number {
  const types = new TypeInfo(schema);
  const sizes: number[] = [];
  let total = 0;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: {
        enter(field) {
          const type = types.getType();
          const paged = type !== null && type !== undefined && getNamedType(type).name.endsWith('Connection');
          const around = sizes.at(-1) ?? 1;
          const size = paged ? around * pageSize(field, variables) : around;
          sizes.push(size);
          if (paged) total += size;
        },
        leave() {
          sizes.pop();
        },
      },
    }),
  );
  if (total > NODES) {
    const [asked, limit] = [total.toLocaleString('en'), NODES.toLocaleString('en')];
    const message = `This query requests up to ${asked} possible nodes which exceeds the maximum limit of ${limit}.`;
    throw refuse('MAX_NODE_LIMIT_EXCEEDED', message);
  }
  return total;
}

function pageSize(field: FieldNode, variables: Readonly<Record<string, unknown>>): number {
  const name = field.name.value;
  for (const bound of ['first', 'last']) {
    const argument = field.arguments?.find((one) => one.name.value === bound);
    const value = argument === undefined ? null : valueFromASTUntyped(argument.value, variables);
    if (typeof value !== 'number') continue;
    if (value > PAGE) {
      const message = `Requesting ${value} records on the \`${name}\` connection exceeds the \`${bound}\` limit of ${PAGE} records.`;
      throw refuse('EXCESSIVE_PAGINATION' satisfies ErrorType, message);
    }
    return value;
  }
  const message = `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`;
  throw refuse('MISSING_PAGINATION_BOUNDARIES', message);
}
