import type { GoFile } from '../../go/file.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { isClient, isSharedClient } from './closables.ts';

const NAMED_MAKER = /^(?:[Nn]ew|[Oo]pen|[Cc]onnect|[Dd]ial|[Cc]reate|[Bb]uild|[Mm]ake)(?![a-z])/;

/**
 * How the call builds a client: `grpc.NewClient`, or `clients.NewTrips → grpc.NewClient` where it calls a constructor of
 * the repository that does; null for every other call. Functions that keep what they built count for none.
 */
export function clientBuiltBy(file: GoFile, call: NodeId): string | null {
  const written = file.tree.textOf(call).replace(/[({].*$/s, '');
  if (isSharedClient(file, call)) return written;
  if (!NAMED_MAKER.test(file.calledName(call))) return null;
  const callee = file.callee(call);
  const made = callee?.receiver === null ? file.index.declaredFunction(callee) : null;
  if (!made || made.fact.results.length === 0 || made.fact.uses.includes('.Do')) return null;
  const built = made.fact.uses.find((use) => {
    const [alias = '', name] = use.split('.');
    const path = alias && name ? file.index.qualifier(made.file.facts, alias) : null;
    return path && name && !LISTENS.has(path) && isClient({ package: path, receiver: null, name });
  });
  return built === undefined ? null : `${written} → ${built}`;
}

const LISTENS = new Set(['net', 'crypto/tls']);
