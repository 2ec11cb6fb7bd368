import { commandsOf } from './shell.ts';

/** A Go program that a script builds, runs or leaves to `make`. */
export interface GoCommand {
  verb: 'build' | 'install' | 'run' | 'make';
  /** Of `-o`. */
  output: string | null;
  /** Packages or files as written; targets of `make`. */
  packages: string[];
  /** Where the script has gone with `cd`; empty where it began. */
  dir: string;
  /** What follows the package of `go run`. */
  arguments: string[];
}

/** Flags of the go command that take a value as the next word. */
const VALUED = new Set(
  '-o -p -asmflags -buildmode -compiler -gccgoflags -gcflags -installsuffix -ldflags -mod -modfile -overlay -pkgdir -tags -toolexec -C -buildvcs'.split(
    ' ',
  ),
);

export function goCommands(script: string): GoCommand[] {
  const found: GoCommand[] = [];
  let dir = '';
  for (const words of commandsOf(script)) {
    if (words[0] === 'cd' && words[1])
      dir = words[1].startsWith('/') ? words[1] : [dir, words[1]].filter(Boolean).join('/');
    const command = goCommand(words) ?? makeCommand(words);
    if (command) found.push({ ...command, dir: [dir, command.dir].filter(Boolean).join('/') });
  }
  return found;
}

function goCommand(words: readonly string[]): GoCommand | null {
  const at = words.findIndex(
    (word) => word === 'go' || /(?:^|\/)go$|^\$[({]?(?:GO|GOCMD|GO_CMD|GOBIN|GO_EXE)[)}]?$/.test(word),
  );
  const verb = words[at + 1];
  if (at < 0 || words.slice(0, at).some((word) => !/^[@-]?(?:[A-Za-z_]\w*=.*|env|xx-go|sudo)$|^@$/s.test(word))) {
    const build = words.findIndex((word) => /^\$[({]?\w*GO_?BUILD\w*[)}]?$/i.test(word));
    return build < 0 ? null : parse('build', words.slice(build + 1));
  }
  if (verb === 'build' || verb === 'install' || verb === 'run') return parse(verb, words.slice(at + 2));
  return null;
}

function parse(verb: 'build' | 'install' | 'run', words: readonly string[]): GoCommand {
  const command: GoCommand = { verb, output: null, packages: [], dir: '', arguments: [] };
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const [flag = '', value] = word.startsWith('-') ? splitFlag(word) : [''];
    if (verb === 'run' && command.packages.length > 0 && !word.endsWith('.go')) command.arguments.push(word);
    else if (!flag) command.packages.push(word);
    else {
      const given = value ?? (VALUED.has(flag) ? words[++at] : undefined);
      if (flag === '-o') command.output = given ?? null;
      if (flag === '-C') command.dir = given ?? '';
    }
  }
  // Redirections and comments of the line are no packages, nor are variables that stand for flags.
  command.packages = command.packages.filter(
    (word) => !/[<>]/.test(word) && !/^\$[({]?\w*(?:FLAGS|ARGS|OPTS|TAGS)\w*[)}]?$/i.test(word),
  );
  return command;
}

function splitFlag(word: string): [string, string | undefined] {
  const at = word.indexOf('=');
  return at < 0 ? [word.replace(/^--/, '-'), undefined] : [word.slice(0, at).replace(/^--/, '-'), word.slice(at + 1)];
}

function makeCommand(words: readonly string[]): GoCommand | null {
  const at = words.findIndex((word) => /(?:^|\/)g?make$|^\$[({]MAKE[)}]$/.test(word));
  if (at < 0) return null;
  const command: GoCommand = { verb: 'make', output: null, packages: [], dir: '', arguments: [] };
  for (let next = at + 1; next < words.length; next++) {
    const word = words[next] ?? '';
    if (word === '-C') command.dir = words[++next] ?? '';
    else if (!word.startsWith('-') && !word.includes('=')) command.packages.push(word);
  }
  return command;
}
