import type { GoFile } from '../../go/file.ts';
import type { NodeId } from '../../go/syntax/tree.ts';

const TELEMETRY =
  /telemetry|metric|monitor|\blogs?\b|log(?:ger|ging|s?ink|_?events?)|(?:^|\W|_)trac(?:e|ing)|stat(?:s|istics)|heart_?beat|analytics|\bping\b|presence|debug/i;

/** The names around say that what is lost is a measurement, not an event of the business. */
export function isTelemetry(file: GoFile, node: NodeId, ...texts: readonly string[]): boolean {
  return [file.dir.split('/').at(-1) ?? '', file.facts.package, file.symbolAt(node) ?? '', ...texts].some((text) =>
    TELEMETRY.test(text),
  );
}
