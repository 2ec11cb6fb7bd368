import type { Claim } from '../findings/finding.ts';
import type { GoModFile } from '../go/go-mod.ts';
import { dirOf } from '../go/modules.ts';
import type { ModuleReport, Standard } from './standard.ts';

/** What the standards on modules say of a go.mod file. */
export function judgeModule(standards: readonly Standard[], file: GoModFile): Claim[] {
  const claims: Claim[] = [];
  const starts = startsOf(file.lines);
  for (const standard of standards) {
    const report: ModuleReport = (line, reported) => {
      const text = file.lines[line - 1] ?? '';
      const expression = text
        .replace(/\/\/.*$/, '')
        .replace(/\s+/g, ' ')
        .trim();
      const start = (starts[line - 1] ?? 0) + (text.length - text.trimStart().length);
      claims.push({
        standard: standard.id,
        lane: reported.lane ?? standard.lane,
        severity: reported.severity ?? standard.severity,
        path: file.path,
        line,
        endLine: line,
        start,
        end: start + text.trim().length,
        message: reported.message,
        evidence: (reported.evidence ?? []).map((proof) => ({
          path: file.path,
          line: proof,
          text: (file.lines[proof - 1] ?? '').trim(),
        })),
        suggestion: null,
        anchor: { package: dirOf(file.path), symbol: null, header: expression, expression },
      });
    };
    standard.module?.(file, report);
  }
  return claims;
}

/** Offset of each line in the text. */
function startsOf(lines: readonly string[]): number[] {
  let at = 0;
  return lines.map((line) => {
    const start = at;
    at += line.length + 1;
    return start;
  });
}
