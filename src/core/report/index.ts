import type { Renderer } from './context.ts';
import { renderHtml } from './html.ts';
import { renderJson } from './json.ts';
import { renderMarkdown } from './markdown.ts';
import { renderRdjson } from './rdjson.ts';
import { renderSarif } from './sarif.ts';
import { renderText } from './text.ts';

export type { Renderer, ReportContext, Tool } from './context.ts';

/** Every output format by its name on the command line. */
export const FORMATS = {
  text: renderText,
  json: renderJson,
  markdown: renderMarkdown,
  sarif: renderSarif,
  rdjson: renderRdjson,
  html: renderHtml,
} as const satisfies Record<string, Renderer>;

export type Format = keyof typeof FORMATS;
