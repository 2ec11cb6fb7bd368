import type { GoFile } from '../../go/file.ts';
import { enclosingFunction, FUNCTION_KINDS, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isContext, isNamed } from '../../go/types/type.ts';
import { defineStandard, type Report, type Reported } from '../standard.ts';
import { usesOfResult } from '../support/acquired-uses.ts';
import { valuesGiven } from '../support/assigned.ts';
import { CLOSES, isSharedClient } from '../support/closables.ts';
import { fieldsOf } from '../support/composite.ts';
import { functionsAround } from '../support/functions.ts';
import { type Entry, entryAround, reachOf } from '../support/handlers.ts';
import { isTestCode } from '../support/test-code.ts';

export const clientPerRequest = defineStandard({
  id: 'resource/client-per-request',
  severity: 'medium',
  lane: 'H',
  flags: ['cascading-failure'],
  title: 'Client built for every request',
  why: 'A client holds a pool of connections. Built per request it never reuses one: every request pays for TCP, TLS and login, ports and file descriptors run out under load, and the server behind is flooded with connections just when it is slow.',
  fix: 'Build it once, where the service is put together, and hand it in.\n\n```go\ntype Handler struct{ stock stockpb.StockClient }\n\nfunc main() {\n\tconn, err := grpc.NewClient(addr, opts...)\n\t…\n\th := &Handler{stock: stockpb.NewStockClient(conn)}\n}\n```',
  references: [
    'https://pkg.go.dev/net/http#Transport',
    'https://pkg.go.dev/database/sql#Open',
    'https://grpc.io/docs/guides/performance/',
  ],
  subsumes: ['quality/hidden-dependency'],
  lasting: true,
  examples: {
    bad: [
      `type server struct{ dsn string }

func (s *server) list(w http.ResponseWriter, r *http.Request) {
	db, err := sql.Open("postgres", s.dsn) // want
	if err != nil {
		http.Error(w, "database", http.StatusInternalServerError)
		return
	}
	defer db.Close()
}`,
      `import rpc "google.golang.org/grpc"

const stock = "stock:9090"

func handler() http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		conn, err := rpc.NewClient(stock) // want
		if err != nil {
			return
		}
		defer conn.Close()
	}
}`,
      `func consume(ctx context.Context, msg *sarama.ConsumerMessage) error {
	rdb := redis.NewClient(&redis.Options{Addr: "cache:6379"}) // want
	defer rdb.Close()
	return rdb.Set(ctx, string(msg.Key), msg.Value, 0).Err()
}`,
      `func proxy(w http.ResponseWriter, r *http.Request) {
	client := &http.Client{Transport: &http.Transport{}} // want
	resp, err := client.Get("http://stock/items")
	if err != nil {
		return
	}
	defer resp.Body.Close()
}`,
      `type checkout struct{ addr string }

func (c *checkout) ServeHTTP(w http.ResponseWriter, r *http.Request) { c.ship(r.Context()) }

func (c *checkout) ship(ctx context.Context) {
	target := c.addr
	conn, err := grpc.NewClient(target) // want
	if err != nil {
		return
	}
	defer conn.Close()
}

func export(dsn string, orders []string) error {
	for _, order := range orders {
		db, err := sql.Open("postgres", dsn) // want
		if err != nil {
			return err
		}
		db.Exec("insert into export values ($1)", order)
		db.Close()
	}
	return nil
}`,
    ],
    good: [
      // Kept by what it is for.
      `var transports sync.Map

func transportFor(id string) (*http.Transport, bool) {
	found, ok := transports.Load(id)
	if !ok {
		return nil, false
	}
	return found.(*http.Transport), true
}

func proxy(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	transport, has := transportFor(id)
	if !has {
		transport = &http.Transport{MaxIdleConnsPerHost: 10}
		transports.Store(id, transport)
	}
	(&httputil.ReverseProxy{Transport: transport}).ServeHTTP(w, r)
}`,
      `func newServer(dsn string) (*sql.DB, error) { return sql.Open("postgres", dsn) }`,
      `func handler(addr string) (http.HandlerFunc, error) {
	conn, err := grpc.NewClient(addr)
	if err != nil {
		return nil, err
	}
	return func(w http.ResponseWriter, r *http.Request) { println(conn.Target()) }, nil
}`,
      `type server struct {
	once sync.Once
	db   *sql.DB
}

func (s *server) list(w http.ResponseWriter, r *http.Request) {
	s.once.Do(func() { s.db, _ = sql.Open("postgres", "dsn") })
}`,
      // One server each.
      `func ping(addresses []string) {
	var conns []*grpc.ClientConn
	for _, address := range addresses {
		conn, _ := grpc.NewClient(address)
		conns = append(conns, conn)
	}
	for {
		db, err := sql.Open("postgres", "dsn")
		if err == nil && db.Ping() == nil {
			return
		}
		db.Close()
	}
}`,
      // Kept for the next request.
      `type server struct{ db *sql.DB }

func (s *server) list(w http.ResponseWriter, r *http.Request) {
	if s.db == nil {
		s.db, _ = sql.Open("postgres", "dsn")
	}
}`,
      // Without a transport of its own, a client shares the default pool.
      `func proxy(w http.ResponseWriter, r *http.Request) {
	client := &http.Client{Timeout: time.Second, Transport: http.DefaultTransport}
	resp, err := client.Get("http://stock/items")
	if err != nil {
		return
	}
	defer resp.Body.Close()
}`,
    ],
  },
  go: {
    call_expression(call, file, report) {
      if (isSharedClient(file, call)) blame(file, call, report);
    },
    composite_literal(literal, file, report) {
      if (!/\b(?:Transport|Client)$/.test(file.tree.textOf(file.tree.child(literal, Field.type)))) return;
      const type = file.typeOf(literal);
      const fields = fieldsOf(file.tree, literal);
      if (isNamed(type, 'net/http', 'Transport')) {
        if (!fields.has('DisableKeepAlives')) blame(file, literal, report);
      } else if (isNamed(type, 'net/http', 'Client') && !fields.has('Transport')) {
        blame(file, literal, report, {
          lane: 'H',
          severity: 'low',
          message:
            'This client is built anew each time. It shares the default connection pool, but nobody can set its timeouts and limits in one place, nor replace it in a test.',
        });
      }
    },
  },
});

