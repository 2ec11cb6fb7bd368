/** Ends a parse whose text is not Go as this parser knows it: it says nothing of the text. */
export class NotUnderstoodError extends Error {
  override name = 'NotUnderstoodError';
}

const NOT_UNDERSTOOD = new NotUnderstoodError('not understood');

/** @throws NotUnderstoodError, always the same one: a stack would cost more than the parse */
export function giveUp(): never {
  throw NOT_UNDERSTOOD;
}
