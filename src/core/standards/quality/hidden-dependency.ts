import type { GoFile } from '../../go/file.ts';
import type { SourcePackage } from '../../go/index/source-package.ts';
import { enclosingFunction } from '../../go/syntax/calls.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { deref } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { clientMadeBy } from '../support/client-provider.ts';
import { declaredName } from '../support/functions.ts';
import { resultTypes } from '../support/guard.ts';
import { type Entry, entryAround, entryOfFact } from '../support/handlers.ts';
import { calledText } from '../support/ignorable.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

/** What a type does that puts a program together and runs it: building things is its job. */
const RUNS = /^(?:http\.Server|.*\.?(?:ListenAndServe(?:TLS)?|Serve|Listen|Run|Shutdown|GracefulStop|NewServer))$/;

const handler = (made: string, imports: readonly string[], parameters = 'dsn string', want = true) => `package orders

import (
${['net/http', ...imports].map((path) => `\t"${path}"\n`).join('')})

type Handler struct{ db any }

func (h *Handler) List(w http.ResponseWriter, r *http.Request) {}

func NewHandler(${parameters}) (*Handler, error) {
	db, err := ${made}${want ? ' // want' : ''}
	if err != nil {
		return nil, err
	}
	return &Handler{db: db}, nil
}
`;

export const hiddenDependency = defineStandard({
  id: 'quality/hidden-dependency',
  severity: 'low',
  lane: 'D',
  flags: [],
  title: 'Handler that builds its own client',
  why: 'What a handler opens for itself nobody else can see, share or replace. Its tests need the real server, every handler that does so brings a pool of its own to the limits of the database, and timeouts, metrics and the closing at the end have to be done in each of them.',
  fix: 'Build the client where the program is put together, and hand it in.\n\n```go\nfunc NewHandler(db *sql.DB) *Handler { return &Handler{db: db} }\n```',
  references: [
    'https://go.dev/doc/database/open-handle',
    'https://go.dev/wiki/CodeReviewComments#interfaces',
    'https://martinfowler.com/articles/injection.html',
  ],
  lasting: true,
  examples: {
    bad: [
      handler('sql.Open("postgres", dsn)', ['database/sql']),
      handler('rpc.NewClient("stock:9000")', ['google.golang.org/grpc']).replace(
        '"google.golang.org/grpc"',
        'rpc "google.golang.org/grpc"',
      ),
      `package orders

import (
	"context"

	"github.com/redis/go-redis/v9"
)

type Order struct{}

type UnimplementedOrdersServer struct{}

type Server struct {
	UnimplementedOrdersServer
	cache *redis.Client
}

func (s *Server) Place(ctx context.Context, in *Order) (*Order, error) { return in, nil }

func New(address string) *Server {
	s := &Server{}
	s.cache = redis.NewClient(&redis.Options{Addr: address}) // want
	return s
}
`,
      // In the handler, by a function of another package.
      {
        'clients/stock.go': `package clients

import "google.golang.org/grpc"

type Stock struct{ conn *grpc.ClientConn }

func NewStock() (*Stock, error) {
	conn, err := grpc.NewClient("stock:9000")
	if err != nil {
		return nil, err
	}
	return &Stock{conn}, nil
}
`,
        'web/web.go': `package web

import (
	"net/http"

	"example.com/service/clients"
)

func List(w http.ResponseWriter, r *http.Request) {
	stock, err := clients.NewStock() // want
	if err != nil {
		http.Error(w, "stock", http.StatusBadGateway)
		return
	}
	_ = stock
}
`,
      },
    ],
    good: [
      handler('open(dsn)', [], 'dsn string, open func(string) (any, error)', false),
      // It is handed in, and only where it is not the default is made.
      handler('db, error(nil)', ['database/sql'], 'db *sql.DB', false)
        .replace(
          '\tdb, err',
          '\tif db == nil {\n\t\tdb, _ = sql.Open("postgres", "orders")\n\t}\n\tvar err error\n\tdb, err',
        )
        .replace('db, err := db, error(nil)', 'println(db)'),
      // What makes and hands out, and what keeps a client for others.
      {
        'store/store.go': `package store

import "database/sql"

type Store struct{ db *sql.DB }

func (s *Store) Close() error { return s.db.Close() }

func NewStore(dsn string) (*Store, error) {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	return &Store{db: db}, nil
}

func NewDB(dsn string) (*sql.DB, error) { return sql.Open("postgres", dsn) }`,
      },
      // The next one gets the same.
      {
        'clients/db.go': `package clients

import "database/sql"

var db *sql.DB

func NewDB() *sql.DB {
	if db == nil {
		db, _ = sql.Open("postgres", "orders")
	}
	return db
}
`,
        'web/web.go': `package web

import (
	"net/http"

	"example.com/service/clients"
)

func List(w http.ResponseWriter, r *http.Request) { _ = clients.NewDB().Ping() }
`,
      },
      // It puts the program together and runs it.
      handler('sql.Open("postgres", dsn)', ['database/sql'], 'dsn string', false).concat(
        '\nfunc (h *Handler) Run() error { return http.ListenAndServe(":80", http.HandlerFunc(h.List)) }\n',
      ),
    ],
  },
  calls: /^(?:(?:Must)?(?:Open|Connect|Dial)\w*|(?:New|Create|Init|Setup|Get|Make)\w*)$/,
  go: {
    call_expression(call, file, report) {
      const own = file.package;
      if (!own || isTestCode(file) || isTooling(file) || isProbing(file, call)) return;
      const made = clientMadeBy(file, call);
      const answering = made && !isDefault(file, call) ? answersHere(file, call, own) : null;
      if (!made || !answering) return;
      const does = made.at
        ? `calls \`${calledText(file, call)}\`, which makes a client (\`${made.by}\`),`
        : `makes a client (\`${made.by}\`)`;
      report(call, {
        message: `\`${declaredName(file, call)}\` ${does} instead of being given one: \`${answering}\` cannot be tested without that server, and nobody else can share its connections.`,
        ...(made.at ? { evidence: [made.at] } : {}),
        // What another function makes, it may make later, and for others.
        ...(made.at || READS.test(made.by) ? { lane: 'H' as const } : {}),
      });
    },
  },
});

