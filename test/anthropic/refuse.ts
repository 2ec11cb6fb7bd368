import type { IncomingHttpHeaders } from 'node:http';
import { type Fails, fails } from './answers.ts';
import { countTokens } from './cache.ts';
import { conversationProblem } from './rules/conversation.ts';
import type { Given } from './rules/given.ts';
import { modelProblem, prefillProblem, samplingProblem, takesOf } from './rules/models.ts';
import { schemaProblem } from './rules/schemas.ts';
import { Body, Countable, shapeProblem } from './rules/shape.ts';

/** https://platform.claude.com/docs/en/api/errors#request-size-limits */
export const LARGEST = 32 * 1024 * 1024;

/** What the API says to who may not ask; null to who may. https://platform.claude.com/docs/en/api/overview */
export function refuseCaller(headers: IncomingHttpHeaders, key: string | null): Fails | null {
  const given = headers['x-api-key'] ?? headers.authorization?.replace(/^Bearer /, '');
  if (given === undefined || (key !== null && given !== key)) return fails(401, 'invalid x-api-key');
  return headers['anthropic-version'] === undefined ? fails(400, 'anthropic-version: header is required') : null;
}

/** What it says to a request that it takes from nobody; null to a good one. */
export function refuse(body: unknown, given: Given): Fails | null {
  const misshapen = shapeProblem(Body, body);
  if (misshapen !== null) return fails(400, misshapen);
  const request = Body.parse(body);
  return refuseModel(request) ?? invalid(samplingProblem(request)) ?? refuseParts(request, given);
}

export function refuseCount(body: unknown, given: Given): Fails | null {
  const misshapen = shapeProblem(Countable, body);
  if (misshapen !== null) return fails(400, misshapen);
  const request = Countable.parse(body);
  return refuseModel(request) ?? refuseParts({ ...request, max_tokens: Infinity }, given);
}

function refuseModel({ model }: Countable): Fails | null {
  return takesOf(model) === undefined ? fails(404, `model: ${model}`) : null;
}

function refuseParts(request: Countable & { max_tokens: number }, given: Given): Fails | null {
  const counted = request.max_tokens === Infinity;
  return (
    invalid(modelProblem(counted ? { ...request, max_tokens: 64_000 } : request)) ??
    invalid(prefillProblem(request, (content) => given.isPaused(content))) ??
    invalid(conversationProblem(request)) ??
    invalid(schemaProblem(request)) ??
    invalid(given.problem(request)) ??
    (counted ? null : invalid(tooLong(request)))
  );
}

/** What is too long for the window is refused; what only leaves no room for a reply ends the reply, on models since 4.5. */
function tooLong(request: Countable): string | null {
  const tokens = countTokens(request);
  const most = takesOf(request.model)?.context ?? 0;
  return tokens > most ? `prompt is too long: ${tokens} tokens > ${most} maximum` : null;
}

function invalid(problem: string | null): Fails | null {
  return problem === null ? null : fails(400, problem);
}
