import type { Golden } from '../../../src/core/eval/case.ts';
import type { PostedComment } from '../../../src/core/eval/comment.ts';
import type { RanCase } from '../../../src/core/eval/results.ts';
import { NO_TOKENS } from '../../../src/core/eval/summary.ts';

export function golden(line: number, more: Partial<Golden> = {}): Golden {
  return { file: 'a.go', line, end_line: line, severity: 'high', comment: 'no timeout', standard: null, ...more };
}

export function comment(line: number, more: Partial<PostedComment> = {}): PostedComment {
  const { path = 'a.go', endLine = line } = more;
  return {
    standard: 'resilience/http-client-no-timeout',
    area: 'resilience',
    lane: 'D',
    severity: 'high',
    path,
    line,
    endLine,
    message: 'The client has no timeout.',
    where: 'inline',
    blames: { path, line, endLine },
    ...more,
  };
}

export function ranCase(more: Partial<RanCase> = {}): RanCase {
  return {
    id: 'one',
    control: false,
    state: 'ran',
    base: 'b'.repeat(40),
    head: 'a'.repeat(40),
    title: 'Call payments',
    matchedBy: 'place',
    golden: [],
    comments: [],
    model: 'off',
    tokens: NO_TOKENS,
    costUsd: 0,
    ms: 100,
    dropped: {},
    ...more,
  };
}
