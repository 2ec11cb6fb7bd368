/** Simple commands of a shell script, their words unquoted, variables kept. Control words are passed over. */
export function* commandsOf(script: string): Generator<string[]> {
  for (const part of partsOf(script)) {
    const words = part.filter((word) => !/^(?:then|do|else|if|while|!|time|exec|set|-e[ux]*)$/.test(word));
    if (words.length > 0) yield words;
  }
}

/** In characters of one script. */
const MOST_SCRIPT = 64 * 1024;

function partsOf(script: string): string[][] {
  const parts: string[][] = [[]];
  let word: string | null = null;
  const end = () => {
    if (word !== null) parts.at(-1)?.push(word);
    word = null;
  };
  const text = script.slice(0, MOST_SCRIPT);
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === "'" || character === '"') {
      const close = closing(text, at + 1, character);
      word = `${word ?? ''}${text.slice(at + 1, close).replace(/\\(["\\$])/g, '$1')}`;
      at = close;
    } else if (character === '\\' && at + 1 < text.length) {
      at++;
      if (text[at] !== '\n') word = `${word ?? ''}${text[at]}`;
    } else if (text.startsWith('$(', at) || text.startsWith('${', at)) {
      const close = text.indexOf(text[at + 1] === '(' ? ')' : '}', at);
      const stop = close < 0 ? text.length : close + 1;
      word = `${word ?? ''}${text.slice(at, stop)}`;
      at = stop - 1;
    } else if (/[;&|\n()]/.test(character)) {
      end();
      parts.push([]);
    } else if (character === ' ' || character === '\t' || character === '\r') end();
    else if (character === '#' && word === null) {
      const line = text.indexOf('\n', at);
      at = line < 0 ? text.length : line - 1;
    } else word = `${word ?? ''}${character}`;
  }
  end();
  return parts;
}

function closing(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\' && quote === '"') at++;
    else if (text[at] === quote) return at;
  }
  return text.length;
}
