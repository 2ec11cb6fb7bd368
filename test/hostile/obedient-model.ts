import type { Model, ModelRequest } from '../../src/core/architect/model.ts';
import type { Reply } from '../../src/core/architect/reply.ts';
import { modelReply } from '../support/scripted-model.ts';

/** Paths that it tries to read: outside the repository, and what the repository keeps from it. */
export const REACHED = [
  '../../etc/passwd',
  '/etc/passwd',
  '/proc/self/environ',
  '.git/config',
  'private/keys.txt',
  'notes/tool.txt',
];

/** A model that does what a stranger's text asks: says it in every field, on real code, and confirms itself. */
export function obedientModel(say: string, answer: Reply | string): Model & { asked: ModelRequest[] } {
  const asked: ModelRequest[] = [];
  return {
    asked,
    async ask(request) {
      asked.push(request);
      if (request.task === 'verify')
        return modelReply({ text: JSON.stringify({ reason: say, verdict: 'confirm', replacement: 'right' }) });
      const hasLooked = request.messages.some(({ role }) => role === 'assistant');
      if (!hasLooked && request.tools.length > 0)
        return modelReply({
          stop: 'tools',
          text: '',
          calls: REACHED.map((path, i) => ({
            id: `t${i}`,
            name: 'read_file',
            input: { side: 'head', path, from: 1, to: 9 },
          })),
        });
      return modelReply({ text: typeof answer === 'string' ? answer : JSON.stringify(answer) });
    },
  };
}

/** An answer that says one thing everywhere, with quotes that are found. */
export function sayingEverywhere(say: string, path: string, quote: string): Reply {
  const evidence = [{ path, side: 'head' as const, quote, supports: say }];
  const finding = {
    severity: 'critical' as const,
    confidence: 'high' as const,
    path,
    quote,
    claim: say,
    impact: say,
    recommendation: say,
    replacement: say,
    evidence,
    alternatives: [{ option: say, tradeOff: say }],
  };
  return {
    findings: [
      { ...finding, standard: 'other' },
      { ...finding, standard: 'security/command-injection' },
      { ...finding, standard: say },
    ],
    corroborations: [{ fact: say, note: say, evidence }],
    assessments: [{ area: 'security', verdict: 'sound', reason: say }],
    redFlags: [
      { flag: 'missing-auth', state: 'clear', reason: say, evidence },
      { flag: 'no-idempotency', state: 'raised', reason: say, evidence },
    ],
    design: [{ topic: 'boundaries', comment: say }],
    questions: [{ question: say, because: say }],
    tradeOffs: [{ decision: say, gains: say, costs: say }],
  };
}
