import type { GoFile } from '../../go/file.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isContext, isNamed } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { isTestCode } from '../support/test-code.ts';

export const inStruct = defineStandard({
  id: 'context/in-struct',
  severity: 'low',
  lane: 'D',
  flags: [],
  title: 'Context kept in a struct',
  why: 'A context belongs to one call, a struct to many. Every method then runs under the deadline and cancellation of whoever built the value: after that request ends all later calls fail with "context canceled", and callers cannot set a deadline of their own.',
  fix: 'Pass the context to each method that needs it.\n\n```go\nfunc (s *Store) Load(ctx context.Context, id string) (*Order, error)\n```',
  references: ['https://pkg.go.dev/context#pkg-overview', 'https://go.dev/blog/context-and-structs'],
  examples: {
    bad: [
      `type Store struct {
	db  *sql.DB
	ctx context.Context // want
}`,
      `package service

import stdctx "context"

type (
	cache[K comparable, V any] struct {
		values      map[K]V
		base, other stdctx.Context // want
	}
)`,
      `type client struct {
	http *http.Client
	ctx  context.Context // want
}

func (c *client) get(url string) error {
	type call struct{ ctx context.Context }
	_ = call{c.ctx}
	return nil
}`,
    ],
    good: [
      `type Request struct {
	ctx  context.Context
	path string
}

type sendJob struct{ ctx context.Context }

type listOptions struct{ Context context.Context }`,
      `type stream struct {
	sent int
	ctx  context.Context
}

func (s *stream) Context() context.Context { return s.ctx }

type detached struct{ context.Context }

type merged struct{ first, second context.Context }

func (m merged) Done() <-chan struct{} { return nil }`,
      `type worker struct {
	ctx    context.Context
	cancel context.CancelFunc
}

func start() *worker {
	w := &worker{}
	w.ctx, w.cancel = context.WithCancel(context.Background())
	return w
}`,
      `package service

import "example.com/other/context"

type Store struct {
	ctx context.Context
	new func(ctx context.Context)
}`,
      `var cases = []struct {
	name string
	ctx  context.Context
}{{"none", nil}}`,
    ],
  },
  go: {
    field_declaration(field, file, report) {
      const { tree } = file;
      const name = tree.child(field, Field.name);
      const type = tree.child(field, Field.type);
      // An embedded one makes the struct a context itself.
      if (name === NONE || !isContext(file.typeAt(type)) || isTestCode(file)) return;
      const struct = tree.parent(tree.parent(field));
      const spec = tree.parent(struct);
      if (tree.kind(spec) !== Kind.type_spec || tree.ancestor(spec, Kind.block) !== NONE) return;
      const owner = tree.textOf(tree.child(spec, Field.name));
      if (isCarrier(file, owner) || ownsItsContext(file, struct)) return;
      report(field, {
        message: `\`${owner}\` outlives the call that \`${tree.textOf(name)}\` came from: once that one is cancelled or timed out, every later method that uses the field fails, whatever its own caller asked for.`,
      });
    },
  },
});

/**
 * Values that live as long as one call: what the standard library itself gives a context (http.Request, exec.Cmd),
 * told by the methods or by the name of the type.
 */
const ONE_CALL =
  /(?:Req|Request|Response|Result|Context|Ctx|Call|Command|Cmd|Cursor|Event|Message|Msg|Stream|Task|Job|Op|Operation|Opts?|Options?|Item|Entry|Params?|Args|Arguments|Input|Query|Iter|Iterator|Builder|Reader|Writer|Tx|Transaction|Span|Scope|Session|Execution|Invocation|Visitor|Walker|Work|Wrapper)$/;

function isCarrier(file: GoFile, owner: string): boolean {
  if (ONE_CALL.test(owner.charAt(0).toUpperCase() + owner.slice(1))) return true;
  return ['Context', 'WithContext', 'Done', 'Deadline'].some((method) => file.package?.methodFact(owner, method));
}

/** With its cancel function beside it, the context is the value's own lifetime, not its caller's. */
function ownsItsContext(file: GoFile, struct: NodeId): boolean {
  return [...file.tree.descendants(struct, Kind.field_declaration)].some((field) => {
    const type = file.typeAt(file.tree.child(field, Field.type));
    if (isNamed(type, 'context', 'CancelFunc') || isNamed(type, 'context', 'CancelCauseFunc')) return true;
    return type.kind === 'func' && type.parameters.length === 0 && /cancel|stop|quit/i.test(file.tree.textOf(field));
  });
}
