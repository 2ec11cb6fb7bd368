import { remembered } from '../../go/remember.ts';
import type { Site } from './site.ts';

/**
 * What sites say of functions, fields and variables, by full key. Sites are put by the last name of the key alone, which
 * their text tells, and resolved only once one of that name is asked for.
 */
export class ByKey<Value> {
  private readonly sites = new Map<string, Site[]>();
  private readonly named: (name: string) => ReadonlyMap<string, readonly Value[]>;

  /** @param read what a site says of anything of the name, by full key */
  constructor(read: (site: Site, name: string) => Iterable<readonly [key: string, value: Value]>) {
    this.named = remembered((name) => {
      const found = new Map<string, Value[]>();
      for (const site of new Set(this.sites.get(name)))
        for (const [key, value] of read(site, name)) {
          const known = found.get(key);
          if (known) known.push(value);
          else found.set(key, [value]);
        }
      return found;
    });
  }

  add(name: string, site: Site): void {
    const known = this.sites.get(name);
    if (known) known.push(site);
    else this.sites.set(name, [site]);
  }

  get(key: string): readonly Value[] {
    return this.named(lastName(key)).get(key) ?? [];
  }
}

/** `Query` of `$r.db.Query`, of `*$r.db.Query` and of `$0.Query[]`. */
export function lastName(text: string): string {
  let end = text.length;
  while (text.endsWith('[]', end)) end -= 2;
  let start = end;
  while (start > 0 && !'.*&'.includes(text[start - 1] ?? '')) start--;
  return text.slice(start, end);
}
