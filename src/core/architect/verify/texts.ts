import type { Reply } from '../reply.ts';
import { QuotedText } from './quote.ts';

export type Side = 'head' | 'base';

/** Texts of the files that an answer names, by path, on either side. */
export interface Texts {
  head: ReadonlyMap<string, string>;
  base: ReadonlyMap<string, string>;
}

/** The paths that an answer quotes: what has to be read to check it. Those of no file are among them. */
export function quotedPaths({ findings, corroborations, redFlags }: Reply): Record<Side, Set<string>> {
  const paths = { head: new Set<string>(), base: new Set<string>() };
  for (const { path } of findings) paths.head.add(path);
  for (const { evidence } of [...findings, ...corroborations, ...redFlags])
    for (const { path, side } of evidence) paths[side].add(path);
  return paths;
}

/** Texts in which quotes are looked for, prepared when first asked for. */
export class Library {
  private readonly texts: Texts;
  private readonly prepared = { head: new Map<string, QuotedText>(), base: new Map<string, QuotedText>() };

  constructor(texts: Texts) {
    this.texts = texts;
  }

  /** Null where the snapshot has no such file, or none that can be read. */
  text(side: Side, path: string): QuotedText | null {
    const known = this.prepared[side].get(path);
    if (known) return known;
    const text = this.texts[side].get(path);
    if (text === undefined) return null;
    const prepared = new QuotedText(text);
    this.prepared[side].set(path, prepared);
    return prepared;
  }

  *all(): Generator<string> {
    yield* this.texts.head.values();
    yield* this.texts.base.values();
  }
}
