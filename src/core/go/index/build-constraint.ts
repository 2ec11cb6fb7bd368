const SYSTEMS = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos'.split(
    ' ',
  ),
);
const MACHINES = new Set(
  '386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x wasm'.split(' '),
);
/** Tags that hold for an ordinary build of a service. */
const TAGS = new Set(['linux', 'amd64', 'unix', 'gc', 'cgo']);

/** Whether an ordinary build for linux/amd64 takes the file, by its name and its `//go:build` expression. */
export function isBuilt(path: string, constraint: string | null): boolean {
  return matchesName(path) && (constraint === null || holds(constraint));
}

/** `_linux.go`, `_amd64.go`, `_linux_amd64.go`, each perhaps with `_test` before the ending. */
function matchesName(path: string): boolean {
  const parts = path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/(?:_test)?\.go$/, '')
    .split('_')
    .slice(1);
  const last = parts.at(-1) ?? '';
  const before = parts.at(-2) ?? '';
  if (MACHINES.has(last)) return last === 'amd64' && (!SYSTEMS.has(before) || before === 'linux');
  return !SYSTEMS.has(last) || last === 'linux';
}

/** Evaluates `linux && (amd64 || !cgo)`. What cannot be read holds. */
function holds(constraint: string): boolean {
  const tokens = constraint.match(/&&|\|\||[!()]|[\w.]+/g) ?? [];
  let at = 0;
  const either = (): boolean => {
    let result = both();
    while (tokens[at] === '||') {
      at++;
      result = both() || result;
    }
    return result;
  };
  const both = (): boolean => {
    let result = negated();
    while (tokens[at] === '&&') {
      at++;
      result = negated() && result;
    }
    return result;
  };
  const negated = (): boolean => {
    const token = tokens[at++];
    if (token === '!') return !negated();
    if (token !== '(') return token === undefined || TAGS.has(token) || /^go1(?:\.\d+)?$/.test(token);
    const result = either();
    at++;
    return result;
  };
  return either();
}
