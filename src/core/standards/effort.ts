/** What judging has cost, for authors of standards. */
export interface Effort {
  /** Lines judged, generated code not among them; most standards look at those outside tests only. */
  lines: { sources: number; tests: number };
  /** Milliseconds by standard. What several standards want to know is charged to the first that asks. */
  spent: Record<string, number>;
}

export function noEffort(): Effort {
  return { lines: { sources: 0, tests: 0 }, spent: {} };
}

/** Adds `part` to `total`. */
export function addEffort(total: Effort, part: Effort): void {
  total.lines.sources += part.lines.sources;
  total.lines.tests += part.lines.tests;
  for (const [id, milliseconds] of Object.entries(part.spent)) total.spent[id] = (total.spent[id] ?? 0) + milliseconds;
}
