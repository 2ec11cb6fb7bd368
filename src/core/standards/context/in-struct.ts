import type { FunctionFact } from '../../go/facts.ts';
import type { GoFile } from '../../go/file.ts';
import { isExported } from '../../go/names.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isContext } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { isTestCode } from '../support/test-code.ts';

export const inStruct = defineStandard({
  id: 'context/in-struct',
  severity: 'low',
  lane: 'H',
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
)

func (c *cache[K, V]) get(key K) (V, error) { return c.values[key], c.other.Err() }`,
      `type client struct {
	http *http.Client
	ctx  context.Context // want
}

func (c *client) get(url string) error {
	type call struct{ ctx context.Context }
	_ = call{c.ctx}
	return nil
}`,
      {
        'relay/relay.go':
          'package relay\n\nimport "context"\n\ntype relay struct {\n\tctx context.Context // want\n\tout chan string\n}\n',
        'relay/send.go':
          'package relay\n\nfunc (r *relay) send(text string) {\n\tselect {\n\tcase r.out <- text:\n\tcase <-r.ctx.Done():\n\t}\n}\n',
      },
    ],
    good: [
      `type Request struct {
	ctx  context.Context
	path string
}

type sendJob struct{ ctx context.Context }

type listOptions struct{ Context context.Context }

type parcel struct {
	ctx  context.Context
	body []byte
}`,
      `type stream struct {
	sent int
	ctx  context.Context
}

func (s *stream) Context() context.Context { return s.ctx }

type detached struct{ context.Context }

type merged struct{ first, second context.Context }

func (m merged) Done() <-chan struct{} { return nil }`,
      // The methods are those of an interface, or the value is one run.
      `type upload struct {
	ctx  context.Context
	size int64
}

func (u *upload) ReadFrom(r io.Reader) (int64, error) { return u.size, u.ctx.Err() }

func (u *upload) Commit() error { return u.ctx.Err() }

type sqlLog struct{ ctx context.Context }

func (l sqlLog) Printf(format string, args ...any) { slog.InfoContext(l.ctx, fmt.Sprintf(format, args...)) }

type Scavenger struct{ ctx context.Context }

func (s *Scavenger) Start()            { go s.sweep() }
func (s *Scavenger) Alive() bool       { return true }
func (s *Scavenger) sweep() error      { return s.ctx.Err() }`,
      `type worker struct {
	ctx    context.Context
	cancel context.CancelFunc
}

type registry struct{ serverCtx context.Context }

func (r *registry) Names() error { return r.serverCtx.Err() }

type mailer struct{ ctx context.Context }

func (m *mailer) Send(ctx context.Context) error { return m.ctx.Err() }

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
      const names = tree.childrenInField(field, Field.name).map((node) => tree.textOf(node));
      if (isCarrier(file, owner) || names.some((text) => OWN_LIFE.test(text)) || ownsItsContext(file, struct)) return;
      const methods = (file.package?.files ?? []).flatMap(({ facts }) =>
        facts.functions.filter(({ receiver }) => receiver?.type === owner),
      );
      if (methods.some(({ name: method }) => FIXED.test(method)) || isOneRun(methods, names)) return;
      const user = methods.find(
        (method) => names.some((text) => method.uses.includes(`.${text}`)) && isForCallers(method),
      );
      const runner = methods.find(
        (method) => names.some((text) => method.uses.includes(`.${text}`)) && hasNoContext(method),
      );
      // Without a method that runs under it, it is freight, unless the type can hardly be anything but a service.
      if (!user && !runner && (methods.length > 0 || !SERVICE.test(capitalised(owner)))) return;
      report(field, {
        message: `\`${owner}\` keeps \`${tree.textOf(name)}\` for calls to come: ${user || runner ? `\`${(user ?? runner)?.name}\` runs` : 'its methods run'} under the deadline and cancellation of whoever built the value, and no caller can set its own.`,
      });
    },
  },
});

/**
 * Values that live as long as one call: what the standard library itself gives a context (http.Request, exec.Cmd),
 * told by the methods or by the name of the type.
 */
const ONE_CALL =
  /(?:Req|Request|Response|Result|Context|Ctx|Call|Command|Cmd|Cursor|Event|Message|Msg|Metadata|Stream|Task|Job|Op|Operation|Opts?|Options?|Item|Entry|Params?|Args|Arguments|Input|Query|Iter|Iterator|Builder|Reader|ReaderAt|Reporter|Writer|WriterAt|Tx|Transaction|Span|Scope|Session|Execution|Invocation|Visitor|Walker|Work|Wrapper)$/;

/** Fields that say whose life they stand for. */
const OWN_LIFE =
  /^(?:server|run|root|app|base|bg|background|life\w*|main|shutdown|stop|close|process|daemon|worker|service)_?(?:ctx|context)$/i;
const SERVICE =
  /(?:Service|Server|Client|Store|Storage|Repo|Repository|Manager|Handler|Controller|Cache|Pool|Publisher|Consumer|Producer|Provider|Adapter|Gateway)$/;

function isCarrier(file: GoFile, owner: string): boolean {
  if (ONE_CALL.test(capitalised(owner))) return true;
  return (file.package?.files ?? []).some(({ facts }) =>
    facts.functions.some(({ receiver, name, parameters, results }) => {
      if (receiver?.type !== owner) return false;
      // It hands the context out, as http.Request does, or is a context itself.
      const handsOut = parameters.length === 0 && /\bContext$/.test(results[0]?.type ?? '');
      return handsOut || ['WithContext', 'Done', 'Deadline'].includes(name);
    }),
  );
}

/** A method for callers that has no context of theirs, other than one that starts, runs or ends the value. */
function isForCallers({ name, parameters }: FunctionFact): boolean {
  return !LIFE_CYCLE.test(name) && hasNoContext({ parameters });
}

function hasNoContext({ parameters }: Pick<FunctionFact, 'parameters'>): boolean {
  return !parameters.some(({ type }) => /\bContext$/.test(type));
}

/** Methods that interfaces of I/O and of loggers fix without a context: only the value itself can carry one. */
const FIXED =
  /^(?:Read|ReadFrom|ReadAt|Write|WriteTo|WriteAt|WriteString|Seek|RoundTrip|Scan|Fatalf?|Printf|Infof|Debugf|Errorf|Warnf|Log)$/;

/**
 * Callers can only start the value, which lives as long as that one run. A `Run` that reads the field itself could as
 * well take the context.
 */
function isOneRun(methods: readonly FunctionFact[], fields: readonly string[]): boolean {
  const called = methods.filter(({ name }) => isExported(name));
  return (
    called.length > 0 &&
    called.every(({ name, uses }) => {
      if (ONE_RUN.test(name)) return true;
      return LIFE_CYCLE.test(name) && !fields.some((field) => uses.includes(`.${field}`));
    })
  );
}

const ONE_RUN = /^(?:Fix|Execute|Do|Process|Perform|Apply|Scan|Collect|Sync|Migrate|Alive|IsAlive|Name|String)$/;

const LIFE_CYCLE =
  /^(?:start|stop|run|serve|listen|close|shutdown|open|init|connect|loop|watch|process|background|wait|done|maybeStart)(?:[A-Z_]|$)|(?:Loop|Worker)$/i;

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** With its cancel function beside it, the context is the value's own lifetime, not its caller's. */
function ownsItsContext(file: GoFile, struct: NodeId): boolean {
  const { tree } = file;
  return [...tree.descendants(struct, Kind.field_declaration)].some((field) => {
    const type = tree.child(field, Field.type);
    if (/\bCancel(?:Cause)?Func$/.test(tree.textOf(type))) return true;
    const called = file.typeAt(type);
    return called.kind === 'func' && called.parameters.length === 0 && /cancel|stop|quit/i.test(tree.textOf(field));
  });
}
