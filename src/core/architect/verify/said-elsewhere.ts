import { speaksOf } from '../../findings/linters.ts';
import type { Annotation } from '../discussion.ts';
import type { Candidate } from './candidate.ts';

/** Words that both must use, beside a third of those that either does. */
const LEAST = 3;

/**
 * Another check has said this at this place already: a linter that looks for what the finding's standard does, or words
 * of which so many are the same that it is one claim. The names in the code are in whatever is said of it: a word
 * beside them must be shared, too.
 */
export function isSaidElsewhere({ claim }: Candidate, annotations: readonly Annotation[]): boolean {
  const own = wordsOf(claim.message);
  const code = wordsOf(`${claim.anchor.header} ${claim.anchor.expression}`);
  return annotations.some(({ path, line, endLine, check, message }) => {
    if (path !== claim.path || line > claim.endLine || endLine < claim.line) return false;
    const names = `${check} ${message}`.match(/[A-Za-z]\w+/g) ?? [];
    if (names.some((name) => speaksOf(name, claim.standard))) return true;
    const said = wordsOf(message);
    const shared = own.intersection(said);
    const isMuch = shared.size >= LEAST && shared.size * 3 >= Math.min(own.size, said.size);
    return isMuch && shared.difference(code).size > 0;
  });
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}_]{4,}/gu) ?? []);
}
