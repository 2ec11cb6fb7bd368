import type { MapDiff } from '../diff/diff.ts';
import { notableOf } from '../diff/notable.ts';
import type { EnvironmentVariable, ServiceEdge, ServiceNode } from '../service-map.ts';

/** The map as lines of text with the place that proves each. */
export function drawTable(diff: MapDiff): string {
  const { services, edges } = diff;
  const nodes = services.map(({ change, name, kind, root, arguments: words, evidence }) => [
    marked(change),
    name,
    kind,
    [root || '.', ...words].join(' '),
    placeOf(evidence),
  ]);
  const arrows = edges.map(({ change, from, to, kind, state, subject, evidence }) => [
    marked(change),
    `${from} → ${to}`,
    state === 'called' ? kind : `${kind} (${state})`,
    subject ?? '',
    placeOf(evidence),
  ]);
  const notable = notableOf(diff).map(({ message, at }) => ['!', message.replaceAll('`', ''), placeOf([at])]);
  return [columns(nodes), columns(arrows), columns(notable)]
    .filter((lines) => lines.length > 0)
    .flatMap((lines, at) => (at > 0 ? ['', ...lines] : lines))
    .map((line) => `${line}\n`)
    .join('');
}

function marked(change: 'added' | 'removed' | 'same'): string {
  return { added: '+', removed: '-', same: ' ' }[change];
}

function placeOf([first]: (ServiceNode | ServiceEdge)['evidence'] | readonly EnvironmentVariable[]): string {
  return first ? `${first.path}:${first.line}` : '';
}

/** Control characters of names are shown as spaces: a terminal would obey them. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const clean = rows.map((row) => row.map((cell) => cell.replace(/[\p{Cc}\p{Cf}]/gu, ' ')));
  const widths = (clean[0] ?? []).map((_, at) => Math.min(60, Math.max(...clean.map((row) => row[at]?.length ?? 0))));
  return clean.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