const EACH: Record<Entry, string> = {
  'HTTP handler': 'request',
  'RPC method': 'call',
  'message consumer': 'message',
};

function blame(file: GoFile, made: NodeId, report: Report, instead: Partial<Reported> = {}): void {
  const found = runAround(file, made);
  if (!found || isTestCode(file) || isKept(file, made) || isForNone(file, made) || runsOnce(file, made, found.within))
    return;
  const { tree } = file;
  const what = tree.textOf(made).replace(/[({].*$/s, '');
  const own = isCall(tree, made) && file.arguments(made).some((argument) => isOfRun(file, argument, found.within));
  report(made, {
    message: `\`${what}\` runs for every ${found.each}: each builds its own pool, connects anew and throws the connections away; under load ports and the server's connections run out.`,
    // An address that the request names needs a client of its own, or a cache of them.
    // So does a check of settings, which somebody asks for now and then.
    ...(own || found.lane || /[cC]heck|[tT]est|[vV]alidat|[pP]ing|[pP]robe/.test(file.symbolAt(made) ?? '')
      ? { lane: 'H' }
      : {}),
    ...instead,
  });
}

/** What runs the code again and again: a handler around it, one that comes to its function, or a loop. */
function runAround(file: GoFile, made: NodeId): { within: NodeId; each: string; lane?: 'H' } | null {
  const { tree } = file;
  const around = entryAround(file, made);
  if (around) return { within: around.fn, each: EACH[around.entry] };
  // Elsewhere only what is thrown away again is certain not to be kept for the next.
  const close = closeOf(file, made);
  if (close === NONE) return null;
  const loop = tree.ancestor(made, Kind.for_statement, ...FUNCTION_KINDS);
  const range = tree.kind(loop) === Kind.for_statement ? tree.childOfKind(loop, Kind.range_clause) : NONE;
  if (range && tree.contains(loop, close))
    return { within: loop, each: `element of \`${tree.textOf(tree.child(range, Field.right))}\`` };
  const reach = reachOf(file, made);
  if (!reach) return null;
  // Conditions on the way may keep most of them out.
  const way = `${EACH[reach.entry]} that comes here (\`${reach.way.join('` → `')}\`)`;
  return { within: enclosingFunction(tree, made), each: way, lane: 'H' };
}

/** The call that closes what is made here, in the same function; NONE when there is none. */
function closeOf(file: GoFile, made: NodeId): NodeId {
  const { tree } = file;
  for (const use of usesOfResult(file, made)) {
    const selector = tree.parent(use);
    if (tree.kind(selector) !== Kind.selector_expression || !isCall(tree, tree.parent(selector))) continue;
    if (CLOSES.has(`.${tree.textOf(tree.child(selector, Field.field))}()`)) return tree.parent(selector);
  }
  return NONE;
}

/** Assigned to a field or to a package variable: the next request finds it. */
function isKept(file: GoFile, made: NodeId): boolean {
  const { tree } = file;
  const statement = tree.ancestor(made, Kind.assignment_statement, Kind.short_var_declaration, Kind.return_statement);
  if (tree.kind(statement) !== Kind.assignment_statement) return false;
  const [first = NONE] = tree.children(tree.child(statement, Field.left));
  return !file.bindings[first];
}

/** `transport, has := cache.Get(id)`, and made under `if !has` or `if transport == nil`: there is one to be found the next time. */
function isForNone({ tree, bindings }: GoFile, made: NodeId): boolean {
  const statement = tree.ancestor(made, Kind.assignment_statement);
  const [first = NONE] = statement ? tree.children(tree.child(statement, Field.left)) : [];
  const declaration = bindings[first] as number;
  if (!declaration) return false;
  const beside = new Set(tree.children(tree.parent(declaration)));
  const guard = tree.ancestor(statement, Kind.if_statement, ...FUNCTION_KINDS);
  if (tree.kind(guard) !== Kind.if_statement || tree.contains(guard, declaration)) return false;
  for (const name of [...tree.descendants(tree.child(guard, Field.condition), Kind.identifier)])
    if (beside.has(bindings[name] as number)) return true;
  return false;
}

/** Within a literal that `sync.Once` or `singleflight` is given. */
function runsOnce(file: GoFile, made: NodeId, entry: NodeId): boolean {
  return functionsAround(file, made).some((fn) => {
    if (fn <= entry) return false;
    const call = file.tree.parent(file.tree.parent(fn));
    const callee = file.tree.kind(call) === Kind.call_expression ? file.callee(call) : null;
    return callee !== null && /^(?:sync|golang\.org\/x\/sync\/singleflight)$/.test(callee.package);
  });
}

/** The argument takes a part in what this run is about: in a parameter, contexts aside, or a variable of the loop. */
function isOfRun(file: GoFile, argument: NodeId, within: NodeId, depth = 3): boolean {
  const { tree, bindings } = file;
  const end = tree.next(argument);
  for (let node = argument; node < end; node++) {
    const declaration = tree.kind(node) === Kind.identifier ? (bindings[node] as number) : NONE;
    if (!declaration || !tree.contains(within, declaration) || isContext(file.typeOf(node))) continue;
    if (tree.field(tree.parent(tree.parent(declaration))) === Field.receiver) continue;
    const given = valuesGiven(file, declaration);
    if (given.length === 0 || depth === 0) return true;
    if (given.some(({ value }) => value !== NONE && isOfRun(file, value, within, depth - 1))) return true;
  }
  return false;
}
