import { ROLE_FLAG } from '../branches/roles.ts';
import { goCommands } from '../manifests/go-commands.ts';
import { commandsOf } from '../manifests/shell.ts';
import { baseOf } from './deployment.ts';

/** What a list of words starts. */
export interface Started {
  /** Path or name of the program; null when a script or a tool decides. */
  program: string | null;
  arguments: string[];
  /** Package of `go run`. */
  package: string | null;
}

const SHELLS = /^(?:ba|a|da)?sh$/;
/** Programs that start another, which follows their own flags. */
const WRAPPERS = /^(?:tini|tini-static|dumb-init|catatonit|env|exec|nice|nohup|time|command|sudo)$/;
/** Likewise, after the name of a user. */
const AS_USER = /^(?:gosu|su-exec|setpriv|chpst)$/;
/** Those that say where the other begins. */
const UNTIL_DASHES = /^(?:wait-for(?:-it)?(?:\.sh)?|dockerize|dlv|docker-entrypoint\.sh|entrypoint\.sh)$/;
const UNKNOWN: Started = { program: null, arguments: [], package: null };

export function startedBy(words: readonly string[], depth = 0): Started {
  const [first = '', ...rest] = words;
  const name = baseOf(first);
  if (first === '' || depth > 5) return UNKNOWN;
  if (SHELLS.test(name)) {
    const at = rest.findIndex((word) => /^-\w*c$/.test(word));
    const script = at < 0 ? undefined : rest[at + 1];
    const commands =
      script === undefined
        ? []
        : [...commandsOf(script)].filter(([word = '']) => !/^(?:cd|export|echo|sleep|mkdir|set|source|\.)$/.test(word));
    return startedBy(commands.at(-1) ?? [], depth + 1);
  }
  if (name === 'go' && rest[0] === 'run') {
    const [command] = goCommands(words.map(quoted).join(' '));
    return { program: null, arguments: command?.arguments ?? [], package: command?.packages[0] ?? null };
  }
  if (UNTIL_DASHES.test(name) && rest.includes('--')) return startedBy(rest.slice(rest.indexOf('--') + 1), depth + 1);
  if (name === 'dlv')
    return startedBy(
      rest.slice(1).filter((word) => !word.startsWith('-')),
      depth + 1,
    );
  if (AS_USER.test(name)) return startedBy(rest.slice(1), depth + 1);
  if (WRAPPERS.test(name) || /^\w+=/.test(first)) {
    const at = rest.findIndex((word) => !word.startsWith('-') && !/^\w+=/.test(word));
    return startedBy(at < 0 ? [] : rest.slice(at), depth + 1);
  }
  if (/\.(?:sh|py|js|rb|pl)$/.test(name)) return UNKNOWN;
  return { program: first, arguments: rest, package: null };
}

function quoted(word: string): string {
  return /[\s;&|'"()]/.test(word) ? `'${word.replaceAll("'", '')}'` : word;
}

const SUBCOMMAND = /^[a-z][\w-]*$/i;

/** A path, or a program's name that its ENTRYPOINT says already. */
const PATH = /^[./]/;

/** The arguments that choose what a program does: its subcommands, and flags that name a role. */
export function branchOf(given: readonly string[]): string[] {
  const words = PATH.test(given[0] ?? '') ? given.slice(1) : given;
  const stop = words.findIndex((word) => !SUBCOMMAND.test(word));
  const leading = words.slice(0, stop < 0 ? words.length : stop).slice(0, 3);
  const roles = words.flatMap((word, index) => {
    const [, flag] = /^--?(\w+)(?:=|$)/.exec(word) ?? [];
    if (flag === undefined || !ROLE_FLAG.test(flag)) return [];
    const value = word.includes('=') ? word : `${word}=${words[index + 1] ?? ''}`;
    return /=[a-z][\w,-]*$/i.test(value) ? [value] : [];
  });
  return [...leading, ...roles];
}
