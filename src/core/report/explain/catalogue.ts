import { areaOf, type Standard } from '../../standards/standard.ts';
import { jsonDocument } from '../json.ts';
import { FLAG_NAMES } from '../words.ts';
import { LANES } from './facts.ts';

/** The index of all standards by area, in the order given: `architect standards --format markdown`. */
export function catalogueMarkdown(standards: readonly Standard[]): string {
  const areas = Map.groupBy(standards, (standard) => areaOf(standard.id));
  const parts = [...areas].map(([area, rows]) =>
    [
      `## ${area}`,
      '',
      '| Standard | Severity | Lane | Red flags | Defect |',
      '| --- | --- | --- | --- | --- |',
      ...rows.map(row),
    ].join('\n'),
  );
  const lanes = Object.entries(LANES).map(([lane, name]) => `${lane} ${name}`);
  return `# Standards\n\nLanes: ${lanes.join(' · ')}. Deterministic findings may block a change; the others advise.\n\n${parts.join('\n\n')}\n`;
}

function row({ id, severity, lane, flags, title }: Standard): string {
  const names = flags.map((flag) => FLAG_NAMES[flag].toLowerCase()).join(', ');
  return `| [\`${id}\`](${id}.md) | ${severity} | ${lane} | ${names} | ${title.replaceAll('|', '\\|')} |`;
}

/** The list of all standards as JSON, in the order given: `architect standards --format json`. */
export function catalogueJson(standards: readonly Standard[]): string {
  return jsonDocument(
    standards.map(({ id, severity, lane, flags, title, why, fix, references, subsumes }) => ({
      id,
      area: areaOf(id),
      severity,
      lane,
      flags,
      title,
      why,
      fix,
      references,
      subsumes: subsumes ?? [],
    })),
  );
}
