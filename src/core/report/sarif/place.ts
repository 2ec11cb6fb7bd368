import type { Finding } from '../../findings/finding.ts';
import { blamedColumns } from '../blame.ts';
import type { SourceLines } from '../review.ts';

/** Every path is relative to the checkout, whose place the reader of the log knows. */
export const ROOT = 'SRCROOT';

/** A path as a relative URI reference (RFC 3986), each segment percent-encoded. */
export function pathUri(path: string): string {
  return path.toWellFormed().split('/').map(encodeURIComponent).join('/');
}

export function artifact(path: string) {
  return { uri: pathUri(path), uriBaseId: ROOT };
}

/** A whole line of a file. */
export function lineOf(path: string, line: number, text?: string) {
  const snippet = text === undefined ? {} : { snippet: { text } };
  return { physicalLocation: { artifactLocation: artifact(path), region: { startLine: line, ...snippet } } };
}

/** The blamed lines, with columns where the source is at hand. */
export function blamed(finding: Finding, lines: SourceLines) {
  const columns = blamedColumns(finding, lines);
  const { symbol, package: directory } = finding.anchor;
  return {
    physicalLocation: {
      artifactLocation: artifact(finding.path),
      region: {
        startLine: finding.line,
        ...(columns ? { startColumn: columns.start + 1 } : {}),
        endLine: finding.endLine,
        ...(columns ? { endColumn: columns.end + 1 } : {}),
      },
    },
    ...(symbol === null ? {} : { logicalLocations: [{ name: symbol, fullyQualifiedName: `${directory}.${symbol}` }] }),
  };
}
