import { feltAs } from '../../report/words.ts';
import type { Impact } from '../../services/diff/impact.ts';
import type { Offered } from '../../services/diff/offers.ts';
import type { Radius } from '../../services/diff/radius/radius.ts';
import { dataBlock } from '../data-block.ts';
import type { Sight } from '../sight.ts';

const MOST_OFFERS = 30;
const MOST_PLACES = 3;

/** What the change alters for others, with who they are; null where that is nothing. */
export function felt({ offers, notable, radius }: Impact, sight: Sight): string | null {
  const rows = [
    ...notable.filter(({ at }) => isSeen(at, sight)).map(({ message }) => message),
    ...offers
      .filter((one) => isSeen(one.at, sight))
      .slice(0, MOST_OFFERS)
      .map(offerRow),
    ...radius.flatMap((one) => radiusRow(one, sight) ?? []),
  ];
  return rows.length === 0 ? null : dataBlock('who feels it', {}, rows.join('\n'));
}

function isSeen({ path }: { path: string }, sight: Sight): boolean {
  return sight.has('head', path) || sight.has('base', path);
}

function offerRow({ kind, name, change, services }: Offered): string {
  const by = services.length === 0 ? '' : `, ${kind === 'route' ? 'of' : 'called by'} ${services.join(', ')}`;
  return `${kind} ${name} ${change}${by}`;
}

function radiusRow(one: Radius, sight: Sight): string | null {
  const { name, at, callers, places, services, owners } = one;
  const seen = places.filter((place) => isSeen(place, sight)).slice(0, MOST_PLACES);
  if (seen.length === 0 || (at !== null && !isSeen(at, sight))) return null;
  const run = services.length === 0 ? '' : `, run by ${services.join(', ')}`;
  const owned = owners.length === 0 ? '' : `, owned by ${owners.join(', ')}`;
  const where = seen.map(({ path, line }) => `${path}:${line}`).join(' ');
  return `${name}${feltAs(one)}: named in ${callers} declarations of other packages (${where})${run}${owned}`;
}
