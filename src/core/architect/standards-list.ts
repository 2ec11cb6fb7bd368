import type { RepoConfig } from '../config/repo-config.ts';
import { settingOf } from '../config/settings.ts';
import { firstSentence } from '../report/prose.ts';
import { areaOf, type Standard } from '../standards/standard.ts';

/** The standards as the prompt has them, by area, with the repository's severities; those that are off are not there. */
export function standardsList(standards: readonly Standard[], config: RepoConfig): string {
  const wanted = standards.flatMap((standard) => {
    const { off, severity, hint } = settingOf(config, standard.id);
    if (off) return [];
    return [
      {
        ...standard,
        severity: severity ?? standard.severity,
        lane: hint && standard.lane === 'D' ? ('H' as const) : standard.lane,
      },
    ];
  });
  const areas = [...Map.groupBy(wanted, ({ id }) => areaOf(id))].map(
    ([area, rows]) => `**${area}**\n${rows.map(row).join('\n')}`,
  );
  return `${INTRODUCTION}\n\n${areas.join('\n\n')}`;
}

const INTRODUCTION = `# Standards

Each with its severity and who judges it. \`D\`: the program proves it and reports it itself, so it is settled wherever the program could read the code. \`H\`: the program gives hints, which you confirm or find wrong. \`M\`: you alone. Name a finding after the standard that it breaks, whoever judges it; \`other\` where none fits.`;

function row({ id, severity, lane, flags, title, why }: Standard): string {
  const raises = flags.length > 0 ? ` · raises ${flags.join(', ')}` : '';
  const head = `- \`${id}\` ${severity} ${lane}: ${title}${raises}`;
  return lane === 'M' ? `${head}. ${firstSentence(why)}` : head;
}
