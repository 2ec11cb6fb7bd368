import type { Finding } from '../findings/finding.ts';

/** Standards that blame a value which no report may repeat. */
const CONFIDENTIAL = new Set(['security/hardcoded-secret']);

/** The text of a file with such values blotted out, character for character, so that lines and columns stay. */
export function blotted(text: string, findings: readonly Finding[]): string {
  let shown = text;
  for (const { standard, start, end } of findings)
    if (CONFIDENTIAL.has(standard)) {
      const value = shown.slice(start + 1, end - 1).replace(/[^\r\n]/g, '•');
      shown = shown.slice(0, start + 1) + value + shown.slice(end - 1);
    }
  return shown;
}
