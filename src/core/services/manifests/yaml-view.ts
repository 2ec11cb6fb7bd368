import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseAllDocuments,
  type YAMLMap,
} from 'yaml';

/** Characters of a manifest that is still read. */
export const MOST_MANIFEST = 512 * 1024;
const MOST_DOCUMENTS = 500;
/** Each alias is looked up by a walk over its document. */
const MOST_ALIASES = 200;
/** The parser calls itself for each level. */
const MOST_NESTED = 60;
/** Entries of one list or map that are looked at. */
const MOST_ITEMS = 2000;

/** A place in the YAML of a manifest: what it holds, and on which line it stands. Aliases and merge keys are followed. */
export interface YamlView {
  /** Counts from 1. */
  line: number;
  /** Line on which it ends. */
  endLine: number;
  /** Text of a scalar as the application sees it, numbers and booleans as written; null for anything else. */
  text: string | null;
  get(key: string): YamlView | null;
  /** Line of a key; that of the view where it has none. */
  lineOf(key: string): number;
  /** Entries of a map in order, merged ones last; none for anything else. */
  entries(): readonly { key: string; line: number; value: YamlView }[];
  /** Items of a list; none for anything else. */
  items(): readonly YamlView[];
}

/**
 * Documents of a YAML text of any origin; null when it cannot be read. Never throws, and neither expands bombs nor
 * recurses without end.
 *
 * @param lenient reads what it can of a document with errors, as what is left of a template has
 */
export function viewYaml(text: string, { lenient = false } = {}): YamlView[] | null {
  if (text.length > MOST_MANIFEST || isDeep(text)) return null;
  if ((text.match(/(?:^|[\s,[{])[&*][^\s,\]}]/gm)?.length ?? 0) > MOST_ALIASES) return null;
  const lines = new LineCounter();
  try {
    const documents = parseAllDocuments(text, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: 'silent',
    });
    if (!Array.isArray(documents)) return [];
    return documents
      .slice(0, MOST_DOCUMENTS)
      .filter((document) => lenient || document.errors.length === 0)
      .map((document) => viewOf(document.contents, { document, lines, left: { steps: MOST_ITEMS * 10 } }));
  } catch {
    return null;
  }
}

interface Context {
  document: Document;
  lines: LineCounter;
  /** Bounds what aliases of aliases can make of a small text. */
  left: { steps: number };
}

function viewOf(node: unknown, context: Context, line = 1): YamlView {
  const found = isAlias(node) ? node.resolve(context.document) : node;
  const range = (isScalar(node) || isMap(node) || isSeq(node) || isAlias(node)) && node.range;
  const at = range ? Math.max(1, context.lines.linePos(range[0]).line) : line;
  const end = range ? context.lines.linePos(Math.max(range[0], range[1] - 1)).line : at;
  return {
    line: at,
    endLine: Math.max(at, end),
    text: isScalar(found) && found.value !== null ? (found.source ?? String(found.value)) : null,
    get(key) {
      return this.entries().find((entry) => entry.key === key)?.value ?? null;
    },
    lineOf(key) {
      return this.entries().find((entry) => entry.key === key)?.line ?? at;
    },
    entries: () => (isMap(found) ? entriesOf(found, context, 0) : []),
    items: () =>
      isSeq(found) && spend(context, found.items.length)
        ? found.items.slice(0, MOST_ITEMS).map((item) => viewOf(item, context, at))
        : [],
  };
}

function entriesOf(map: YAMLMap, context: Context, depth: number): { key: string; line: number; value: YamlView }[] {
  if (!spend(context, map.items.length)) return [];
  const own: { key: string; line: number; value: YamlView }[] = [];
  const merged: { key: string; line: number; value: YamlView }[] = [];
  for (const pair of map.items.slice(0, MOST_ITEMS)) {
    const key = keyOf(pair);
    if (key === '<<' && depth < 5) merged.push(...mergedEntries(pair.value, context, depth));
    else if (key !== null) {
      const start = isScalar(pair.key) ? pair.key.range?.[0] : undefined;
      const line = start === undefined ? 1 : Math.max(1, context.lines.linePos(start).line);
      own.push({ key, line, value: viewOf(pair.value, context, line) });
    }
  }
  return [...own, ...merged];
}

function mergedEntries(value: unknown, context: Context, depth: number) {
  const node = isAlias(value) ? value.resolve(context.document) : value;
  if (isMap(node)) return entriesOf(node, context, depth + 1);
  if (!isSeq(node)) return [];
  return node.items.flatMap((item): ReturnType<typeof entriesOf> => {
    const one = isAlias(item) ? item.resolve(context.document) : item;
    return isMap(one) ? entriesOf(one, context, depth + 1) : [];
  });
}

function spend(context: Context, steps: number): boolean {
  context.left.steps -= steps + 1;
  return context.left.steps > 0;
}

function keyOf({ key }: Pair): string | null {
  return isScalar(key) ? String(key.value) : null;
}

/** Counts brackets in texts and comments too. */
export function isDeep(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
    if (depth > MOST_NESTED) return true;
  }
  return /(?:[-?:][ \t]+){60}/.test(text);
}
