/** Words that say what kind of thing is named, not which. */
const GENERIC = new Set(
  'cmd app apps service services svc srv server internal src pkg main go golang backend ms microservice microservices bin build docker image deploy deployment cli com github gitlab org io www dev prod'.split(
    ' ',
  ),
);
const PLATFORM = new Set(
  'linux windows darwin amd64 arm64 arm x86 multiarch alpine rootless targetos targetarch goos goarch dockerfile static distroless debian'.split(
    ' ',
  ),
);

/** `woodpecker-server` as `woodpecker`, `server`; platforms left out. */
export function tokensOf(name: string): string[] {
  return name
    .replace(/\$\{?(\w+)[^}/]*\}?/g, ' $1 ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((token) => token !== '' && !PLATFORM.has(token));
}

/** Words that say which thing is named: `orders` of `orders-service`, `cart` of `cartservice`. */
export function tellingWords(name: string): string[] {
  return tokensOf(name)
    .map((token) => token.replace(/(?<=\w{2})(?:service|svc|srv|server)$/, ''))
    .filter((token) => !GENERIC.has(token));
}

/** The names that something can go by, the most literal first: each level says less. */
export function levelsOf(tokens: readonly string[], house: ReadonlySet<string>): string[] {
  const own = tokens.filter((token) => !house.has(token));
  const core = own.filter((token) => !GENERIC.has(token));
  const plain = tokens.filter((token) => !GENERIC.has(token));
  return [tokens.join(''), own.join(''), plain.join(''), core.join('').replace(/(?:service|svc|srv|server)$/, '')];
}

/** Words that every name of the repository may have: those of its modules' paths. */
export function houseWords(modules: readonly { path: string }[]): Set<string> {
  return new Set(modules.flatMap(({ path }) => tokensOf(path).filter((token) => token.length > 1)));
}

/** Names of a directory: its last segment, or those above it where that only says what kind of thing it is. */
export function directoryTokens(dir: string): string[] {
  const segments = dir.split('/').map(tokensOf);
  const at = segments.findLastIndex((segment) => segment.some((token) => !GENERIC.has(token) && !/^v\d+$/.test(token)));
  return segments[at < 0 ? segments.length - 1 : at] ?? [];
}
