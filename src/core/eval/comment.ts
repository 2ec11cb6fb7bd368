import type { Finding, Lane, Severity } from '../findings/finding.ts';
import type { ThreadPlan } from '../publication/threads.ts';
import { areaOf } from '../standards/standard.ts';

/** A comment as the pull request's author would see it. */
export interface PostedComment {
  standard: string;
  area: string;
  lane: Lane;
  severity: Severity;
  /** Lines of the head that it stands on, counted from 1. */
  path: string;
  line: number;
  endLine: number;
  message: string;
  /** On a line of the diff; on the check's page, since no line of the diff shows it; or listed, for want of room. */
  where: 'inline' | 'annotation' | 'listed';
  /** The code it blames, where that is not where it stands: a comment must stand on a line of the diff. */
  blames: { path: string; line: number; endLine: number };
}

/** Everything that the App would say of new findings, in the order of the threads: worst first. */
export function postedComments({ open, offDiff, unposted }: ThreadPlan, lanes: ReadonlySet<Lane>): PostedComment[] {
  const inline = open.map(({ finding, position: { path, startLine, line } }) =>
    posted(finding, 'inline', { path, line: startLine, endLine: line }),
  );
  const others = [
    ...offDiff.map((finding) => posted(finding, 'annotation', finding)),
    ...unposted.map((finding) => posted(finding, 'listed', finding)),
  ];
  return [...inline, ...others].filter(({ lane }) => lanes.has(lane));
}

function posted(
  finding: Finding,
  where: PostedComment['where'],
  { path, line, endLine }: PostedComment['blames'],
): PostedComment {
  const { standard, lane, severity, message } = finding;
  return {
    standard,
    area: areaOf(standard),
    lane,
    severity,
    path,
    line,
    endLine,
    message,
    where,
    blames: { path: finding.path, line: finding.line, endLine: finding.endLine },
  };
}
