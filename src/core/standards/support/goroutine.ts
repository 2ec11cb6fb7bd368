import type { GoFile } from '../../go/file.ts';
import { calleeOf, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';

const STARTERS: readonly [path: string, type: string][] = [
  ['golang.org/x/sync/errgroup', 'Group'],
  ['sync', 'WaitGroup'],
];

/** Calls that start a goroutine: `g.Go(f)`. */
export const STARTING_CALLS = /^(?:Try)?Go$/;

/** What a `go` statement or a call such as `g.Go(f)` runs concurrently: a literal, a name, or the call itself. */
export interface Started {
  /** Function literal, or NONE. */
  literal: NodeId;
  /** Call of a named function, `go work(t)`; NONE when a literal or a function value is started. */
  call: NodeId;
}

export function startedBy(file: GoFile, node: NodeId): Started | null {
  const { tree } = file;
  if (tree.kind(node) === Kind.go_statement) {
    const call = tree.children(node)[0] ?? NONE;
    if (!isCall(tree, call)) return null;
    const literal = literalBehind(file, calleeOf(tree, call));
    return { literal, call: literal ? NONE : call };
  }
  if (!STARTERS.some(([path, type]) => file.isMethodCall(node, path, type, 'Go', 'TryGo'))) return null;
  return { literal: literalBehind(file, file.arguments(node)[0] ?? NONE), call: NONE };
}

/** `func() {…}` itself, or the variable that holds it. */
function literalBehind(file: GoFile, value: NodeId): NodeId {
  const found = file.initialiser(value);
  return file.tree.kind(found) === Kind.func_literal ? found : NONE;
}

/** Calls that run in the function's own goroutine: nested literals only where they are called on the spot or deferred. */
export function* callsWithin(file: GoFile, body: NodeId): Generator<NodeId> {
  const { tree } = file;
  const end = tree.next(body);
  for (let node = body + 1; node < end; node++) {
    const kind = tree.kind(node);
    if (kind === Kind.go_statement) node = tree.next(node) - 1;
    else if (kind === Kind.func_literal) {
      if (tree.field(node) !== Field.function || !isCall(tree, tree.parent(node))) node = tree.next(node) - 1;
    } else if (isCall(tree, node)) yield node;
  }
}
