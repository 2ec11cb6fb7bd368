import type { GoIndex } from '../../go/index/go-index.ts';
import type { Entry } from './handlers.ts';

interface Kind {
  /** Files that import one of these may set up, or be, the middleware. */
  packages: readonly string[];
  /** Names that only a middleware of one's own refers to. */
  serves: RegExp;
}

const KINDS: Partial<Record<Entry, Kind>> = {
  'HTTP handler': {
    packages: [
      'net/http',
      'github.com/gin-gonic/gin',
      'github.com/labstack/echo/v4',
      'github.com/labstack/echo/v4/middleware',
      'github.com/gofiber/fiber/v2',
    ],
    serves: /^http\.(?:Handler|HandlerFunc|ResponseWriter)$|^\.?(?:ServeHTTP|Next)$|^gin\.|^echo\./,
  },
  'RPC method': {
    packages: ['google.golang.org/grpc', 'github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors/recovery'],
    serves: /\.(?:UnaryHandler|UnaryServerInfo|StreamHandler|StreamServerInfo)$/,
  },
};

/** Recoveries of the usual libraries: chi, gin, echo, gorilla, negroni, go-grpc-middleware. */
const LIBRARIES =
  /^\w+\.(?:Recoverer|Recovery(?:Handler|With\w+)?|NewRecovery|RecoverWithConfig)$|^middleware\.Recover$|^(?:grpc_?)?recovery\.\w+Interceptor$|^gin\.Default$/i;

const KNOWN = new WeakMap<GoIndex, Map<Entry, boolean>>();

/** The repository puts a recovery around its requests: a panic is answered with 500 and logged. */
export function recoversRequests(index: GoIndex, entry: Entry): boolean {
  const known = KNOWN.get(index) ?? new Map<Entry, boolean>();
  KNOWN.set(index, known);
  let found = known.get(entry);
  if (found === undefined) {
    found = hasRecovery(index, KINDS[entry]);
    known.set(entry, found);
  }
  return found;
}

function hasRecovery(index: GoIndex, kind: Kind | undefined): boolean {
  return (
    kind?.packages.some((path) =>
      index
        .importers(path)
        .some(({ facts }) =>
          facts.functions.some(
            ({ uses }) =>
              uses.some((use) => LIBRARIES.test(use)) ||
              (uses.includes('recover') && uses.some((use) => kind.serves.test(use))),
          ),
        ),
    ) ?? false
  );
}
