import type { Finding } from '../../../src/core/findings/finding.ts';

let count = 0;

/** A new high D finding of its own place, with what the test cares about. */
export function finding(given: Partial<Finding> = {}): Finding {
  const line = given.line ?? 1;
  const path = given.path ?? 'a.go';
  return {
    standard: 'errors/ignored-result',
    lane: 'D',
    severity: 'high',
    path,
    line,
    endLine: line,
    start: line * 100,
    end: line * 100 + 10,
    message: 'The error is dropped.',
    evidence: [],
    suggestion: null,
    anchor: { package: '', symbol: 'F', header: `call(${line})`, expression: `call(${line})` },
    fingerprint: (++count).toString(16).padStart(16, '0'),
    new: true,
    causal: { path, line },
    ...given,
  };
}
