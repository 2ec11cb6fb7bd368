import type { GoFile } from '../../go/file.ts';
import { enclosingFunction } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { underlyingOf } from '../../go/types/operations.ts';
import { deref, isContext, isNamed, type Type } from '../../go/types/type.ts';
import { defineStandard, type Reported } from '../standard.ts';
import { clientBuiltBy } from '../support/client-makers.ts';
import { declaredName, parameterNodes } from '../support/functions.ts';
import { resultTypes } from '../support/guard.ts';
import { answersItself, entryAround } from '../support/handlers.ts';
import { isOfRun } from '../support/of-run.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

export const hiddenDependency = defineStandard({
  id: 'quality/hidden-dependency',
  severity: 'low',
  lane: 'D',
  flags: [],
  title: 'Dependency built where it is used',
  why: 'A handler that builds its own client decides where the address comes from, how long a call may take and who closes it. None of that shows in its signature: a test needs the real server, two handlers have two pools, and shutdown does not know of either.',
  fix: 'Take it as a parameter and build it where the service is put together.\n\n```go\nfunc NewHandler(stock stockpb.StockClient) *Handler {\n\treturn &Handler{stock: stock}\n}\n```',
  references: [
    'https://go.dev/blog/organizing-go-code',
    'https://go.dev/wiki/CodeReviewComments#interfaces',
    'https://github.com/google/wire/blob/main/docs/guide.md',
  ],
  examples: {
    bad: [
      `type Handler struct{ db *sql.DB }

func NewHandler(dsn string) (*Handler, error) {
	db, err := sql.Open("postgres", dsn) // want
	if err != nil {
		return nil, err
	}
	return &Handler{db: db}, nil
}

func (h *Handler) List(w http.ResponseWriter, r *http.Request) {}`,
      {
        'gateway/trips.go': `package gateway

import (
	"net/http"

	"example.com/service/clients"
)

func trips(w http.ResponseWriter, r *http.Request) {
	client, err := clients.NewTrips() // want
	if err != nil {
		http.Error(w, "trips", http.StatusBadGateway)
		return
	}
	defer client.Close()
}
`,
        'clients/trips.go': `package clients

import rpc "google.golang.org/grpc"

type Trips struct{ conn *rpc.ClientConn }

func NewTrips() (*Trips, error) {
	conn, err := rpc.NewClient("trips:9093")
	if err != nil {
		return nil, err
	}
	return &Trips{conn: conn}, nil
}

func (t *Trips) Close() error { return t.conn.Close() }
`,
      },
      `type Orders interface{ Save(ctx context.Context, id string) error }

type CheckoutService struct {
	orders Orders
	cache  *redis.Client
}

func NewCheckoutService(orders Orders) *CheckoutService {
	return &CheckoutService{orders: orders, cache: redis.NewClient(&redis.Options{Addr: "cache:6379"})} // want
}

func limit() gin.HandlerFunc {
	rdb := redis.NewClient(&redis.Options{Addr: "cache:6379"}) // want
	return func(c *gin.Context) { rdb.Incr(c, c.ClientIP()) }
}`,
    ],
    good: [
      // An adapter owns its connection.
      `type StockClient struct{ conn *grpc.ClientConn }

func NewStockClient(address string) (*StockClient, error) {
	conn, err := grpc.NewClient(address)
	if err != nil {
		return nil, err
	}
	return &StockClient{conn: conn}, nil
}`,
      // Where the service is put together.
      `package main

type handler struct{ db *sql.DB }

func newHandler() (*handler, error) {
	db, err := sql.Open("postgres", "dsn")
	return &handler{db: db}, err
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {}

func main() {
	h, err := newHandler()
	if err != nil {
		panic(err)
	}
	http.ListenAndServe(":8080", h)
}`,
      // A default, for who gives none; an address that the request names.
      `type Handler struct{ cache *redis.Client }

type Options struct{ Cache *redis.Client }

func NewHandler(options Options) *Handler {
	if options.Cache == nil {
		options.Cache = redis.NewClient(&redis.Options{Addr: "cache:6379"})
	}
	return &Handler{cache: options.Cache}
}

func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) { openShard(r.FormValue("shard")) }

func (h *Handler) Probe(w http.ResponseWriter, r *http.Request) {
	db, err := openShard(r.FormValue("shard"))
	if err == nil {
		db.Close()
	}
}

func openShard(name string) (*sql.DB, error) { return sql.Open("postgres", name) }`,
      // The server is the program: it opens what it needs, and serves.
      `type Server struct {
	db  *sql.DB
	mux *http.ServeMux
}

func NewServer(dsn string) (*Server, error) {
	db, err := sql.Open("postgres", dsn)
	return &Server{db: db, mux: http.NewServeMux()}, err
}

func (s *Server) Run() error { return http.ListenAndServe(":8080", s) }

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }`,
      // It dials each peer when it first speaks to it.
      `type Handler struct{ dial func(address string) (*grpc.ClientConn, error) }

func NewHandler() *Handler {
	return &Handler{dial: func(address string) (*grpc.ClientConn, error) { return grpc.NewClient(address) }}
}

func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {}`,
    ],
  },
  go: {
    call_expression(call, file, report) {
      const built = clientBuiltBy(file, call);
      if (built === null || isTestCode(file) || isTooling(file)) return;
      const owner = ownerOf(file, call);
      if (!owner) return;
      const { who, ...claim } = owner;
      report(call, {
        ...claim,
        message: `${who} builds its own client (\`${built}\`) instead of being given it: a test of it needs the real server, and nobody outside can share, configure or close the connection.`,
      });
    },
  },
});

