import type { GoFile } from '../../go/file.ts';
import { calleeOf, FUNCTION_KINDS, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { declaredName, functionsAround } from '../support/functions.ts';
import { type Entry, entryOf, reachOf } from '../support/handlers.ts';
import { hasConstantArguments } from '../support/infallible.ts';
import { recoversRequests } from '../support/recovery.ts';
import { remarkAt } from '../support/remark.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';
import { lastValue } from '../support/values.ts';

export const panicInRequestPath = defineStandard({
  id: 'errors/panic-in-request-path',
  severity: 'medium',
  lane: 'H',
  flags: ['no-error-strategy'],
  title: 'Panic while serving a request',
  why: 'A panic is no answer. net/http drops the connection, so the client sees EOF and retries; in a gRPC method or a consumer without recovery it ends the process with every other request in it, and the message that caused it comes again after the restart.',
  fix: 'Return the error, and let the entry point map it.\n\n```go\nif err != nil {\n\treturn nil, fmt.Errorf("price order %s: %w", id, err)\n}\n```',
  references: ['https://go.dev/wiki/CodeReviewComments#dont-panic', 'https://pkg.go.dev/net/http#Handler'],
  examples: {
    bad: [
      `func place(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(err) // want
	}
	w.Write(body)
}`,
      {
        'api/api.go':
          'package api\n\nimport "net/http"\n\ntype server struct{}\n\nfunc (s *server) place(w http.ResponseWriter, r *http.Request) {\n\ts.price(r.URL.Path)\n}\n',
        'api/price.go':
          'package api\n\nimport l "log"\n\nfunc (s *server) price(id string) int {\n\treturn lookup(id)\n}\n\nfunc lookup(id string) int {\n\tif id == "" {\n\t\tl.Panicf("no id") // want\n\t}\n\treturn 1\n}\n',
      },
      {
        'orders/orders.go': `package orders

import (
	"context"

	pb "example.com/service/gen"
)

type server struct {
	pb.UnimplementedOrdersServer
}

func (s *server) Place(ctx context.Context, req *pb.PlaceRequest) (*pb.PlaceReply, error) {
	if req.Id == "" {
		panic("no id") // want
	}
	return nil, nil
}
`,
        'gen/gen.go':
          'package gen\n\ntype UnimplementedOrdersServer struct{}\n\ntype PlaceRequest struct{ Id string }\n\ntype PlaceReply struct{}\n',
      },
      `package service

import "github.com/segmentio/kafka-go"

func consume(m kafka.Message) error {
	decode := func() {
		if len(m.Value) == 0 {
			panic("empty") // want
		}
	}
	decode()
	return nil
}`,
      `func routes(mux *http.ServeMux) {
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		panic("not implemented") // want
	})
}`,
      // A hint: a recovery stands around the handlers.
      {
        'api/recovery.go':
          'package api\n\nimport "net/http"\n\nfunc recovery(next http.Handler) http.Handler {\n\treturn http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {\n\t\tdefer func() {\n\t\t\tif recover() != nil {\n\t\t\t\tw.WriteHeader(500)\n\t\t\t}\n\t\t}()\n\t\tnext.ServeHTTP(w, r)\n\t})\n}\n',
        'api/api.go':
          'package api\n\nimport "net/http"\n\nfunc place(w http.ResponseWriter, r *http.Request) {\n\tif r.URL.Path == "" {\n\t\tpanic("no id") // want\n\t}\n\tprice(r.URL.Path)\n}\n\nfunc price(id string) {\n\tif id == "" {\n\t\tpanic("no id")\n\t}\n}\n',
      },
    ],
    good: [
      `func issue(w http.ResponseWriter, r *http.Request) {
	key := make([]byte, 16)
	if _, err := rand.Read(key); err != nil {
		panic(fmt.Errorf("random: %w", err))
	}
	id, err := strconv.Atoi(r.FormValue("id"))
	if err != nil {
		// The router matches digits only: this must never fail.
		panic(err)
	}
	fmt.Fprint(w, key, id)
}`,
      `type problem struct{ Code int }

func refuse(w http.ResponseWriter, r *http.Request) {
	body, err := json.Marshal(&problem{Code: 400})
	if err != nil {
		panic(err)
	}
	w.Write(body)
}`,
      `func MustParse(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		panic(err)
	}
	return n
}

func place(w http.ResponseWriter, r *http.Request) {
	w.Write(make([]byte, MustParse("3")))
}`,
      `func New(next http.Handler) http.Handler {
	if next == nil {
		panic("nil handler")
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if v := recover(); v != nil {
				log.Print(v)
				panic(v)
			}
		}()
		next.ServeHTTP(w, r)
	})
}`,
      `func show(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet:
		w.Write(nil)
	default:
		panic("unexpected " + r.Method)
	}
	panic(http.ErrAbortHandler)
}`,
      `type job struct{}

func (job) run() { panic("x") }

type task struct{}

func (task) run() {}

func place(w http.ResponseWriter, r *http.Request, run func()) {
	run()
	task{}.run()
}

func worker() { panic("not reached from a handler") }`,
      `func place(w http.ResponseWriter, r *http.Request) {
	panic := func(text string) { http.Error(w, text, 500) }
	panic("x")
}`,
    ],
  },
  calls: /^(?:panic|Panic(?:f|ln)?)$/,
  go: {
    call_expression(call, file, report) {
      const { tree } = file;
      const panics =
        file.isCallTo(call, '', 'panic') ||
        file.isCallTo(call, 'log', 'Panic', 'Panicf', 'Panicln') ||
        file.isMethodCall(call, 'go.uber.org/zap', 'Logger', 'Panic');
      if (!panics || isTestCode(file) || isTooling(file) || isMeant(file, call) || isOfCertainty(file, call)) return;
      const found = reach(file, call);
      if (!found) return;
      const recovered = recoversRequests(file.index, found.entry);
      // The callers may have ruled out what panics, and if they have not, it is answered all the same.
      if (recovered && found.way.length > 1) return;
      const way = found.way.length > 1 ? ` (\`${found.way.join('` → `')}\`)` : '';
      const end = recovered
        ? 'the recovery answers for it: the cause is in a stack trace only, and the handler has no say in the answer'
        : found.entry === 'HTTP handler'
          ? 'the client gets a dropped connection instead of an answer'
          : 'without a recovery the process ends, with every other request in it';
      report(call, {
        message: `\`${tree.textOf(calleeOf(tree, call))}\` runs on the way of a request: it is reached from the ${found.entry} \`${found.way[0]}\`${way}. When it does, ${end}.`,
      });
    },
  },
});

/** How a request comes to the call: a handler literal around it, its declaration, or callers in the package. */
function reach(file: GoFile, call: NodeId): { entry: Entry; way: readonly string[] } | null {
  const { tree } = file;
  for (const fn of functionsAround(file, call)) {
    const entry = entryOf(file, fn);
    if (entry) return { entry, way: [file.symbolAt(call) ?? 'func'] };
    // Another literal may run at start, or never.
    if (tree.kind(fn) === Kind.func_literal && isHandedOn(file, fn)) return null;
  }
  return reachOf(file, call);
}

function isHandedOn(file: GoFile, literal: NodeId): boolean {
  const { tree } = file;
  const parent = tree.parent(literal);
  if (isCall(tree, parent)) return false;
  return tree.kind(parent) !== Kind.expression_list || tree.kind(tree.parent(parent)) === Kind.return_statement;
}

/**
 * `panic(err)`, wrapped or not, of a call that fails always or never, and tests see it: `json.Marshal` of the program's
 * own types, a text that stands in the code. Random bytes never fail.
 */
function isOfCertainty(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  const named = [...tree.descendants(tree.child(call, Field.arguments), Kind.identifier)];
  return named.some((argument) => {
    const origin = file.isError(argument) ? lastValue(file, argument) : NONE;
    if (origin === NONE || !isCall(tree, origin)) return false;
    const callee = file.callee(origin);
    if (callee === null) return hasConstantArguments(file, origin);
    if (/^(?:encoding\/json|google\.golang\.org\/protobuf\/.+)$/.test(callee.package))
      return /^Marshal/.test(callee.name);
    return callee.package === 'crypto/rand' || hasConstantArguments(file, origin);
  });
}

const CANNOT_HAPPEN =
  /unreachable|impossible|\bnever (?:happen|fail|reach)|should(?:n't| not| never) (?:happen|fail)|must (?:always |never )|can(?:not|'t| not) (?:happen|fail|be reached)|\bBUG\b|programming error|invariant/i;

/** A panic that says a programming error, or that the author means to reach the server. */
function isMeant(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  if (/^(?:[mM]ust|init$|main$)/.test(declaredName(file, call))) return true;
  const text = tree.textOf(tree.child(call, Field.arguments));
  if (/ErrAbortHandler/.test(text) || CANNOT_HAPPEN.test(text) || CANNOT_HAPPEN.test(remarkAt(file, call))) return true;
  if (
    tree.ancestor(call, Kind.default_case, ...FUNCTION_KINDS) &&
    tree.kind(tree.ancestor(call, Kind.default_case, ...FUNCTION_KINDS)) === Kind.default_case
  )
    return true;
  return functionsAround(file, call).some((fn) =>
    [...tree.descendants(fn, Kind.call_expression)].some((one) => file.isCallTo(one, '', 'recover')),
  );
}
