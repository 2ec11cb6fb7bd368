import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { isDeep } from '../../services/manifests/yaml-view.ts';
import { jsonLine } from './json-lines.ts';

/** A file as plain data, with the lines on which its parts stand. */
export interface ApiDocument {
  path: string;
  root: unknown;
  /** Of the part that the keys lead to, or of the innermost one on the way that is there. Counts from 1. */
  lineOf(keys: readonly string[]): number;
}

/** Characters. Hand-written descriptions are smaller; the parser takes a second for a million. */
export const LONGEST_YAML = 2_000_000;
/** Each alias is expanded. */
const MOST_ALIASES = 200;

/** Null for what is neither JSON nor YAML, and for what would take too long. Never throws. */
export function readDocument(path: string, text: string): ApiDocument | null {
  return path.endsWith('.json') ? ofJson(path, text) : ofYaml(path, text);
}

function ofJson(path: string, text: string): ApiDocument | null {
  try {
    const root: unknown = JSON.parse(text);
    return { path, root, lineOf: (keys) => jsonLine(text, keys) };
  } catch {
    return null;
  }
}

function ofYaml(path: string, text: string): ApiDocument | null {
  if (text.length > LONGEST_YAML || isDeep(text)) return null;
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      merge: true,
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: 'silent',
    });
    if (document.errors.length > 0) return null;
    const root: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    return { path, root, lineOf: (keys) => yamlLine(document, lines, keys) };
  } catch {
    return null;
  }
}

function yamlLine(document: Document, lines: LineCounter, keys: readonly string[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const key of keys) {
    const found = isAlias(node) ? node.resolve(document) : node;
    if (isMap(found)) {
      const pair = found.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
      if (!pair) break;
      offset = (isScalar(pair.key) ? pair.key.range?.[0] : undefined) ?? offset;
      node = pair.value;
    } else if (isSeq(found)) {
      node = found.items[Number(key)];
      const range = isMap(node) || isScalar(node) || isSeq(node) || isAlias(node) ? node.range : null;
      if (!range) break;
      offset = range[0];
    } else break;
  }
  return Math.max(1, lines.linePos(offset).line);
}
