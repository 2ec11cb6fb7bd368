import type { GoIndex } from '../../go/index/go-index.ts';
import { routesOf } from './routes.ts';

/**
 * Whether code registers a method of a path, `/v1/orders/{id}`: with a route whose parts are the last ones of the path.
 * What groups put before a route is not always known.
 */
export function isRegistered(index: GoIndex): (method: string, path: string) => boolean {
  return (method, path) => {
    const asked = partsOf(path);
    return routesOf(index).some(({ name }) => {
      const [own, route] = name.includes(' ') ? (name.split(' ', 2) as [string, string]) : ['', name];
      if (own !== '' && own !== method.toUpperCase()) return false;
      const parts = partsOf(route);
      const from = asked.length - parts.length;
      return from >= 0 && parts.some((part) => part !== ANY) && parts.every((part, at) => part === asked[from + at]);
    });
  };
}

const ANY = '{}';

function partsOf(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '');
  return parts.map((part) => (/^[:*{<]/.test(part) ? ANY : part));
}
