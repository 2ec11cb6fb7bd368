import type { Standard } from '../standards/standard.ts';
import { facts } from './explain/facts.ts';
import { blocks } from './prose.ts';
import { type Palette, palette } from './text/ansi.ts';
import { wrap } from './text/wrap.ts';

export { catalogueJson, catalogueMarkdown } from './explain/catalogue.ts';
export { standardPage } from './explain/page.ts';

/** A standard for a terminal: `architect explain ID`. */
export function explainText(standard: Standard, { colour, width }: { colour: boolean; width: number }): string {
  const p = palette(colour);
  const room = Math.min(Math.max(width || 80, 24), 100);
  const sections = [
    [
      ...wrap(p.bold(standard.id), room, '', '  '),
      ...wrap(p.dim(facts(standard).join(' · ')), room),
      ...wrap(`${standard.title}.`, room),
    ],
    [p.bold('Why'), ...markdownText(standard.why, room, p)],
    [p.bold('Fix'), ...markdownText(standard.fix, room, p)],
    standard.references.length === 0
      ? []
      : [p.bold('References'), ...standard.references.map((line) => `  ${p.cyan(line)}`)],
    wrap(`To silence it at one place: // architect:ignore ${standard.id} <reason>`, room, '', '  '),
  ];
  return `${sections
    .filter((section) => section.length > 0)
    .map((section) => section.join('\n'))
    .join('\n\n')}\n`;
}

function markdownText(markdown: string, width: number, p: Palette): string[] {
  return blocks(markdown).flatMap((block, i) => {
    const gap = i === 0 || block.kind === 'item' ? [] : [''];
    if (block.kind === 'code') {
      return [
        ...gap,
        ...block.text.split('\n').map((line) => `    ${p.green(line.replaceAll('\t', '    '))}`.trimEnd()),
      ];
    }
    return [...gap, ...wrap(block.text, width, block.kind === 'item' ? '  - ' : '  ')];
  });
}
