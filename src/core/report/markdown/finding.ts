import type { Evidence, Finding } from '../../findings/finding.ts';
import { type ReportContext, standardUrl } from '../context.ts';
import { isPlain, oneLine } from '../hidden.ts';
import { evidenceProse, judgementProse } from '../model-lane.ts';
import { lineEditsOf, patchesOf, patchText } from '../patch.ts';
import { sentenceOf } from '../prose.ts';
import { count, cut, headline } from '../words.ts';
import { code, fence, language, link, message } from './escape.ts';
import { place, shortPath } from './place.ts';

const EVIDENCE = 8;
const MESSAGE = 1500;
const CODE = 200;
const SUPPORTS = 400;
const SUGGESTION = 3000;

/** `**High · cascading failure · advisory** `area/name``. */
export function titleOf(finding: Finding, context: ReportContext): string {
  return `**${headline(finding, context).join(' · ')}** ${code(finding.standard)}`;
}

/** A finding in full for the summary; one line where an inline comment carries it. */
export function findingMarkdown(finding: Finding, context: ReportContext): string {
  const title = `${titleOf(finding, context)} ${place(finding.path, finding.line, context)}`;
  const comment = context.commentUrl?.(finding) ?? null;
  if (comment !== null) {
    return `${title}: ${message(cut(sentenceOf(finding.message), MESSAGE))} ${link('Comment', comment)}`;
  }
  const parts = [title, message(cut(finding.message, MESSAGE)), details(finding, context)];
  return parts.filter((part) => part !== '').join('\n\n');
}

function details(finding: Finding, context: ReportContext): string {
  const parts = [
    judgement(finding),
    proof(finding, context),
    proposal(finding, context),
    mend(finding, context),
  ].filter((part) => part !== '');
  return fold('Evidence and fix', parts.join('\n\n'));
}

/** What is folded away; empty where there is nothing to fold. */
export function fold(summary: string, content: string): string {
  return content === '' ? '' : `<details><summary>${summary}</summary>\n\n${content}\n\n</details>`;
}

/** The evidence as a list; for the model lane it says what the claim was checked against. */
export function proof(finding: Finding, context: ReportContext): string {
  if (finding.evidence.length === 0) return '';
  const rows = finding.evidence
    .slice(0, EVIDENCE)
    .map((one) => `- ${evidencePlace(one, context)} ${code(cut(oneLine(one.text), CODE))}${supported(one)}`);
  const more = finding.evidence.length - rows.length;
  const lead = finding.lane === 'M' ? ['Checked against these lines:', ''] : [];
  return [...lead, ...rows, ...(more > 0 ? [`- and ${count(more, 'more place')}`] : [])].join('\n');
}

/** Of the base there is nothing to link to. */
function evidencePlace({ path, line, side }: Evidence, context: ReportContext): string {
  return side === 'base' ? code(`${shortPath(path)}:${line}`) : place(path, line, context);
}

function supported(evidence: Evidence): string {
  const prose = evidenceProse(evidence);
  return prose === '' ? '' : ` ${message(cut(prose, SUPPORTS))}`;
}

/** What the architect model says of the finding, beside its claim. */
export function judgement(finding: Finding): string {
  return judgementProse(finding)
    .map((line) => message(cut(line, MESSAGE)))
    .join('\n\n');
}

/** The replacement as a block that cannot be committed with a click. */
export function proposal(finding: Finding, context: ReportContext): string {
  const { suggestion } = finding;
  if (!suggestion || lineEditsOf(suggestion).some(({ text }) => text.length > SUGGESTION || !isPlain(text))) return '';
  if (suggestion.also) {
    const patches = patchesOf(suggestion, finding.path, context.lines);
    return patches ? `Change:\n\n${fence('diff', patchText(patches))}` : '';
  }
  const { line, endLine } = suggestion;
  const range = line === endLine ? `line ${line}` : `lines ${line} to ${endLine}`;
  if (suggestion.text.trim() === '') return `Delete ${range}.`;
  return `Replace ${range}:\n\n${fence(language(finding.path), suggestion.text)}`;
}

/** How the standard is met, and where it is documented. */
export function mend(finding: Finding, context: ReportContext): string {
  const standard = context.standard(finding.standard);
  return standard ? `${standard.fix.trim()}\n\n${link('The standard', standardUrl(context.tool, standard.id))}` : '';
}
