const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|\n|[^\s"{}[\],:]+/g;

interface Level {
  /** Of a list: the place of the item that is being read. */
  index: number;
  key: string;
  isList: boolean;
  /** The item has begun. */
  isWithin: boolean;
}

/** The line on which the part of a JSON text stands that the keys lead to; of the innermost one that is there. */
export function jsonLine(text: string, keys: readonly string[]): number {
  const levels: Level[] = [];
  let line = 1;
  let best = { depth: 0, line: 1 };
  let isKey = false;
  const look = () => {
    const depth = levels.length;
    if (depth <= best.depth || depth > keys.length) return;
    const isThere = levels.every((level, at) => (level.isList ? String(level.index) : level.key) === keys[at]);
    if (isThere) best = { depth, line };
  };
  for (const [token] of text.matchAll(TOKEN)) {
    const level = levels.at(-1);
    if (level?.isList && !level.isWithin && !/^[\n,\]]$/.test(token)) {
      level.isWithin = true;
      look();
    }
    if (token === '\n') line++;
    else if (token === '{' || token === '[') {
      levels.push({ index: 0, key: '', isList: token === '[', isWithin: false });
      isKey = token === '{';
    } else if (token === '}' || token === ']') levels.pop();
    else if (token === ',') {
      isKey = level?.isList === false;
      if (level?.isList) {
        level.index++;
        level.isWithin = false;
      }
    } else if (token === ':') isKey = false;
    else if (isKey && level) {
      level.key = unquoted(token);
      look();
    }
    if (best.depth === keys.length) return best.line;
  }
  return best.line;
}

function unquoted(token: string): string {
  try {
    return String(JSON.parse(token));
  } catch {
    return token;
  }
}
