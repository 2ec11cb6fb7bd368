/** About what the API would count: four characters of English or three of code make a token. */
export function tokensIn(text: string): number {
  return Math.ceil(text.length / 3.5);
}
