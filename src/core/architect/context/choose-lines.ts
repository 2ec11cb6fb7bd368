import type { FileFacts } from '../../go/facts.ts';
import { breadcrumbs } from './breadcrumbs.ts';
import type { ShownLine } from './shown-lines.ts';

/** A declaration of more lines is shown around what changed in it only. */
const LARGEST_WHOLE = 90;
const AROUND_IN_LARGE = 10;
const AROUND = 3;
/** Other files of up to this many lines are shown whole. */
const SMALL_FILE = 120;

interface Extent {
  line: number;
  endLine: number;
}

/** Indices of the lines to show: every changed one, with the function or type around it. */
export function chosenLines(lines: readonly ShownLine[], facts: FileFacts | null): ReadonlySet<number> {
  const chosen = new Set<number>();
  if (facts === null && lines.length <= SMALL_FILE) return new Set(lines.keys());
  const add = (from: number, to: number) => {
    for (let index = Math.max(from, 0); index <= Math.min(to, lines.length - 1); index++) chosen.add(index);
  };
  const indexOf = new Map(lines.flatMap(({ number }, index) => (number === null ? [] : [[number, index] as const])));
  const declarations: Extent[] = facts === null ? [] : [...facts.functions, ...facts.types];
  const above = numbersAbove(lines);
  const texts = lines.map(({ text }) => text);
  const whole = new Set<Extent>();
  for (const [index, { mark }] of lines.entries()) {
    if (mark === ' ') continue;
    const around = declarations.find((one) => holds(one, lines[index]?.number ?? null, above[index] ?? 0));
    if (around === undefined) add(index - AROUND, index + AROUND);
    else if (around.endLine - around.line < LARGEST_WHOLE) whole.add(around);
    else {
      add(index - AROUND_IN_LARGE, index + AROUND_IN_LARGE);
      const header = indexOf.get(around.line);
      if (header !== undefined) for (const at of breadcrumbs(texts, header, index)) chosen.add(at);
    }
  }
  for (const { line, endLine } of whole) {
    let from = indexOf.get(line) ?? 0;
    while (isComment(lines[from - 1])) from--;
    add(from, indexOf.get(endLine) ?? lines.length);
  }
  fillGaps(chosen, lines.length);
  return chosen;
}

/** Only the changed lines and their neighbours, as a diff has them. */
export function changedLines(lines: readonly ShownLine[], around = AROUND): ReadonlySet<number> {
  const chosen = new Set<number>();
  for (const [index, { mark }] of lines.entries())
    if (mark !== ' ') for (let at = index - around; at <= index + around; at++) if (lines[at]) chosen.add(at);
  fillGaps(chosen, lines.length);
  return chosen;
}

/** For each line the number at head of the one above it, or above the deleted ones that it stands among. */
function numbersAbove(lines: readonly ShownLine[]): number[] {
  let last = 0;
  return lines.map(({ number }) => {
    const above = last;
    last = number ?? last;
    return above;
  });
}

/** A deleted line belongs to the declaration around the lines that are left. */
function holds({ line, endLine }: Extent, number: number | null, above: number): boolean {
  return number === null ? above >= line && above < endLine : number >= line && number <= endLine;
}

/** A gap that costs no more than its mark is shown. */
function fillGaps(chosen: Set<number>, length: number): void {
  for (let index = 1; index < length; index++)
    if (!chosen.has(index) && chosen.has(index - 1) && (chosen.has(index + 1) || chosen.has(index + 2)))
      chosen.add(index);
}

function isComment(line: ShownLine | undefined): boolean {
  return line !== undefined && /^\s*\/\//.test(line.text);
}
