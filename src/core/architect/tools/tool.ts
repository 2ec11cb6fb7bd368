import { z } from 'zod';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { ServiceMap } from '../../services/service-map.ts';
import type { Commit } from '../discussion.ts';
import type { JsonSchema, ModelTool } from '../model.ts';
import type { Side, Sight } from '../sight.ts';

/** What tools may look at: the two snapshots as the model may see them, and nothing else. */
export interface Workshop {
  sight: Sight;
  indexes: Readonly<Record<Side, GoIndex>>;
  /** Null where no map was made. */
  maps: Readonly<Record<Side, ServiceMap>> | null;
  /** Of the pull request, the oldest first. */
  commits: readonly Commit[];
}

export interface Tool {
  spec: ModelTool;
  /** @throws ToolError when the call cannot be answered; the message is for the model */
  run(input: unknown, workshop: Workshop): Promise<string>;
}

export class ToolError extends Error {
  override name = 'ToolError';
}

/** A tool whose input is checked before it runs. */
export function defineTool<Input>(
  name: string,
  description: string,
  input: z.ZodType<Input>,
  run: (input: Input, workshop: Workshop) => Promise<string> | string,
): Tool {
  return {
    spec: { name, description, input: schemaOf(input) },
    async run(raw, workshop) {
      const parsed = input.safeParse(raw);
      if (!parsed.success) throw new ToolError(z.prettifyError(parsed.error));
      return await run(parsed.data, workshop);
    },
  };
}

export const SideInput = z.enum(['head', 'base']).describe('head: after the change; base: before it');

function schemaOf(input: z.ZodType): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(input, { reused: 'inline' });
  return rest;
}