type Owner = Pick<Reported, 'lane'> & { who: string };

/** The handler or service that the client is built in, or for; null where it is built in a place for that. */
function ownerOf(file: GoFile, call: NodeId): Owner | null {
  const { tree } = file;
  const around = entryAround(file, call);
  if (around) {
    const own = file.arguments(call).some((argument) => isOfRun(file, argument, around.fn));
    return own ? null : { who: `This ${around.entry}` };
  }
  const fn = enclosingFunction(tree, call);
  if (file.isMain || isDefault(file, call, fn)) return null;
  const made = resultTypes(file, fn).map((type) => deref(file.typeAt(type)));
  if (made.some((type) => HANDLERS.some(([path, name]) => isNamed(type, path, name))))
    return { who: `The handler that \`${declaredName(file, fn)}\` makes` };
  for (const type of made) {
    if (type.kind !== 'named' || type.package !== file.package?.path || runsProgram(file, fn, type.name)) continue;
    if (file.package && answersItself(file.package, type.name))
      return { who: `\`${type.name}\`, which answers requests,` };
    if (NAMED_SERVICE.test(type.name) && isGivenAnother(file, fn))
      return { who: `\`${type.name}\`, which is given other dependencies,`, lane: 'H' };
  }
  return null;
}

const HANDLERS = [
  ['net/http', 'HandlerFunc'],
  ['github.com/gin-gonic/gin', 'HandlerFunc'],
  ['github.com/labstack/echo/v4', 'HandlerFunc'],
] as const;
const NAMED_SERVICE = /(?:Service|Use[Cc]ase|Interactor|Handler|Controller)(?:Impl)?$/;

/** Built only where nothing was given: an option's default, or the second attempt. */
function isDefault(file: GoFile, call: NodeId, fn: NodeId): boolean {
  const { tree } = file;
  const condition = tree.ancestor(call, Kind.if_statement, Kind.func_literal);
  return (
    tree.kind(fn) !== Kind.function_declaration ||
    (tree.kind(condition) === Kind.if_statement &&
      tree.contains(tree.child(condition, Field.consequence), call) &&
      /== (?:nil|"")/.test(tree.textOf(tree.child(condition, Field.condition))))
  );
}

const SERVES = /(?:^|\.)(?:ListenAndServe(?:TLS)?|Serve(?:TLS)?|NewServer|Listen|Shutdown|GracefulStop)$/;

/** The type listens and serves, or its constructor makes it: the program is put together there. */
function runsProgram(file: GoFile, fn: NodeId, type: string): boolean {
  const line = file.tree.line(fn);
  const made = file.facts.functions.filter((fact) => fact.line === line);
  const methods = (file.package?.files ?? []).flatMap(({ facts }) =>
    facts.functions.filter(({ receiver }) => receiver?.type === type),
  );
  return [...methods, ...made].some(({ uses }) => uses.some((use) => SERVES.test(use)));
}

/** The constructor takes an interface or another part of the repository: it could have taken this too. */
function isGivenAnother(file: GoFile, fn: NodeId): boolean {
  return parameterNodes(file, fn).some(({ type }) => {
    const found = file.typeAt(type);
    return !isContext(found) && underlyingOf(file.index, found).kind === 'interface' && !isLogger(found);
  });
}

function isLogger(type: Type): boolean {
  return type.kind === 'named' && /Logger|Tracer|Meter|Registerer/.test(type.name);
}
