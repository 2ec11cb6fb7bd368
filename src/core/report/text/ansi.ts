import type { Severity } from '../../findings/finding.ts';

type Style = (text: string) => string;

/** Styles for a terminal; each leaves its text alone where colours are off. */
export interface Palette {
  bold: Style;
  dim: Style;
  red: Style;
  green: Style;
  yellow: Style;
  blue: Style;
  cyan: Style;
}

const ESC = String.fromCharCode(27);

/** Matches the styles that a palette writes. */
export const STYLE = new RegExp(`${ESC}\\[[0-9;]*m`, 'g');

/** Written here because picocolors reads the environment on import; codes are ECMA-48 SGR. */
export function palette(colour: boolean): Palette {
  const style = (open: number, close: number): Style =>
    colour ? (text) => `${ESC}[${open}m${text}${ESC}[${close}m` : (text) => text;
  return {
    bold: style(1, 22),
    dim: style(2, 22),
    red: style(31, 39),
    green: style(32, 39),
    yellow: style(33, 39),
    blue: style(34, 39),
    cyan: style(36, 39),
  };
}

/** The colour of a severity: red may block, yellow deserves thought, the rest is information. */
export function severityStyle(severity: Severity, p: Palette): Style {
  if (severity === 'critical' || severity === 'high') return (text) => p.bold(p.red(text));
  return severity === 'medium' ? p.yellow : p.blue;
}
