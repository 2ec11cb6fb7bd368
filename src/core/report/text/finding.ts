import type { Evidence, Finding } from '../../findings/finding.ts';
import type { ReportContext } from '../context.ts';
import { oneLine, visible } from '../hidden.ts';
import { evidenceProse, judgementProse } from '../model-lane.ts';
import { patchesOf, patchPlace } from '../patch.ts';
import { firstSentence } from '../prose.ts';
import { headline } from '../words.ts';
import { type Palette, severityStyle } from './ansi.ts';
import { cells, windowOf } from './cells.ts';
import { codeFrame } from './frame.ts';
import { wrap } from './wrap.ts';

const EVIDENCE = 5;
const INDENT = ' '.repeat('  fix     '.length);

/** A finding as lines of a terminal: claim, code, evidence, fix. */
export function findingText(finding: Finding, context: ReportContext, p: Palette): string[] {
  const { width } = context;
  const [severity = '', ...rest] = headline(finding, context);
  const title = [severityStyle(finding.severity, p)(severity), ...rest, p.dim(visible(finding.standard))].join(' · ');
  return [
    ...wrap(title, width, '  ', '    '),
    ...wrap(p.cyan(`${visible(finding.path)}:${finding.line}`), width, '  ', '    '),
    ...wrap(oneLine(finding.message), width, '  '),
    ...codeFrame(finding, context, p),
    ...finding.evidence
      .slice(0, EVIDENCE)
      .flatMap((evidence) =>
        wrap(
          `${p.cyan(`${visible(evidence.path)}:${evidence.line}`)} ${oneLine(evidence.text)}${supported(evidence, p)}`,
          width,
          `  ${p.dim('because')} `,
        ),
      ),
    ...(finding.evidence.length > EVIDENCE
      ? [`          ${p.dim(`and ${finding.evidence.length - EVIDENCE} more places`)}`]
      : []),
    ...judgementProse(finding).flatMap((line) => wrap(oneLine(line), width, '  ', '    ')),
    ...fixText(finding, context, p),
  ];
}

function supported(evidence: Evidence, p: Palette): string {
  const prose = evidenceProse(evidence);
  return prose === '' ? '' : p.dim(` (${oneLine(prose)})`);
}

/** Lines that a proven mend changes are shown; a line of them alone, or the first sentence of the standard's mend, in place. */
function fixText(finding: Finding, context: ReportContext, p: Palette): string[] {
  const { suggestion, path } = finding;
  const isShort = !suggestion?.also && !suggestion?.text.trimEnd().includes('\n');
  const patches = suggestion && !isShort ? patchesOf(suggestion, path, context.lines) : null;
  const head = `  ${p.green('fix')}     `;
  if (patches === null) {
    const fix = fixLine(finding, context);
    return fix === '' ? [] : wrap(fix, context.width, head);
  }
  return patches.flatMap((patch, index) => [
    `${index === 0 ? head : INDENT}${p.dim(patchPlace(patch))}`,
    ...patch.removed.flatMap((line) => changed(p.red('-'), line, context)),
    ...patch.added.flatMap((line) => changed(p.green('+'), line, context)),
  ]);
}

function changed(sign: string, line: string, { width }: ReportContext): string[] {
  const room = Math.max(width - INDENT.length - 2, 12);
  const shown = cells(line, 0);
  const window = windowOf(shown, room, 0);
  return [`${INDENT}${sign} ${window.cells.map((cell) => cell.text).join('')}${window.cutRight ? '…' : ''}`.trimEnd()];
}

/** A proven replacement of one line is shown as it is, all else as the first sentence of the standard's mend. */
function fixLine(finding: Finding, context: ReportContext): string {
  const { suggestion } = finding;
  const code = suggestion?.text.replace(/\n$/, '') ?? '';
  if (suggestion && code.trim() !== '' && !code.includes('\n')) return oneLine(code);
  if (suggestion && code.trim() === '') {
    return suggestion.line === suggestion.endLine
      ? `delete line ${suggestion.line}`
      : `delete lines ${suggestion.line} to ${suggestion.endLine}`;
  }
  return oneLine(firstSentence(context.standard(finding.standard)?.fix ?? ''));
}
