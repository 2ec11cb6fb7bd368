import type { ReportContext } from '../context.ts';
import { oneLine, visible } from '../hidden.ts';
import type { Review } from '../review.ts';
import { ELSEWHERE_KINDS } from '../siblings.ts';
import { count, feltAs } from '../words.ts';
import type { Palette } from './ansi.ts';
import { titled } from './sections.ts';
import { wrap } from './wrap.ts';

/** What the change does that no single edge shows, and who feels what else it changed. */
export function impactText({ impact }: Review, context: ReportContext, p: Palette): string[][] {
  const placed = (at: { path: string; line: number }) => p.cyan(`${visible(at.path)}:${at.line}`);
  const notable = (impact?.notable ?? []).map(({ message, at }) =>
    wrap(`${oneLine(message)} ${placed(at)}`, context.width, '  - '),
  );
  const radius = (impact?.radius ?? []).map((felt) => {
    const { name, at, callers, services, owners } = felt;
    const run = services.length > 0 ? `, run by ${services.map(visible).join(', ')}` : '';
    const owned = owners.length > 0 ? `, owned by ${owners.map(visible).join(', ')}` : '';
    const where = at ? ` ${placed(at)}` : '';
    return wrap(
      `${visible(name)}${feltAs(felt)}${where}: named in ${count(callers, 'place')} elsewhere${run}${owned}`,
      context.width,
      '  - ',
    );
  });
  const elsewhere = (impact?.elsewhere ?? []).map(({ kind, name, change, at, by }) => {
    const users = by.map((one) => `${visible(one.service)} ${placed(one)}`).join(', ');
    const what = `${visible(name)} (${ELSEWHERE_KINDS[kind]}, ${change}) ${placed(at)}`;
    return wrap(`${what}: used by ${users}`, context.width, '  - ');
  });
  return [
    titled('Of note', notable, context, p),
    titled('Who feels it', radius, context, p),
    titled('In other repositories', elsewhere, context, p),
  ];
}
