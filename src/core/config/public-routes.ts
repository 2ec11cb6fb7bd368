/**
 * Whether a route is one of those declared: `POST /webhooks/{id}` of `POST /webhooks/*` or `/webhooks`. `*` stands for
 * one segment, at the end for all that follow; a pattern without a method is for every one.
 */
export function routeMatcher(patterns: readonly string[]): (route: string) => boolean {
  const declared = patterns.map(read);
  return (text) => {
    const route = read(text);
    return declared.some(
      ({ method, segments }) => (method === '' || method === route.method) && covers(segments, route.segments),
    );
  };
}

function read(text: string): { method: string; segments: string[] } {
  const [, method = '', path = ''] = /^(?:([A-Z]+) )?(.*)$/s.exec(text) ?? [];
  return { method, segments: path.split('/').filter((segment) => segment !== '') };
}

function covers(pattern: readonly string[], segments: readonly string[]): boolean {
  const isOpen = pattern.at(-1) === '*' || pattern.at(-1) === '**';
  const fixed = isOpen ? pattern.slice(0, -1) : pattern;
  if (isOpen ? segments.length < fixed.length : segments.length !== fixed.length) return false;
  return fixed.every((segment, at) => segment === '*' || isSame(segment, segments[at] ?? ''));
}

/** Parameters have other names in other routers: `{id}` is `:id`. */
function isSame(a: string, b: string): boolean {
  return a === b || (isParameter(a) && isParameter(b));
}

function isParameter(segment: string): boolean {
  return /^(?::|\{)/.test(segment);
}
