import { unquotePath } from './path-name.ts';

export const DEV_NULL = '/dev/null';

/** Prefixes git uses by default and with diff.mnemonicPrefix. */
const PREFIX = /^[abiwco12]\//;

/** Two paths of 4,096 bytes, every byte escaped: trying the splits of more would cost its square. */
const LONGEST_NAMES = 40_000;

/**
 * Path of a `diff --git A B` line, where both sides name the same file; null when they do not, or when it cannot be
 * told (then rename or `---`/`+++` lines say more). Names with blanks are not quoted, so every split is tried: the
 * right one leaves the same name on both sides, with or without a prefix of one folder.
 */
export function gitHeaderPath(names: string): string | null {
  if (names.length > LONGEST_NAMES) return null;
  for (const [left, right] of splits(names)) {
    if (left === right) return left;
    const name = stripFolder(left);
    if (name !== '' && name === stripFolder(right)) return name;
  }
  return null;
}

/** Name on a `--- ` or `+++ ` line, prefix kept: quotes undone, the tab and timestamp after it dropped. */
export function headerName(text: string): string {
  const quoted = unquotePath(text);
  if (quoted !== null) return quoted.path;
  const tab = text.indexOf('\t');
  return (tab === -1 ? text : text.slice(0, tab)).trimEnd();
}

/** The whole text as a name: quoted or plain, as on `rename from` lines. */
export function plainName(text: string): string {
  const quoted = unquotePath(text);
  return quoted !== null && quoted.rest === '' ? quoted.path : text;
}

/**
 * Paths of a `---`/`+++` pair, without their prefixes. Without `diff --git` nothing says whether `a/` is a folder:
 * it is taken for a prefix when the other side agrees (or is /dev/null).
 */
export function pairPaths(from: string, to: string): { from: string | null; to: string | null } {
  if (from === DEV_NULL) return { from: null, to: to.replace(PREFIX, '') };
  if (to === DEV_NULL) return { from: from.replace(PREFIX, ''), to: null };
  if (from === to) return { from, to };
  if (PREFIX.test(from) && PREFIX.test(to)) return { from: from.replace(PREFIX, ''), to: to.replace(PREFIX, '') };
  const name = stripFolder(from);
  if (name !== '' && name === stripFolder(to)) return { from: name, to: name };
  return { from, to };
}

function* splits(names: string): Generator<[string, string]> {
  const first = unquotePath(names);
  if (first !== null) {
    if (first.rest.startsWith(' ')) yield [first.path, plainName(first.rest.slice(1))];
    return;
  }
  for (let at = names.indexOf(' '); at !== -1; at = names.indexOf(' ', at + 1)) {
    yield [names.slice(0, at), plainName(names.slice(at + 1))];
  }
}

function stripFolder(name: string): string {
  return name.slice(name.indexOf('/') + 1);
}