/** What tries whether something answers has to connect anew. */
function isProbing(file: GoFile, call: NodeId): boolean {
  return /prob|ping|health|check|alive|[tT]est/i.test(declaredName(file, call));
}

/** Whoever reads a topic or a queue has a place in it that is hardly for others. */
const READS = /Consumer|Reader|Subscri/;

/** What answers requests and is what the call is made for: the handler around it, or a method of the type that is made. */
function answersHere(file: GoFile, call: NodeId, own: SourcePackage): string | null {
  const around = entryAround(file, call);
  if (around) return isAsked(around.entry) ? file.symbolAt(call) : null;
  // Main puts the program together.
  const type = file.isMain ? null : builtBy(file, enclosingFunction(file.tree, call), own);
  if (type === null || putsTogether(own, type, declaredName(file, call))) return null;
  const method = entryMethod(own, type);
  return method === null ? null : `${type}.${method}`;
}

/** The type of the package that a constructor makes, `Handler` of `NewHandler(…) (*Handler, error)`; else null. */
function builtBy(file: GoFile, fn: NodeId, own: SourcePackage): string | null {
  if (file.tree.kind(fn) !== Kind.function_declaration) return null;
  const [first, second, ...more] = resultTypes(file, fn).map((type) => deref(file.typeAt(type)));
  if (first?.kind !== 'named' || first.package !== own.path || more.length > 0) return null;
  return second === undefined || (second.kind === 'named' && second.name === 'error') ? first.name : null;
}

/** Below a condition: the caller may have given another. */
function isDefault(file: GoFile, call: NodeId): boolean {
  const condition = file.tree.ancestor(call, Kind.if_statement, Kind.expression_case, Kind.function_declaration);
  if (file.tree.kind(condition) !== Kind.if_statement) return file.tree.kind(condition) === Kind.expression_case;
  const body = file.tree.children(condition).find((child) => file.tree.kind(child) === Kind.block) ?? NONE;
  return body !== NONE && file.tree.contains(body, call);
}

/** The constructor or a method of the type serves or runs something. */
function putsTogether(own: SourcePackage, type: string, maker: string): boolean {
  const facts = own.files.flatMap((file) => file.facts.functions);
  return facts.some(
    ({ name, receiver, uses }) =>
      (receiver?.type === type || (receiver === null && name === maker)) &&
      (uses.some((use) => RUNS.test(use)) || (receiver !== null && /^(?:Run|Start|Serve|Listen\w*|Stop)$/.test(name))),
  );
}

/** What takes messages mostly stands for the connection that they come by. */
function isAsked(entry: Entry | null): boolean {
  return entry === 'HTTP handler' || entry === 'RPC method';
}

/** A method of the type that answers requests. */
function entryMethod(own: SourcePackage, type: string): string | null {
  for (const file of own.files.filter(({ path }) => !path.endsWith('_test.go')))
    for (const fact of file.facts.functions)
      if (fact.receiver?.type === type && isAsked(entryOfFact(own, { fact, file }))) return fact.name;
  return null;
}
