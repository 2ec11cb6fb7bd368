import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../go/syntax/tree.ts';
import { isContext } from '../../go/types/type.ts';
import type { CallerContext } from './caller-context.ts';
import { destinationOf } from './destination.ts';
import { lastValue } from './values.ts';

/** Work that must also be done when the request was cancelled; words of business (`CancelOrder`) only without an object. */
export const CLEAN_UP =
  /shut_?down|drain|disconnect|flush|roll_?back|un_?lock|clean_?up|terminate|deregister|unregister|unsubscri|deactivat|destroy|tear_?down|^(?:force|graceful|do|try)?_?(?:close|stop|release|clean|revoke|abort|cancel|leave|resign)(?:conn\w*|clients?|servers?|sessions?|leases?|locks?|tx|pools?|streams?|all|resources?)?$/i;

/** Calls that only note something down: nobody waits for them and nothing is cancelled with them. */
const NOTES =
  /(?:^|\.)(?:diag|stats|meter|slog|log|logger|metrics?|monitor(?:ing)?|telemetry\w*|counter|gauge|histogram)\.|(?:Metrics?|Monitor(?:ing)?|Telemetry|Counter|Gauge|Histogram|Logger)\./;

/** What becomes of the fresh context: it cleans up, is joined with the caller's, or is kept for a life of its own. */
export function servesOwnLife(file: GoFile, background: NodeId, caller: CallerContext): boolean {
  const { tree, bindings } = file;
  const outer = outermostUse(file, background, caller);
  if (outer === 'joined' || outer === 'on purpose' || isKeptInField(file, outer)) return true;
  if (tree.kind(tree.parent(outer)) === Kind.literal_element) return true; // a field of a struct
  const statement = tree.parent(tree.parent(outer));
  const kind = tree.kind(statement);
  if (kind !== Kind.short_var_declaration && kind !== Kind.assignment_statement) return false;
  const names = tree.children(tree.child(statement, Field.left));
  if (names.some((name) => tree.kind(name) === Kind.selector_expression)) return true;
  const [context, cancel] = names.map((name) => bindings[name] as number);
  for (let node = tree.next(statement); node < tree.next(caller.fn); node++) {
    if (tree.kind(node) !== Kind.identifier || !bindings[node]) continue;
    const own = bindings[node] === context || bindings[node] === cancel;
    if (own && (isKept(tree, node) || cleansUp(tree, node))) return true;
    if (bindings[node] === cancel && isCalledByOthers(file, node, statement)) return true;
  }
  return false;
}

/** `s.client = newClient(context.Background())`: what is made stays when this call is over. */
function isKeptInField(file: GoFile, fresh: NodeId): boolean {
  const call = file.tree.parent(file.tree.parent(fresh));
  if (!isCall(file.tree, call)) return false;
  const goes = destinationOf(file, call);
  return goes.to === 'variable' && file.tree.kind(goes.name) === Kind.selector_expression;
}

/** The fresh context gets a deadline of its own, at once or by its name: `ctx, cancel = context.WithTimeout(ctx, …)`. */
export function hasOwnDeadline(file: GoFile, background: NodeId): boolean {
  const { tree, bindings } = file;
  const limits = (call: NodeId) => file.isCallTo(call, 'context', 'WithTimeout', 'WithDeadline');
  let node = background;
  while (tree.kind(tree.parent(node)) === Kind.argument_list) {
    node = tree.parent(tree.parent(node));
    if (limits(node)) return true;
  }
  const goes = destinationOf(file, node);
  const name = goes.to === 'variable' ? (bindings[goes.name] as number) : NONE;
  if (!name) return false;
  return [...tree.descendants(enclosingFunction(tree, background), Kind.call_expression)].some((call) => {
    const [from = NONE] = call > background && limits(call) ? file.arguments(call) : [];
    return bindings[from] === name;
  });
}

/** Stored in a struct or returned. */
function isKept(tree: SyntaxTree, node: NodeId): boolean {
  const parent = tree.parent(node);
  if (tree.kind(parent) === Kind.literal_element || tree.kind(tree.parent(parent)) === Kind.return_statement)
    return true;
  if (tree.field(parent) !== Field.right) return false;
  const [target = NONE] = tree.children(tree.child(tree.parent(parent), Field.left));
  return tree.kind(target) === Kind.selector_expression;
}

