import type { Evidence, Finding } from '../../../../src/core/findings/finding.ts';
import { SOURCES, sampleLines } from './sources.ts';
import { sampleStandard } from './standards.ts';

/** A finding that blames `code` where it first stands in a sample file. */
export function sampleFinding(
  standard: string,
  path: string,
  code: string,
  message: string,
  more: Partial<Finding> = {},
): Finding {
  const row = sampleStandard(standard);
  const source = SOURCES[path] ?? '';
  const start = source.indexOf(code);
  const line = source.slice(0, start).split('\n').length;
  const endLine = line + code.split('\n').length - 1;
  return {
    standard,
    lane: row?.lane ?? 'D',
    severity: row?.severity ?? 'medium',
    path,
    line,
    endLine,
    start,
    end: start + code.length,
    message,
    evidence: [],
    suggestion: null,
    anchor: { package: path.slice(0, path.lastIndexOf('/')), symbol: null, header: code, expression: fold(code) },
    fingerprint: fingerprint(`${standard} ${path} ${code}`),
    new: true,
    causal: { path, line },
    ...more,
  };
}

/** A line of a sample file that holds `code`. */
export function sampleEvidence(path: string, code: string): Evidence {
  const lines = sampleLines(path) ?? [];
  const index = lines.findIndex((line) => line.includes(code));
  return { path, line: index + 1, text: lines[index]?.trim() ?? '' };
}

function fold(code: string): string {
  return code.replace(/\s+/g, ' ').trim();
}

/** Any sixteen digits that differ by text and stay (FNV-1a, twice). */
function fingerprint(text: string): string {
  const half = (seed: number) => {
    let hash = seed;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
    return hash.toString(16).padStart(8, '0');
  };
  return half(0x811c9dc5) + half(0x1234567);
}
