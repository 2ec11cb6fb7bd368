import type { Lane, Severity } from '../../findings/finding.ts';

/** SARIF knows three levels that fail. */
export const LEVELS: Record<Severity, 'error' | 'warning' | 'note'> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};

/** GitHub's scale for alerts tagged `security`: over 9.0 critical, 7.0 high, 4.0 medium, below low. */
export const SECURITY_SEVERITIES: Record<Severity, string> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '3.0',
  info: '1.0',
};

/** GitHub's property `precision`. */
export const PRECISIONS: Record<Lane, string> = { D: 'high', H: 'medium', M: 'low' };

/** GitHub's property `problem.severity`. */
export const PROBLEM_SEVERITIES: Record<Severity, string> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'recommendation',
  info: 'recommendation',
};
