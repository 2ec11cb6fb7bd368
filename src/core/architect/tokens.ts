/** Characters of numbered code and of prose per token, about. What was really used, each reply says. */
const PER_TOKEN = 3.2;

/** An estimate of what the text costs, in tokens. Characters beyond ASCII cost about one each. */
export function tokensOf(text: string): number {
  const foreign = text.match(/[^\0-\x7f]/g)?.length ?? 0;
  return Math.ceil((text.length - foreign) / PER_TOKEN) + foreign;
}
