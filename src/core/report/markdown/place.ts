import type { ReportContext } from '../context.ts';
import { visible } from '../hidden.ts';
import { code, link } from './escape.ts';

const PATH = 200;

/** `path:line` in a code span, linked where the platform can show the line. */
export function place(path: string, line: number, context: ReportContext): string {
  const label = code(`${shortPath(path)}:${line}`);
  return context.placeUrl ? link(label, context.placeUrl(path, line)) : label;
}

/** The end of a path tells more than its start. */
export function shortPath(path: string): string {
  const points = [...visible(path)];
  return points.length <= PATH ? points.join('') : `…${points.slice(1 - PATH).join('')}`;
}
