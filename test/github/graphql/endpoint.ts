import {
  defaultFieldResolver,
  execute,
  GraphQLError,
  type GraphQLFieldResolver,
  OperationTypeNode,
  parse,
  validate,
} from 'graphql';
import { z } from 'zod';
import { HttpError } from '../http/errors.ts';
import { ok, type Reply } from '../http/reply.ts';
import { type Call, openRoute, type Route } from '../http/router.ts';
import type { Context } from './context.ts';
import { countNodes } from './cost.ts';
import { formatted, translated } from './errors.ts';
import { mutationRoot } from './mutation.ts';
import { queryRoot } from './query.ts';
import { githubSchema } from './schema.ts';

const Body = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

export const GRAPHQL = 'POST /graphql';

export const graphqlRoute: Route = openRoute(GRAPHQL, async (call: Call): Promise<Reply> => {
  const context = contextOf(call);
  const body = Body.safeParse(call.body);
  if (!body.success) throw new HttpError(400, 'A query attribute must be specified and must be a string.');
  const { query, variables, operationName } = body.data;
  const errors = (...found: readonly GraphQLError[]): Reply => ok({ errors: found.map(formatted) });
  const schema = githubSchema();
  try {
    const document = parse(query);
    const invalid = validate(schema, document);
    if (invalid.length > 0) return errors(...invalid);
    countNodes(schema, document, variables ?? {});
    const operation = document.definitions.find((one) => one.kind === 'OperationDefinition');
    const asked = operation?.selectionSet.selections ?? [];
    call.log.fields = asked.map((one) => (one.kind === 'Field' ? one.name.value : '…'));
    const mutation = operation?.operation === OperationTypeNode.MUTATION;
    if (mutation)
      for (const field of call.log.fields) if (field.startsWith('add')) call.github.meter.content(call.log.by);
    const result = await execute({
      ...{ schema, document, variableValues: variables ?? {}, operationName: operationName ?? null },
      rootValue: mutation ? mutationRoot(context) : queryRoot(context),
      fieldResolver: resolveKnown(context),
    });
    const failed = result.errors?.map(formatted);
    return ok({ ...(result.data === undefined ? {} : { data: result.data }), ...(failed ? { errors: failed } : {}) });
  } catch (error) {
    if (error instanceof GraphQLError) return errors(error);
    throw error;
  }
});

function contextOf({ github, caller }: Call): Context {
  switch (caller.kind) {
    case 'installation':
      return { github, caller, viewer: github.app.bot };
    case 'user':
      return { github, caller, viewer: caller.account };
    default:
      throw new HttpError(401, 'This endpoint requires you to be authenticated.');
  }
}

/** A field that GitHub has and the stand-in has not must not look empty. */
function resolveKnown({ github }: Context): GraphQLFieldResolver<unknown, unknown> {
  return async (source, args, context, info) => {
    try {
      if (typeof source === 'object' && source !== null && !(info.fieldName in source))
        throw new Error(`the stand-in does not know ${info.parentType.name}.${info.fieldName}`);
      return await defaultFieldResolver(source, args, context, info);
    } catch (error) {
      const shown = translated(error);
      if (!(shown instanceof GraphQLError)) github.failures.push(shown);
      throw shown;
    }
  };
}
