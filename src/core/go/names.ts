import type { Import } from './facts.ts';

/** Name under which a file sees an import. Where it is not written, Go takes the package's own; this is the usual one. */
export function importName(spec: Import): string {
  return spec.alias ?? usualPackageName(spec.path);
}

/** `gopkg.in/yaml.v3` → yaml, `github.com/go-chi/chi/v5` → chi, `github.com/nats-io/nats.go` → nats, `go-micro.dev/v5` → micro. */
export function usualPackageName(path: string): string {
  return stemOf(path).replace(/^go-/, '').replace(/-go$/, '').replaceAll('-', '');
}

/** Names that the package may have, as its path suggests: `go-redis` may be redis, goredis or go_redis. */
export function possiblePackageNames(path: string): string[] {
  const stem = stemOf(path);
  const short = stem.replace(/^(?:go|golang)[-.]?(?=\w)/, '').replace(/[-.](?:go|golang)$/, '');
  const last = /[^-.]+$/.exec(short)?.[0] ?? short;
  const names = [usualPackageName(path)];
  for (const name of [stem, short]) names.push(name.replace(/[-.]/g, ''), name.replace(/[-.]/g, '_'));
  names.push(last);
  return [...new Set(names)].filter((name) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name));
}

/** Last element of the path, version left out. */
function stemOf(path: string): string {
  const parts = path.split('/');
  let last = parts.at(-1) ?? path;
  if (/^v\d+$/.test(last) && parts.length > 1) last = parts.at(-2) ?? last;
  // `micro` of `go-micro.dev/v5`: a host alone.
  if (last === parts[0]) last = last.replace(/\.dev$/, '');
  return last.replace(/\.v\d+$/, '').replace(/\.go$/, '');
}

export function isExported(name: string): boolean {
  return /^\p{Lu}/u.test(name);
}
