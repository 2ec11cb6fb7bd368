import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingFunction, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isNamed } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { constantInt } from '../support/constants.ts';
import { isErrorValue } from '../support/error-value.ts';
import { entryOf } from '../support/handlers.ts';
import { calledName, calledText } from '../support/ignorable.ts';
import { responseEvent } from '../support/responses.ts';
import { isTestCode } from '../support/test-code.ts';
import { lastValue } from '../support/values.ts';

export const errorLeak = defineStandard({
  id: 'security/error-leak',
  severity: 'medium',
  lane: 'H',
  flags: [],
  title: 'Internal error text sent to the client',
  why: 'The text of an internal failure names hosts, tables, file paths and queries. It tells an attacker how the service is built and whether an injection worked, and clients begin to parse it, so that it can never change.',
  fix: 'Log the error, answer with a fixed text.\n\n```go\nslog.ErrorContext(r.Context(), "load order", "error", err)\nhttp.Error(w, "internal error", http.StatusInternalServerError)\n```',
  references: [
    'https://cheatsheetseries.owasp.org/cheatsheets/Error_Handling_Cheat_Sheet.html',
    'https://cwe.mitre.org/data/definitions/209.html',
  ],
  examples: {
    bad: [
      `func show(w http.ResponseWriter, db *sql.DB) {
	if err := db.Ping(); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError) // want
		return
	}
}`,
      `package service

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

func place(c *gin.Context, save func() error) {
	if err := save(); err != nil {
		c.JSON(http.StatusInternalServerError, gin.H{"error": err.Error()}) // want
		return
	}
	c.AbortWithStatusJSON(503, map[string]string{"error": "try later"})
}`,
      `func show(w http.ResponseWriter, load func() error) {
	if failed := load(); failed != nil {
		message := fmt.Sprintf("load: %v", failed)
		w.WriteHeader(http.StatusBadGateway)
		w.Write([]byte(message)) // want
		return
	}
}`,
      {
        'orders/orders.go': `package orders

import (
	"context"

	"google.golang.org/grpc/codes"
	st "google.golang.org/grpc/status"

	pb "example.com/service/gen"
)

type server struct {
	pb.UnimplementedOrdersServer
	save func(string) error
}

func (s *server) Place(ctx context.Context, req *pb.PlaceRequest) (*pb.PlaceReply, error) {
	if err := s.save(req.Id); err != nil {
		return nil, st.Errorf(codes.Internal, "save: %v", err) // want
	}
	return nil, nil
}
`,
        'gen/gen.go':
          'package gen\n\ntype UnimplementedOrdersServer struct{}\n\ntype PlaceRequest struct{ Id string }\n\ntype PlaceReply struct{}\n',
      },
    ],
    good: [
      `func show(w http.ResponseWriter, r *http.Request, db *sql.DB) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if err := db.Ping(); err != nil {
		log.Print(err.Error())
		http.Error(w, "internal error", http.StatusInternalServerError)
	}
}`,
      `package service

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

func place(c *gin.Context, check, save func() error, status int) {
	if err := check(); err != nil {
		c.JSON(http.StatusUnprocessableEntity, gin.H{"error": err.Error()})
		return
	}
	if err := save(); err != nil {
		c.Error(err)
		c.JSON(status, gin.H{"error": err.Error()})
	}
}`,
      `func show(w http.ResponseWriter, load func() error) {
	if err := load(); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		w.Write([]byte(err.Error()))
		return
	}
	http.Error(w, http.StatusText(500), 500)
}

func healthz(w http.ResponseWriter, ping func() error) {
	if err := ping(); err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
	}
}

func encode(w http.ResponseWriter, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Write(body)
}

func tooMany(w http.ResponseWriter) {
	err := newBusy("too many requests")
	http.Error(w, err.Error(), http.StatusServiceUnavailable)
}

func newBusy(text string) error { return errors.New(text) }`,
      `package service

import (
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

func convert(err error) error {
	return status.Errorf(codes.Internal, "convert: %v", err)
}`,
      `type page struct{}

func (page) Error(w http.ResponseWriter, text string, code int) {}

func show(w http.ResponseWriter, err error) {
	http := page{}
	http.Error(w, err.Error(), 500)
}`,
    ],
  },
  go: {
    call_expression(call, file, report) {
      const sent = sentToClient(file, call);
      if (sent.length === 0 || isTestCode(file) || isAmongFriends(file, call)) return;
      const cause = sent.map((value) => errorIn(file, value, 3)).find((found) => found !== NONE) ?? NONE;
      if (cause === NONE) return;
      const origin = lastValue(file, cause);
      if (isMade(file, origin) || isOfExchange(file, origin)) return;
      const from = isCall(file.tree, origin) ? ` of \`${calledText(file, origin)}\`` : '';
      report(call, {
        message: `Whoever gets this answer reads the text of \`${file.tree.textOf(cause)}\`${from}: with a server error, that is what the service is made of, such as hosts, queries and paths.`,
        evidence: from === '' ? [] : [origin],
      });
    },
  },
});

/** Probes and debug pages answer to the platform; the server of a command answers to the one who runs it. */
function isAmongFriends(file: GoFile, call: NodeId): boolean {
  if (/health|ready|live|debug|pprof|metrics/i.test(`${file.path}:${file.symbolAt(call) ?? ''}`)) return true;
  return file.facts.imports.some(({ path }) => path === 'github.com/spf13/cobra');
}

/** An error that a function of the program was asked to make, with a text of its choice. */
function isMade(file: GoFile, origin: NodeId): boolean {
  if (!isCall(file.tree, origin) || file.typeOf(origin).kind === 'tuple') return false;
  const callee = file.callee(origin);
  return (
    callee !== null &&
    callee.receiver === null &&
    file.index.sourcePackage(callee.package) !== null &&
    /Err|^[nN]ew|Invalid|Fail/.test(callee.name)
  );
}

