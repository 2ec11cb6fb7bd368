import { writeFileSync } from 'node:fs';
import type { Env } from '../../config/env.ts';
import { InputError } from '../../core/errors.ts';
import type { Severity } from '../../core/findings/finding.ts';
import { FORMATS, type Format, type ReportContext } from '../../core/report/index.ts';
import { standardById } from '../../core/standards/registry.ts';
import type { Outcome } from '../../pipeline/ports.ts';
import { EXIT } from './exit.ts';
import { TOOL } from './tool.ts';

export interface OutputOptions {
  format: Format;
  output?: string;
  failOn?: Severity | 'never';
}

/** Renders the review to standard output or the file, and tells the exit code. */
export function emit({ review, sources }: Outcome, options: OutputOptions, env: Env): number {
  const lines = new Map<string, readonly string[]>();
  const context: ReportContext = {
    standard: standardById,
    lines: (path) => {
      const text = sources.get(path);
      if (text === undefined) return null;
      const known = lines.get(path) ?? text.split('\n');
      lines.set(path, known);
      return known;
    },
    tool: TOOL,
    colour: env.colour && options.output === undefined,
    width: Math.max(40, Math.min(env.width, 120)),
  };
  const text = FORMATS[options.format](review, context);
  deliver(text, options.output);
  return review.gate.conclusion === 'failure' ? EXIT.failed : EXIT.passed;
}

/** To standard output, or to the file. */
export function deliver(text: string, output: string | undefined): void {
  if (output === undefined) process.stdout.write(text);
  else write(output, text);
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new InputError(`cannot write ${path}: ${(error as Error).message}; name a file in a folder that exists`);
  }
}
