import { areaOf, type Standard } from '../../standards/standard.ts';
import { type ReportContext, standardUrl } from '../context.ts';
import { blocks } from '../prose.ts';
import { LANE_NOTES, OTHER, OTHER_TITLE } from '../words.ts';
import { LEVELS, PRECISIONS, PROBLEM_SEVERITIES, SECURITY_SEVERITIES } from './level.ts';

/** A standard as a reportingDescriptor (SARIF 3.49); the id alone where this version no longer knows it. */
export function rule(id: string, context: ReportContext) {
  const standard = context.standard(id);
  if (id === OTHER) return { id, name: pascalCase(id), shortDescription: { text: OTHER_TITLE } };
  return { id, name: pascalCase(id), helpUri: standardUrl(context.tool, id), ...(standard ? described(standard) : {}) };
}

function described(standard: Standard) {
  const references = standard.references.map((url) => `- <${url}>`).join('\n');
  const note = LANE_NOTES[standard.lane];
  return {
    shortDescription: { text: `${standard.title}.` },
    fullDescription: { text: plain(standard.why) },
    help: {
      text: `${plain(standard.why)}\n\n${plain(standard.fix)}`,
      markdown: [standard.why.trim(), standard.fix.trim(), references].filter((part) => part !== '').join('\n\n'),
    },
    defaultConfiguration: { level: LEVELS[standard.severity] },
    properties: {
      tags: tags(standard),
      precision: PRECISIONS[standard.lane],
      'problem.severity': PROBLEM_SEVERITIES[standard.severity],
      ...(isSecurity(standard) ? { 'security-severity': SECURITY_SEVERITIES[standard.severity] } : {}),
      lane: standard.lane,
      ...(note === null ? {} : { laneNote: note }),
    },
  };
}

function tags(standard: Standard): string[] {
  const note = LANE_NOTES[standard.lane];
  return [...new Set([areaOf(standard.id), ...standard.flags, ...(note === null ? [] : [note])])];
}

/** The area's name is the tag by which GitHub recognises security alerts. */
function isSecurity(standard: Standard): boolean {
  return areaOf(standard.id) === 'security';
}

function plain(markdown: string): string {
  return blocks(markdown)
    .map((block) => (block.kind === 'item' ? `- ${block.text}` : block.text))
    .join('\n\n');
}

/** `resilience/http-client-no-timeout` to `ResilienceHttpClientNoTimeout`, as SARIF asks of a rule's name. */
function pascalCase(id: string): string {
  return id
    .split(/[/-]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
