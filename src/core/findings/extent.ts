import type { FileFacts } from '../go/facts.ts';
import type { Extent } from './causal.ts';

/** Lines of the declaration around a line; null between declarations. */
export function declarationAt(facts: FileFacts, line: number): Extent | null {
  return [...facts.functions, ...facts.types].find((fact) => line >= fact.line && line <= fact.endLine) ?? null;
}
