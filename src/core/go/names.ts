import type { Import } from './facts.ts';

/** Name under which a file sees an import. Where it is not written, Go takes the package's own; this is the usual one. */
export function importName(spec: Import): string {
  return spec.alias ?? usualPackageName(spec.path);
}

/** `gopkg.in/yaml.v3` → yaml, `github.com/go-chi/chi/v5` → chi, `github.com/nats-io/nats.go` → nats. */
export function usualPackageName(path: string): string {
  const parts = path.split('/');
  let last = parts.at(-1) ?? path;
  if (/^v\d+$/.test(last) && parts.length > 1) last = parts.at(-2) ?? last;
  last = last.replace(/\.v\d+$/, '').replace(/\.go$/, '');
  return last.replace(/^go-/, '').replace(/-go$/, '').replaceAll('-', '');
}

export function isExported(name: string): boolean {
  return /^\p{Lu}/u.test(name);
}
