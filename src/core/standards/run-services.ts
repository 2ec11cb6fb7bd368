import type { Claim } from '../findings/finding.ts';
import type { GoIndex } from '../go/index/go-index.ts';
import { dirOf } from '../go/modules.ts';
import type { JudgedServices, ServiceReport, Standard } from './standard.ts';
import { isAsideDir } from './support/place.ts';

/** What the standards on services say of a map: of these files of it, or of all. */
export function judgeServices(
  standards: readonly Standard[],
  { paths, ...judged }: JudgedServices & { paths: ReadonlySet<string> | null },
): Claim[] {
  const claims: Claim[] = [];
  for (const standard of standards) {
    const report: ServiceReport = ({ path, line, text }, reported) => {
      if (paths && !reported.wherever && !reported.restsOn && !paths.has(path)) return;
      claims.push({
        standard: standard.id,
        // Nobody rolls out what developers start by hand.
        lane: isAsideDir(dirOf(path)) ? 'H' : (reported.lane ?? standard.lane),
        severity: reported.severity ?? standard.severity,
        path,
        line,
        endLine: line,
        // A map has lines only: below zero no other claim of the file lies.
        start: -line,
        end: -line,
        message: reported.message,
        evidence: [...(reported.evidence ?? [])],
        suggestion: null,
        ...(reported.route === undefined ? {} : { route: reported.route }),
        anchor: { package: dirOf(path), symbol: null, header: text, expression: text },
        // Of a program, whatever is edited where its main stands.
        ...(reported.about ? { about: reported.about } : {}),
        ...(reported.restsOn ? { restsOn: reported.restsOn } : {}),
        ...(reported.wherever ? { about: wholeFile(judged.index, path, line) } : {}),
      });
    };
    standard.services?.(judged, report);
  }
  return claims;
}

function wholeFile(index: GoIndex, path: string, line: number): { line: number; endLine: number } {
  const { functions = [] } = index.file(path)?.facts ?? {};
  return { line: 1, endLine: Math.max(line, ...functions.map(({ endLine }) => endLine)) };
}