/** Another goroutine or callback ends the context: `go func() { <-done; cancel() }()`, `context.AfterFunc(ctx, cancel)`. */
function isCalledByOthers(file: GoFile, cancel: NodeId, made: NodeId): boolean {
  const { tree } = file;
  if (tree.kind(tree.parent(cancel)) === Kind.argument_list) return true;
  const around = enclosingFunction(tree, cancel);
  return around !== enclosingFunction(tree, made) && tree.ancestor(cancel, Kind.defer_statement) === NONE;
}

const DERIVES = ['WithCancel', 'WithTimeout', 'WithDeadline', 'WithValue', 'WithCancelCause'];

/** The largest call that hands the context on, `WithTimeout(Background(), …)`; or what it shows on the way. */
function outermostUse(file: GoFile, background: NodeId, caller: CallerContext): NodeId | 'joined' | 'on purpose' {
  const { tree } = file;
  let node = background;
  for (;;) {
    const call = tree.parent(tree.parent(node));
    if (tree.kind(tree.parent(node)) !== Kind.argument_list || !isCall(tree, call)) return node;
    if (startsOnStart(file, call, caller)) return 'on purpose';
    if (cleansUp(tree, node) || NOTES.test(tree.textOf(calleeOf(tree, call)))) return 'on purpose';
    if (LOOKS_UP_LOGGER.test(file.calledName(call)) || runsUnder(file, call, caller)) return 'on purpose';
    // Waiting for the workers, who end with the caller's context, must not end before them.
    if (file.isMethodCall(call, 'golang.org/x/sync/semaphore', 'Weighted', 'Acquire')) return 'on purpose';
    const derives = file.isCallTo(call, 'context', ...DERIVES);
    const extracts = !derives && isContext(file.typeOf(call));
    if (mentions(file, call, node, caller, extracts)) return 'joined';
    if (!derives && !extracts) return node;
    node = call;
  }
}

const LOOKS_UP_LOGGER = /^(?:Get|From|With|New)?(?:Context)?(?:Logger|LogEntry)(?:With\w*|From\w*)?$/;

/** The work that is handed over runs under the caller's context itself; the fresh one only governs what surrounds it. */
function runsUnder(file: GoFile, call: NodeId, caller: CallerContext): boolean {
  const { tree, bindings } = file;
  return file.arguments(call).some((argument) => {
    const work = file.initialiser(argument);
    if (tree.kind(work) !== Kind.func_literal) return false;
    return [...tree.descendants(work, Kind.identifier)].some((node) => {
      const declared = bindings[node] ?? NONE;
      const outer = declared !== NONE && declared < work && tree.contains(caller.fn, declared);
      return outer && isContext(file.typeOf(node)) && !isFresh(file, node);
    });
  });
}

/** A context that was not made from the caller's. */
function isFresh(file: GoFile, name: NodeId): boolean {
  const made = lastValue(file, name);
  if (made === NONE) return false;
  const calls = [made, ...file.tree.descendants(made, Kind.call_expression)];
  return calls.some((call) => file.isCallTo(call, 'context', 'Background', 'TODO'));
}

const STARTS = /^(?:start|run|serve|listen|watch|open|init|setup)/i;

/** `Start(ctx)` of a component starts another: the context of starting ends when starting does, the work does not. */
function startsOnStart(file: GoFile, call: NodeId, { fn }: CallerContext): boolean {
  const { tree } = file;
  const callee = calleeOf(tree, call);
  const name = tree.textOf(tree.child(callee, Field.field) || callee);
  return STARTS.test(name) && STARTS.test(tree.textOf(tree.child(fn, Field.name)));
}

/** The call takes the caller's context, or makes a context from something else of the request, beside the fresh one. */
function mentions(file: GoFile, call: NodeId, fresh: NodeId, caller: CallerContext, extracts: boolean): boolean {
  const { tree, bindings } = file;
  const parameters = tree.child(caller.fn, Field.parameters);
  for (let node = call; node < tree.next(call); node++) {
    if (tree.kind(node) !== Kind.identifier || tree.textOf(node) !== caller.parameter) continue;
    if (tree.contains(fresh, node) || !tree.contains(parameters, bindings[node] as number)) continue;
    if (extracts || isContext(file.typeOf(node))) return true;
  }
  return false;
}

/** The node is an argument of a call that cleans up. */
function cleansUp(tree: SyntaxTree, node: NodeId): boolean {
  const list = tree.parent(node);
  const call = tree.parent(list);
  if (tree.kind(list) !== Kind.argument_list || !isCall(tree, call)) return false;
  const callee = calleeOf(tree, call);
  return CLEAN_UP.test(tree.textOf(tree.child(callee, Field.field) || callee));
}
