import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';

/** Where it stands, counted from 1, and what to write instead. */
export interface ConfigError {
  line: number;
  column: number;
  message: string;
}

/** A YAML text that was read within bounds. */
export interface YamlSource {
  /** Plain data; undefined when it could not be read. */
  value: unknown;
  errors: ConfigError[];
  /** Where the value at `path` stands; of its key with `key`. What is missing stands where its parent does. */
  locate(path: readonly PropertyKey[], key?: string): Omit<ConfigError, 'message'>;
}

const MOST_CHARACTERS = 256 * 1024;
/** The parser's work grows with the square of these. */
const MOST_ANCHORS = 500;
const MOST_ALIASES = 100;
/** Brackets within brackets; the parser calls itself for each. */
const MOST_NESTED = 50;
/** Enough to mend a file by. */
export const MOST_ERRORS = 20;

/** Reads text of any origin: never throws, and neither expands bombs nor recurses without end. */
export function readYaml(text: string): YamlSource {
  if (text.length > MOST_CHARACTERS) return unreadable('the file is larger than 256 KB; keep it to settings');
  if ((text.match(/&\S/g)?.length ?? 0) > MOST_ANCHORS) return unreadable('too many anchors; write the values out');
  if (isDeep(text)) return unreadable('the file is nested too deeply; settings need four levels');
  const lines = new LineCounter();
  try {
    // Unique keys are checked here instead: the parser compares every key with every other.
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
    const found = document.errors.map(({ pos, message }) => ({ ...positionOf(lines, pos[0]), message }));
    const errors = [...found, ...badKeys(document, lines)].slice(0, MOST_ERRORS);
    const value = errors.length > 0 ? undefined : document.toJS({ maxAliasCount: MOST_ALIASES });
    return { value, errors, locate: (path, key) => locate(document, lines, path, key) };
  } catch (error) {
    // Aliases that expand without end, or that name nothing.
    return unreadable(`the file cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function unreadable(message: string): YamlSource {
  const start = { line: 1, column: 1 };
  return { value: undefined, errors: [{ ...start, message }], locate: () => start };
}

/** Counts brackets in texts and comments too: none that belongs here has so many. */
function isDeep(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
    if (depth > MOST_NESTED) return true;
  }
  return /(?:[-?:][ \t]+){50}/.test(text);
}

function positionOf(lines: LineCounter, offset: number): Omit<ConfigError, 'message'> {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

function badKeys(document: Document, lines: LineCounter): ConfigError[] {
  const errors: ConfigError[] = [];
  visit(document, {
    Map(_, map) {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        const place = positionOf(lines, (isNode(key) ? key.range?.[0] : undefined) ?? map.range?.[0] ?? 0);
        if (!isScalar(key)) errors.push({ ...place, message: 'a list or group cannot be a key; write `key: value`' });
        else if (seen.has(String(key.value)))
          errors.push({ ...place, message: `"${key.value}" is there twice; keep one` });
        else seen.add(String(key.value));
      }
    },
  });
  return errors;
}

function locate(document: Document, lines: LineCounter, path: readonly PropertyKey[], key?: string) {
  let node: unknown = document.contents;
  let last: Node | null = document.contents;
  for (const step of path) {
    node = childOf(isAlias(node) ? node.resolve(document) : node, step);
    if (!isNode(node)) break;
    last = node;
  }
  const named = key !== undefined && isMap(last) ? last.items.find((pair) => keyIs(pair, key)) : undefined;
  const target = isPair(named) && isScalar(named.key) ? named.key : last;
  return positionOf(lines, target?.range?.[0] ?? 0);
}

function childOf(node: unknown, step: PropertyKey): unknown {
  if (isMap(node)) return node.items.find((pair) => keyIs(pair, String(step)))?.value;
  if (typeof node === 'object' && node !== null && 'items' in node && Array.isArray(node.items)) {
    return node.items[Number(step)];
  }
  return undefined;
}

function keyIs(pair: { key: unknown }, name: string): boolean {
  return isScalar(pair.key) && String(pair.key.value) === name;
}
