import type { Repository } from './repository.ts';

const UNUSED =
  /`(?:\(?\*?[\w.]*\)?\.)?([\p{L}_][\p{L}\p{N}_]*)(?:\(.*?\))?`\s+(?:is|are|was)\s+(?:never|not|nowhere)\s+(?:\w+\s+)?(?:called|used|invoked|referenced)/giu;
const EDGE = /`?([\w.-]+)`?\s*(?:→|->|calls|publishes to|consumes from|depends on)\s*`?([\w.-]+)`?/giu;

/** A claim that what was computed shows to be wrong: an unused function that is used, a call between services that is none. */
export function contradicts(prose: string, { usesOf, services }: Repository): boolean {
  for (const [, name = ''] of prose.matchAll(UNUSED)) if ((usesOf(name) ?? 0) > 0) return true;
  if (!services) return false;
  for (const [, from = '', to = ''] of prose.matchAll(EDGE)) {
    const known = from !== to && services.names.has(from) && services.names.has(to);
    if (known && !services.talks(from, to) && !services.talks(to, from)) return true;
  }
  return false;
}
