import type { BlobFacts } from '../../go/analysed.ts';
import { remembered } from '../../go/remember.ts';
import { isPredeclared } from '../../go/universe.ts';
import type { KnownNames } from './names.ts';

export interface KnownParts {
  /** Of both snapshots. */
  paths: Iterable<string>;
  facts: Iterable<BlobFacts>;
  /** Files that the answer quotes: what is said of them mostly names what is in them. */
  texts: Iterable<string>;
}

/** The names of a repository, looked up in what is known of its files without reading more of them than is asked for. */
export function namesOf({ paths, facts, texts }: KnownParts): KnownNames & { usesOf(name: string): number | null } {
  const all = new Set(paths);
  const quoted = [...texts];
  const known = [...facts].flatMap((one) => ('json' in one ? [one.json] : []));
  const isOwn = (name: string) => [...all].some((path) => `/${path}`.includes(`/${name}/`));
  return {
    hasPath: remembered((path) => all.has(path) || [...all].some((one) => one.endsWith(`/${path}`))),
    hasName: remembered((name) => isPredeclared(name) || has(quoted, name) || has(known, name)),
    hasPackage: remembered((name) => STANDARD_PACKAGES.has(name) || (!isOwn(name) && has(known, `/${name}","line"`))),
    usesOf: (name) => {
      if (!has(known, `"name":"${name}"`)) return null;
      const use = new RegExp(`[[,]"(?:\\w*\\.)?${name}"`, 'g');
      return known.reduce((sum, json) => sum + (json.match(use)?.length ?? 0), 0);
    },
  };
}

function has(texts: readonly string[], wanted: string): boolean {
  return texts.some((text) => text.includes(wanted));
}

const STANDARD_PACKAGES = new Set(
  (
    'atomic base64 big binary bits bufio builtin bytes cipher cmp context cookiejar crypto csv debug driver embed errors exec ' +
    'expvar filepath flag fmt fs gob gzip hash heap hex hmac html http httptest httputil io ioutil iter json list log maps ' +
    'math md5 metrics mime multipart net netip os parser path plugin pprof rand reflect regexp ring rpc rsa runtime sha1 ' +
    'sha256 sha512 signal slices slog smtp sort sql strconv strings subtle sync synctest syscall tar template testing ' +
    'textproto time tls trace unicode unique unsafe url user utf8 x509 xml zip'
  ).split(' '),
);
