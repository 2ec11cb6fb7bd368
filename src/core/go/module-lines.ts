/** A directive of a go.mod or go.work file, whether it stands alone or in a block. */
export interface ModuleLine {
  verb: string;
  /** What follows the verb, without quotation marks. */
  words: readonly string[];
  /** Counts from 1. */
  line: number;
}

export function* moduleLines(text: string): Generator<ModuleLine> {
  let block = '';
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.replace(/\/\/.*$/, '').trim();
    const opening = /^(\w+)\s*\($/.exec(line);
    if (line === ')') block = '';
    else if (opening) block = opening[1] ?? '';
    else if (line) {
      const [verb = '', ...words] = block ? [block, ...line.split(/\s+/)] : line.split(/\s+/);
      yield { verb, words: words.map(unquote), line: index + 1 };
    }
  }
}

/** `example.com/lib => ../lib` in the words of a replace directive; null when it names another module. */
export function localReplacement(words: readonly string[]): { from: string; to: string } | null {
  const arrow = words.indexOf('=>');
  const [from, to] = [words[0], words[arrow + 1]];
  return arrow > 0 && from && to && /^(?:\/|\.{1,2}(?:\/|$))/.test(to) ? { from, to } : null;
}

function unquote(word: string): string {
  return word.replace(/^["`]|["`]$/g, '');
}
