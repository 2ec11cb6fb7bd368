import { spans } from '../../report/prose.ts';

/** What is known of the repository, for checking what prose names. */
export interface KnownNames {
  /** Some file of either snapshot is at this path, or at one that ends in it. */
  hasPath(path: string): boolean;
  /** The identifier stands somewhere in the Go of either snapshot. */
  hasName(name: string): boolean;
  /** A Go package that is not of the repository goes by this name. */
  hasPackage(name: string): boolean;
}

const FILE = /^(?:[\w.@-]+\/)*[\w.@-]+\.(?:go|mod|sum|sql|proto|ya?ml|json|toml|sh|tf|md|tpl)(?::\d+(?:-\d+)?)?$/;
/** `Place`, `h.store.Search`, `(*Server).Place`, with or without arguments. */
const NAME = /^\(?\*?([\p{L}_][\p{L}\p{N}_]*)\)?((?:\.[\p{L}_][\p{L}\p{N}_]*)*)(\(.*\))?$/u;

/** The first file or name in the prose's code spans that is nowhere in the repository; null where all are there. */
export function unknownName(prose: string, known: KnownNames): string | null {
  const named = spans(prose).filter(({ code }) => code);
  return named.map(({ text }) => text.trim()).find((text) => !isThere(text, known)) ?? null;
}

function isThere(text: string, known: KnownNames): boolean {
  if (FILE.test(text)) return known.hasPath(text.replace(/:[\d-]+$/, '').replace(/^\.\//, ''));
  const [, first, rest, call] = NAME.exec(text) ?? [];
  if (first === undefined || rest === undefined) return true;
  const last = rest.split('.').at(-1) || first;
  // A plain word may be anything: a column, a header, a value. One that reads like a declared name is held to be one.
  const isDeclared = rest !== '' || call !== undefined || /^\p{Lu}.*\p{Ll}/u.test(first) || /\p{Ll}\p{Lu}/u.test(first);
  if (!isDeclared || known.hasName(last)) return true;
  return rest !== '' && known.hasPackage(first);
}
