import type { Example, Standard } from '../../standards/standard.ts';
import { fence, language } from '../markdown/escape.ts';
import { FLAG_NAMES, SEVERITY_NAMES } from '../words.ts';
import { LANES } from './facts.ts';

/** A standard's page of documentation, `docs/standards/<area>/<name>.md`. */
export function standardPage(standard: Standard): string {
  const flags = standard.flags.map((flag) => FLAG_NAMES[flag].toLowerCase()).join(', ') || 'none';
  const parts = [
    `# ${standard.title}`,
    [
      `\`${standard.id}\``,
      '',
      `| Severity | Lane | Red flags |`,
      `| --- | --- | --- |`,
      `| ${SEVERITY_NAMES[standard.severity]} | ${standard.lane}, ${LANES[standard.lane]} | ${flags} |`,
    ].join('\n'),
    `## Why\n\n${standard.why.trim()}`,
    `## Fix\n\n${standard.fix.trim()}`,
    subsumed(standard),
    examples('Reported', standard.examples.bad),
    examples('Not reported', standard.examples.good),
    standard.references.length === 0
      ? ''
      : `## References\n\n${standard.references.map((url) => `- <${url}>`).join('\n')}`,
    `## To disagree\n\nAt one place, on the line or its declaration:\n\n${fence('go', `// architect:ignore ${standard.id} the reason, which is required`)}`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function subsumed({ subsumes = [] }: Standard): string {
  if (subsumes.length === 0) return '';
  return `On the same expression it is reported instead of ${subsumes.map((id) => `\`${id}\``).join(', ')}.`;
}

function examples(title: string, all: readonly Example[]): string {
  if (all.length === 0) return '';
  return [`## ${title}`, ...all.flatMap(example)].join('\n\n');
}

function example(sources: Example): string[] {
  if (typeof sources === 'string') return [fence('go', unmarked(sources))];
  return Object.entries(sources).flatMap(([path, source]) => [`\`${path}\``, fence(language(path), unmarked(source))]);
}

/** The tests' `// want` becomes a mark that a reader understands. */
function unmarked(source: string): string {
  return source.replace(/^\n+|\s+$/g, '').replace(/(\/\/|#|--)\s*want\b/g, '$1 reported');
}
