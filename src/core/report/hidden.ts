/**
 * Characters that a reader cannot see but a terminal, a browser or an editor obeys: controls, format characters
 * (bidirectional overrides, zero-width joiners, tags), line separators, lone
 * surrogates, variation selectors and blank letters.
 * Code under review may hold them to make a report lie (CVE-2021-42574, "Trojan Source").
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/** Shows every hidden character as `<U+202E>`, line feeds and tabs too. */
export function visible(text: string): string {
  return text.replace(HIDDEN, named);
}

/** One line of prose: white space folded, hidden characters shown. */
export function oneLine(text: string): string {
  return visible(text.replace(/[ \t\r\n]+/g, ' ').trim());
}

/** A block of code: line feeds and tabs stay, carriage returns before line feeds go, the rest is shown. */
export function visibleBlock(text: string): string {
  return text
    .replace(/\r\n/g, '\n')
    .replace(HIDDEN, (character) => (character === '\n' || character === '\t' ? character : named(character)));
}

/** Whether code can be shown as it is, so that what is read is what would be committed. */
export function isPlain(text: string): boolean {
  return visibleBlock(text) === text.replace(/\r\n/g, '\n');
}

/** The same characters as JSON escapes, for documents in which every non-ASCII character sits in a string. */
export function escapeHiddenInJson(json: string): string {
  return json.replace(HIDDEN, (character) =>
    character === '\n' ? character : Array.from({ length: character.length }, (_, i) => unit(character, i)).join(''),
  );
}

function unit(character: string, index: number): string {
  return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
}

function named(character: string): string {
  return `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;
}
