import type { z } from 'zod';
import { HttpError } from '../http/errors.ts';

/** @throws HttpError 422 in the words that GitHub has for a body that does not fit its schema */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const complaints = parsed.error.issues.map((issue) =>
    issue.code === 'invalid_type' && issue.message.includes('undefined')
      ? `"${issue.path.join('.')}" wasn't supplied.`
      : `For '${issue.path.join('/')}', ${issue.message}.`,
  );
  throw new HttpError(422, `Invalid request.\n\n${complaints.join('\n')}`);
}
