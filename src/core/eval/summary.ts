import type { CaseResult, EvalResults, RanCase, Tokens } from './results.ts';

/** What the cases come to, apart from what was found. */
export function summaryOf(results: readonly CaseResult[]): EvalResults['summary'] {
  const ran = results.filter((one) => one.state === 'ran');
  const cases = ran.filter(({ control }) => !control);
  const controls = ran.filter(({ control }) => control);
  return {
    cases: results.filter(({ control }) => !control).length,
    controls: results.filter(({ control }) => control).length,
    failed: results.length - ran.length,
    commentsPerCase: perOne(cases),
    falseAlarmsPerControl: perOne(controls),
    tokens: ran.reduce((sum, { tokens }) => addTokens(sum, tokens), NO_TOKENS),
    costUsd: ran.reduce((sum, { costUsd }) => sum + costUsd, 0),
    latencyMs: latencyOf(ran.map(({ ms }) => ms)),
    dropped: droppedOf(ran),
  };
}

export const NO_TOKENS: Tokens = { input: 0, cacheRead: 0, cacheWrite: 0, output: 0 };

export function addTokens(a: Tokens, b: Tokens): Tokens {
  return {
    input: a.input + b.input,
    cacheRead: a.cacheRead + b.cacheRead,
    cacheWrite: a.cacheWrite + b.cacheWrite,
    output: a.output + b.output,
  };
}

function perOne(cases: readonly RanCase[]): number | null {
  return cases.length === 0 ? null : cases.reduce((sum, { comments }) => sum + comments.length, 0) / cases.length;
}

/** Nearest rank. */
function latencyOf(times: readonly number[]): EvalResults['summary']['latencyMs'] {
  if (times.length === 0) return null;
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return { median: at(0.5), p95: at(0.95), total: times.reduce((sum, ms) => sum + ms, 0) };
}

function droppedOf(cases: readonly RanCase[]): Record<string, number> {
  const dropped = new Map<string, number>();
  for (const one of cases)
    for (const [reason, n] of Object.entries(one.dropped)) dropped.set(reason, (dropped.get(reason) ?? 0) + n);
  return Object.fromEntries([...dropped].sort(([a], [b]) => (a < b ? -1 : 1)));
}
