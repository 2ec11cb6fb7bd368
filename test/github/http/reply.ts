export interface Reply {
  status: number;
  /** JSON, bytes as they are, or null for none. */
  body: unknown;
  headers: Record<string, string>;
}

export function ok(body: unknown, status = 200, headers: Record<string, string> = {}): Reply {
  return { status, body, headers };
}

/** Bytes as they are, for clients that ask for them. */
export function raw(bytes: Buffer, media: 'raw' | 'diff' = 'raw'): Reply {
  return { status: 200, body: bytes, headers: { 'content-type': `application/vnd.github.${media}; charset=utf-8` } };
}

export const NO_CONTENT: Reply = { status: 204, body: null, headers: {} };

/** One page of the rows with GitHub's Link header; `wrap` puts it into an object that counts. */
export function page<T>(url: URL, rows: readonly T[], wrap: (rows: readonly T[]) => unknown = (part) => part): Reply {
  const { size, number } = pageWanted(url.searchParams);
  const last = Math.max(1, Math.ceil(rows.length / size));
  const link = (to: number, rel: string): string => {
    const target = new URL(url);
    target.searchParams.set('page', String(to));
    return `<${target.href}>; rel="${rel}"`;
  };
  const links = [
    ...(number > 1 ? [link(number - 1, 'prev')] : []),
    ...(number < last ? [link(number + 1, 'next'), link(last, 'last')] : []),
    ...(number > 1 ? [link(1, 'first')] : []),
  ];
  const body = wrap(rows.slice((number - 1) * size, number * size));
  return ok(body, 200, links.length === 0 ? {} : { link: links.join(', ') });
}

/** GitHub takes more than 100 a page for 100, and nonsense for the default. */
export function pageWanted(query: URLSearchParams): { size: number; number: number } {
  const size = Number.parseInt(query.get('per_page') ?? '', 10);
  const number = Number.parseInt(query.get('page') ?? '', 10);
  return { size: size >= 1 ? Math.min(size, 100) : 30, number: number >= 1 ? number : 1 };
}
