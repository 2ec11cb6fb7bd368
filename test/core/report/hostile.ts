import fc from 'fast-check';
import type { ReportContext } from '../../../src/core/report/context.ts';
import { MODEL_OFF, type Review } from '../../../src/core/report/review.ts';
import { sampleContext, sampleReview } from '../../support/sample-review.ts';

/** What somebody would write to make a report lie, and strings of any kind. */
// biome-ignore format: a list to skim
const TRICKS = [
  '@everyone', 'a@b.example', '#1', 'example/shop#12', 'GH-7', 'https://evil.example/x', 'www.evil.example', '```', '````',
  '`', '~~~', '<script>alert(1)</script>', '<!-- ', '-->', '</details>', '<img src=x onerror=y>', '&lt;', '&#64;', '|', '\\|',
  '\\', '\\`', '[x](javascript:y)', '![x](https://evil.example/p.png)', '*', '_', '$x$', '\n', '\r\n', '\n\n', '\n# head', '\n- item',
  '\n```suggestion\nrm\n```\n', '\n<details>', '\u001b[31m', '\u001b]0;title\u0007', '\u009b2J', '\u202e', '\u2066', '\u200b', '\ufeff',
  '\u2028', '\u0000', '\ud800', '\u{e0041}', '\ufe0f', '"', "'", '</style>', ' ', '\t', '{0}', '%s', '%00', '../', 'ü', '漢字', '👩‍💻',
];

export const hostileString = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...TRICKS) }, fc.string({ unit: 'binary', maxLength: 12 })), {
    maxLength: 8,
  })
  .map((parts) => parts.join(''));

/** A review of every shape that the sample has, in which each free text comes from a stranger. */
export const hostileReview: fc.Arbitrary<{ review: Review; context: ReportContext }> = fc
  .tuple(fc.array(hostileString, { minLength: 12, maxLength: 12 }), fc.boolean(), fc.nat({ max: 7 }))
  .map(([texts, audit, offset]) => {
    let next = offset;
    const text = () => texts[next++ % texts.length] ?? '';
    const sample = sampleReview();
    const findings = sample.findings.map((finding, i) => ({
      ...finding,
      path: `${i % 2 === 0 ? 'services/checkout/' : ''}${text()}`,
      message: text(),
      evidence: [
        {
          path: text(),
          line: 1 + i,
          text: text(),
          supports: text(),
          ...(i % 3 === 0 ? { side: 'base' as const } : {}),
        },
      ],
      note: text(),
      judgement: {
        checked: 'confirmed' as const,
        because: text(),
        recommendation: text(),
        alternatives: [{ option: text(), tradeOff: text() }],
      },
      suggestion: i % 2 === 0 ? { line: finding.line, endLine: finding.line, text: text() } : null,
      anchor: { package: text(), symbol: text(), header: text(), expression: text() },
    }));
    const review: Review = {
      change: { base: audit ? null : text(), head: text(), title: text() },
      findings: findings.map((finding) => ({ ...finding, causal: { path: finding.path, line: finding.line } })),
      silenced: sample.silenced.map((one) => ({ ...one, by: text(), reason: text(), path: text() })),
      redFlags: sample.redFlags.map((row) => ({ ...row, reason: row.state === 'not assessable' ? text() : null })),
      services: [
        { name: text(), root: 'services/checkout' },
        { name: text(), root: text() },
      ],
      edges: sample.edges.map((edge) => ({ ...edge, from: text(), to: text(), path: text() })),
      coverage: sample.coverage.map((row) => ({ ...row, path: text(), reason: text() })),
      gate: { conclusion: 'failure', reasons: [text(), text()], failOn: 'high' },
      model: {
        ...MODEL_OFF,
        state: 'used',
        why: text(),
        models: [text()],
        dropped: { [text()]: 3 },
        leftOut: [{ what: text(), reason: text() }],
      },
      commentary: {
        assessments: [{ area: 'resilience', verdict: 'concerns', reason: text() }],
        design: [{ topic: 'data', comment: text() }],
      },
      questions: [text()],
      tradeOffs: [text()],
      timings: { [text()]: 12 },
    };
    const source = Array.from({ length: 40 }, text);
    return { review, context: { ...sampleContext, lines: () => source } };
  });
