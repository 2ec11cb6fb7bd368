import type { GoFile } from '../../go/file.ts';
import { isCalledOnTheSpot } from '../../go/flow/evaluated.ts';
import { calleeOf, enclosingFunction, FUNCTION_KINDS, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isContext } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { valuesGiven } from '../support/assigned.ts';
import { entryOf } from '../support/handlers.ts';
import { isLastIteration } from '../support/iteration.ts';
import { isTestCode } from '../support/test-code.ts';

export const fatLoop = defineStandard({
  id: 'context/fat-loop',
  severity: 'medium',
  lane: 'D',
  flags: [],
  title: 'Context wrapped again in every round of a loop',
  why: 'Each round wraps what the round before left. A deadline or a cancelled context of the first round ends all that follow, spans nest ever deeper, and every lookup of a value walks a chain that grows until the process is restarted.',
  fix: "Declare the round's context inside the loop.\n\n```go\nfor _, job := range jobs {\n\tctx, cancel := context.WithTimeout(ctx, time.Second)\n\terr := run(ctx, job)\n\tcancel()\n\t…\n}\n```",
  references: ['https://pkg.go.dev/context#WithValue', 'https://pkg.go.dev/context#WithTimeout'],
  lasting: true,
  examples: {
    bad: [
      `func poll(ctx context.Context, jobs []string, run func(context.Context, string)) {
	for _, job := range jobs {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Second) // want
		run(ctx, job)
		cancel()
	}
}`,
      `import stdctx "context"

type key struct{}

func each[T any](parent stdctx.Context, items []T, do func(stdctx.Context, T) error) error {
	ctx := parent
	for i, item := range items {
		ctx = stdctx.WithValue(ctx, key{}, i) // want
		if err := do(ctx, item); err != nil {
			return err
		}
	}
	return nil
}`,
      `func consume(ctx context.Context, next func(context.Context) error) {
	tracer := otel.Tracer("shop")
	for ctx.Err() == nil {
		func() {
			var span trace.Span
			ctx, span = tracer.Start(ctx, "message") // want
			defer span.End()
			next(ctx)
		}()
	}
}`,
      `type key struct{}

func handler(ctx context.Context, save func(context.Context)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx = context.WithValue(ctx, key{}, r.Header.Get("User")) // want
		save(ctx)
	}
}`,
    ],
    good: [
      `func poll(ctx context.Context, jobs []string, run func(context.Context, string)) {
	for _, job := range jobs {
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		run(ctx, job)
		cancel()
	}
}`,
      // Gathers values for what comes after the loop.
      `type key string

func with(ctx context.Context, values map[string]string, run func(context.Context)) {
	for name, value := range values {
		if name == "" {
			ctx = context.WithValue(ctx, key("none"), value)
			continue
		}
		ctx = context.WithValue(ctx, key(name), value)
		log.Print(ctx)
	}
	run(ctx)
}`,
      `func try(parent context.Context, run func(context.Context) error) (err error) {
	var ctx context.Context
	var cancel context.CancelFunc
	for range 3 {
		ctx = parent
		ctx, cancel = context.WithTimeout(ctx, time.Second)
		err = run(ctx)
		cancel()
	}
	return err
}

func first(ctx context.Context, run func(context.Context) error) error {
	for {
		var cancel context.CancelFunc
		ctx, cancel = context.WithCancel(ctx)
		defer cancel()
		return run(ctx)
	}
}`,
      `func handler(parent context.Context, save func(context.Context)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		save(ctx)
	}
}`,
    ],
  },
  go: {
    assignment_statement(statement, file, report) {
      const { tree, bindings } = file;
      const [name = NONE] = tree.children(tree.child(statement, Field.left));
      const [call = NONE] = tree.children(tree.child(statement, Field.right));
      const variable = tree.kind(name) === Kind.identifier ? (bindings[name] as number) : NONE;
      if (variable === NONE || !isCall(tree, call)) return;
      if (!file.arguments(call).some((argument) => bindings[argument] === variable) || !isContext(file.typeOf(name)))
        return;
      const effect = effectOf(file, call);
      if (effect === null || isTestCode(file)) return;
      const round = roundAround(file, statement, variable);
      if (!round || isFresh(file, round.node, variable, statement)) return;
      if (!isUsedInRound(file, round.node, variable, statement) || isGathered(file, round.node, variable, call)) return;
      report(statement, {
        message: `Each ${round.word}${isConditional(file, round.node, statement) ? ' that comes here' : ''} wraps the \`${tree.textOf(name)}\` that the last one left: ${effect}.`,
        evidence: [round.node, variable],
      });
    },
  },
});

