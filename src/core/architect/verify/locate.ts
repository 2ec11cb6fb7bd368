import type { Anchor, Evidence } from '../../findings/finding.ts';
import { dirOf } from '../../go/modules.ts';
import type { Quote, ReplyFinding } from '../reply.ts';
import { clean } from './clean.ts';
import type { Located } from './quote.ts';
import type { Repository } from './repository.ts';
import type { Library } from './texts.ts';

const LONGEST_TEXT = 400;

/** Where the code stands that a finding is about: of several places, the one that the change touches and the claim names. */
export function locateAnchor(
  { path, quote, claim, impact }: ReplyFinding,
  library: Library,
  repository: Repository,
): Located | null {
  const found = library.text('head', path)?.find(quote) ?? [];
  const prose = `${claim} ${impact}`;
  const isNamed = ({ line }: Located) => {
    const name = repository.declaration(path, line)?.symbol.replace(/^.*\./, '');
    return name !== undefined && prose.includes(name);
  };
  const isTouched = (place: Located) => repository.lines.firstTouched(path, place) !== null;
  const touched = found.filter(isTouched);
  const preferred = touched.length > 0 ? touched : found;
  return preferred.find(isNamed) ?? preferred[0] ?? null;
}

/** The evidence that was found, with its own line and text; what was not is missing. */
export function locateEvidence(quotes: readonly Quote[], library: Library, repository: Repository): Evidence[] {
  return quotes.flatMap((quote): Evidence[] => {
    const { path, side } = quote;
    const text = library.text(side, path);
    const places = text?.find(quote.quote) ?? [];
    const isTouched = (place: Located) => side === 'head' && repository.lines.firstTouched(path, place) !== null;
    const place = places.find(isTouched) ?? places[0];
    if (!text || !place) return [];
    return [
      {
        path,
        line: place.line,
        text: text.line(place.line),
        ...(side === 'base' ? { side } : {}),
        supports: clean(quote.supports),
      },
    ];
  });
}

/** How a place is recognised in another version of the code. */
export function anchorAt(path: string, place: Located, text: string, repository: Repository): Anchor {
  const from = text.lastIndexOf('\n', place.start - 1) + 1;
  const to = text.indexOf('\n', place.start);
  return {
    package: dirOf(path),
    symbol: repository.declaration(path, place.line)?.symbol ?? null,
    header: folded(text.slice(from, to < 0 ? undefined : to)),
    expression: folded(text.slice(place.start, place.end)),
  };
}

function folded(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_TEXT);
}
