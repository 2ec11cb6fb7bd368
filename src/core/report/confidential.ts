import type { Finding } from '../findings/finding.ts';

/** Standards that blame a value which no report may repeat. */
const CONFIDENTIAL = new Set(['security/hardcoded-secret', 'security/secret-in-manifest']);
/** What stands before the value on a line of a manifest: `- name:`, `ENV TOKEN=`, `"token": `. */
const KEY = /^\s*(?:-\s+)?(?:(?:ENV|ARG|export)\s+)?["']?\w[\w.-]*["']?\s*[:=\s]\s*/i;

/** The text of a file with such values blotted out, character for character, so that lines and columns stay. */
export function blotted(text: string, findings: readonly Finding[]): string {
  let shown = text;
  for (const { standard, start, end, line } of findings) {
    if (!CONFIDENTIAL.has(standard)) continue;
    // Claims on manifests know their line only.
    const range = start < 0 ? valueOnLine(shown, line) : { from: start + 1, to: end - 1 };
    const value = shown.slice(range.from, range.to).replace(/[^\r\n]/g, '•');
    shown = shown.slice(0, range.from) + value + shown.slice(range.to);
  }
  return shown;
}

/** Of the first line of a manifest's entry; all of the line where no key is recognised. */
function valueOnLine(text: string, line: number): { from: number; to: number } {
  let start = 0;
  for (let at = 1; at < line; at++) {
    const next = text.indexOf('\n', start);
    if (next < 0) return { from: text.length, to: text.length };
    start = next + 1;
  }
  const end = text.indexOf('\n', start);
  const to = end < 0 ? text.length : end;
  return { from: start + (KEY.exec(text.slice(start, to))?.[0].length ?? 0), to };
}