/** Not every round comes to the statement. */
function isConditional({ tree }: GoFile, round: NodeId, statement: NodeId): boolean {
  return (
    tree.ancestor(statement, Kind.if_statement, Kind.expression_case, Kind.type_case, Kind.communication_case) > round
  );
}

/** What becomes of a context that is wrapped again and again so; null where the call is not known to wrap it. */
function effectOf(file: GoFile, call: NodeId): string | null {
  const callee = file.callee(call);
  if (callee?.package === 'context') {
    if (/^With(?:Timeout|Deadline)/.test(callee.name))
      return 'the first deadline stays the earliest, so that whatever comes after it fails at once';
    if (/^WithCancel/.test(callee.name)) return 'once the first is cancelled, all that follow are born cancelled';
    return callee.name === 'WithValue'
      ? 'the chain grows with every one, and a lookup of what was there before walks all of it'
      : null;
  }
  if (callee?.package === 'go.opentelemetry.io/otel/trace' && callee.name === 'Start')
    return 'each span becomes a child of the one before, one trace without end';
  if (callee?.package === 'google.golang.org/grpc/metadata' && callee.name === 'AppendToOutgoingContext')
    return 'the headers pile up, until the server refuses the call for their size';
  return null;
}

/** The loop, or the handler around the statement that runs for every request, outside of which the variable lives. */
function roundAround(file: GoFile, statement: NodeId, variable: NodeId): { node: NodeId; word: string } | null {
  const { tree } = file;
  for (let at = statement; ; ) {
    const outer = tree.ancestor(at, Kind.for_statement, ...FUNCTION_KINDS);
    if (outer === NONE || tree.contains(outer, variable)) return null;
    if (tree.kind(outer) === Kind.for_statement)
      return isLastIteration(file, outer, statement) ? null : { node: outer, word: 'round of the loop' };
    if (!isCalledOnTheSpot(tree, outer)) return entryOf(file, outer) ? { node: outer, word: 'request' } : null;
    at = outer;
  }
}

/** Within the round the variable is also given something that it was not made of. */
function isFresh(file: GoFile, round: NodeId, variable: NodeId, statement: NodeId): boolean {
  const { tree, bindings } = file;
  return valuesGiven(file, variable).some(({ value, statement: other }) => {
    if (other === statement || value === NONE || !tree.contains(round, other)) return false;
    for (let node = value; node < tree.next(value); node++) if (bindings[node] === variable) return false;
    return true;
  });
}

/** Values for what comes after the loop, which has the context too. */
function isGathered(file: GoFile, round: NodeId, variable: NodeId, call: NodeId): boolean {
  const { tree, bindings } = file;
  if (!/^(?:WithValue|AppendToOutgoingContext)$/.test(file.callee(call)?.name ?? '')) return false;
  const end = tree.next(enclosingFunction(tree, round));
  for (let node = tree.next(round); node < end; node++) if (bindings[node] === variable) return true;
  return false;
}

/** A call in the round takes the wrapped context: it is no accumulation for what comes after. */
function isUsedInRound(file: GoFile, round: NodeId, variable: NodeId, statement: NodeId): boolean {
  const { tree, bindings } = file;
  const end = tree.next(round);
  for (let node = tree.next(statement); node < end; node++) {
    if (bindings[node] !== variable || tree.kind(node) !== Kind.identifier) continue;
    const call = tree.parent(tree.parent(node));
    if (tree.kind(tree.parent(node)) !== Kind.argument_list || !isCall(tree, call)) continue;
    if (effectOf(file, call) === null && !/FromContext$/.test(tree.textOf(calleeOf(tree, call)))) return true;
  }
  return false;
}