/** Reading the request, encoding the answer, writing it: the text says nothing that the client does not know. */
function isOfExchange(file: GoFile, origin: NodeId): boolean {
  if (!isCall(file.tree, origin)) return false;
  const callee = file.callee(origin);
  if (callee?.package === 'encoding/json' || responseEvent(file, origin)) return true;
  const [first = NONE] = file.arguments(origin);
  return file.isCallTo(origin, 'io', 'ReadAll', 'Copy') && /\.Body$/.test(file.tree.textOf(first));
}

/** Of gRPC's status and of echo; what writes to a response is known by that. */
const SENDS = /^(?:Errorf?|Newf?|NewHTTPError|JSON|JSONPretty|String|XML|HTML)$/;

/** Texts and values that the call sends with a status of the 500s; empty for any other call. */
function sentToClient(file: GoFile, call: NodeId): readonly NodeId[] {
  if (!SENDS.test(calledName(file, call)) && !responseEvent(file, call)) return [];
  const args = file.arguments(call);
  if (file.isCallTo(call, 'google.golang.org/grpc/status', 'Error', 'Errorf', 'New', 'Newf')) {
    const [code = NONE, ...texts] = args;
    const internal = ['Internal', 'Unknown', 'DataLoss'].some((name) =>
      file.is(code, 'google.golang.org/grpc/codes', name),
    );
    return internal && entryOf(file, enclosingFunction(file.tree, call)) === 'RPC method' ? texts : [];
  }
  if (isOnEcho(file, call)) return isServerError(file, args[0]) ? args.slice(1) : [];
  const event = responseEvent(file, call);
  // Gin keeps the error of AbortWithError for its middleware.
  if (!event || event.helper || calledName(file, call) === 'AbortWithError') return [];
  if (event.kind === 'reply') {
    if (event.status === null || event.status < 500) return [];
    return file.isCallTo(call, 'net/http', 'Error') ? args.slice(1, 2) : args.slice(1);
  }
  return event.kind === 'body' && followsServerError(file, call, event.response) ? args : [];
}

function isOnEcho(file: GoFile, call: NodeId): boolean {
  if (file.isCallTo(call, 'github.com/labstack/echo/v4', 'NewHTTPError')) return true;
  const operand = file.tree.child(calleeOf(file.tree, call), Field.operand);
  return (
    /^(?:JSON|JSONPretty|String|XML|HTML)$/.test(calledName(file, call)) &&
    operand !== NONE &&
    isNamed(file.typeOf(operand), 'github.com/labstack/echo/v4', 'Context')
  );
}

function isServerError(file: GoFile, code: NodeId | undefined): boolean {
  return code !== undefined && (constantInt(file, code) ?? 0) >= 500;
}

/** The statement just before in the same block sets a status of the 500s. */
function followsServerError(file: GoFile, call: NodeId, response: NodeId): boolean {
  const { tree } = file;
  let statement = call;
  while (tree.kind(tree.parent(statement)) !== Kind.statement_list && statement !== NONE)
    statement = tree.parent(statement);
  const before =
    statement === NONE ? undefined : tree.children(tree.parent(statement)).findLast((one) => one < statement);
  const earlier = before === undefined ? NONE : (tree.children(before)[0] ?? NONE);
  const event = isCall(tree, earlier) ? responseEvent(file, earlier) : null;
  return event?.kind === 'status' && event.response === response && (event.status ?? 0) >= 500;
}

/** The error whose text is part of the value: `err.Error()`, `fmt.Sprintf("…", err)`, `gin.H{"error": err}`. */
function errorIn(file: GoFile, value: NodeId, depth: number): NodeId {
  const { tree } = file;
  const node = unparenthesized(tree, value);
  const within = (nodes: readonly NodeId[]) =>
    nodes.map((one) => errorIn(file, one, depth)).find((found) => found !== NONE) ?? NONE;
  switch (tree.kind(node)) {
    case Kind.identifier: {
      if (isErrorValue(file, node)) return node;
      const given = depth > 0 ? lastValue(file, node) : NONE;
      return given !== NONE && !isCallOfOwn(file, given) ? errorIn(file, given, depth - 1) : NONE;
    }
    case Kind.binary_expression:
      return within([tree.child(node, Field.left), tree.child(node, Field.right)]);
    case Kind.composite_literal:
      return within(
        tree
          .children(tree.child(node, Field.body))
          .flatMap((element) => tree.children(tree.child(element, Field.value) || element)),
      );
    case Kind.unary_expression:
      return errorIn(file, tree.child(node, Field.operand), depth);
    case Kind.type_conversion_expression:
      return within([tree.child(node, Field.operand)]);
    case Kind.call_expression:
      if (calledName(file, node) === 'Error' && file.arguments(node).length === 0) {
        const operand = tree.child(calleeOf(tree, node), Field.operand);
        return operand !== NONE && file.isError(operand) ? operand : NONE;
      }
      return isCallOfOwn(file, node) ? NONE : within(file.arguments(node));
    default:
      return NONE;
  }
}

/** What a function of the program makes of an error is for it to say. */
function isCallOfOwn(file: GoFile, node: NodeId): boolean {
  if (!isCall(file.tree, node)) return false;
  return !file.isCallTo(node, 'fmt', 'Sprintf', 'Sprint', 'Sprintln', 'Errorf') && !isConversion(file, node);
}

function isConversion(file: GoFile, call: NodeId): boolean {
  const callee = file.tree.kind(calleeOf(file.tree, call));
  return callee === Kind.slice_type || file.isCallTo(call, '', 'string');
}
