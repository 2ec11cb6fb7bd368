import type { ReportContext } from '../context.ts';
import { oneLine, visible } from '../hidden.ts';
import type { Review } from '../review.ts';
import { count } from '../words.ts';
import type { Palette } from './ansi.ts';
import { titled } from './sections.ts';
import { wrap } from './wrap.ts';

/** What the change does that no single edge shows, and who feels what else it changed. */
export function impactText({ impact }: Review, context: ReportContext, p: Palette): string[][] {
  const placed = (at: { path: string; line: number }) => p.cyan(`${visible(at.path)}:${at.line}`);
  const notable = (impact?.notable ?? []).map(({ message, at }) =>
    wrap(`${oneLine(message)} ${placed(at)}`, context.width, '  - '),
  );
  const radius = (impact?.radius ?? []).map(({ name, at, callers, services, owners }) => {
    const run = services.length > 0 ? `, run by ${services.map(visible).join(', ')}` : '';
    const owned = owners.length > 0 ? `, owned by ${owners.map(visible).join(', ')}` : '';
    const where = at ? ` ${placed(at)}` : ', gone';
    return wrap(
      `${visible(name)}${where}: named in ${count(callers, 'place')} elsewhere${run}${owned}`,
      context.width,
      '  - ',
    );
  });
  return [titled('Of note', notable, context, p), titled('Who feels it', radius, context, p)];
}
