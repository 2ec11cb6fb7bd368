import type { GoFile } from '../../go/file.ts';
import { evaluatedNodes } from '../../go/flow/evaluated.ts';
import type { Step } from '../../go/flow/graph.ts';
import { nilCheck } from '../../go/flow/nil-check.ts';
import { enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { givenAt } from '../support/assigned.ts';
import { contradict } from '../support/contradiction.ts';
import { isAfterFailedEncoding } from '../support/encoded.ts';
import { feasiblePath } from '../support/feasible.ts';
import { guardOf, operandsOf } from '../support/guard.ts';
import { lineAfter } from '../support/mend/statement.ts';
import { stepOf } from '../support/nilness.ts';
import { completes, type ResponseEvent, responseEvent } from '../support/responses.ts';
import { isTestCode } from '../support/test-code.ts';
import { lastValue } from '../support/values.ts';

export const httpErrorNoReturn = defineStandard({
  id: 'errors/http-error-no-return',
  severity: 'high',
  lane: 'D',
  flags: [],
  title: 'Handler goes on after its error reply',
  why: '`http.Error` answers, it does not leave the handler. What follows runs with what just failed: an order is stored for a user that was refused, a nil result is dereferenced, or a second body is appended to the error and the client cannot parse either.',
  fix: 'Return after the reply.\n\n```go\nif err != nil {\n\thttp.Error(w, "bad request", http.StatusBadRequest)\n\treturn\n}\n```',
  references: [
    'https://pkg.go.dev/net/http#Error',
    'https://pkg.go.dev/github.com/gin-gonic/gin#Context.AbortWithStatusJSON',
  ],
  examples: {
    bad: [
      `func place(w http.ResponseWriter, r *http.Request) {
	var order struct{ ID string }
	if err := json.NewDecoder(r.Body).Decode(&order); err != nil {
		http.Error(w, "bad request", http.StatusBadRequest) // want
	}
	w.WriteHeader(http.StatusCreated)
}`,
      `package service

import (
	web "net/http"
)

type user struct{ Name string }

func (u *user) save() error { return nil }

func login(find func(string) (*user, error)) web.HandlerFunc {
	return func(out web.ResponseWriter, r *web.Request) {
		u, err := find(r.FormValue("name"))
		if err != nil {
			web.Error(out, "no such user", web.StatusUnauthorized) // want
		}
		if failed := u.save(); failed != nil {
			panic(failed)
		}
	}
}`,
      `package service

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

func place(c *gin.Context) {
	var order struct{ ID string }
	if err := c.ShouldBindJSON(&order); err != nil {
		c.JSON(http.StatusBadRequest, gin.H{"error": "bad order"}) // want
	}
	c.JSON(http.StatusOK, order)
}`,
      `func respondError(w http.ResponseWriter, code int, text string) {
	w.WriteHeader(code)
	w.Write([]byte(text))
}

func respond(w http.ResponseWriter, v any) {
	json.NewEncoder(w).Encode(v)
}

func show(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Method != http.MethodGet:
		respondError(w, http.StatusMethodNotAllowed, "GET only") // want
	case r.URL.Path == "/":
		log.Print("root")
	}
	respond(w, r.URL.Path)
}`,
      `func require(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "" {
			http.Error(w, "unauthorized", http.StatusUnauthorized) // want
		}
		next.ServeHTTP(w, r)
	})
}`,
    ],
    good: [
      // Texts can always be encoded.
      `func health(w http.ResponseWriter, r *http.Request) {
	body, err := json.Marshal(map[string]string{"database": "ok"})
	if err != nil {
		http.Error(w, "encoding", http.StatusInternalServerError)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(body)
}`,
      // Codes that exclude each other.
      `func remove(w http.ResponseWriter, r *http.Request, status struct{ Code int }) {
	if status.Code == http.StatusNotFound {
		http.Error(w, "not found", http.StatusNotFound)
	}
	if status.Code == http.StatusForbidden {
		http.Error(w, "forbidden", http.StatusForbidden)
	}
}`,
      // The other branch of what no round of the loop changes.
      `func sign(w http.ResponseWriter, r *http.Request, inputs []string) {
	for _, input := range inputs {
		if r.URL.Path == "/files" {
			if input != "" {
				http.Error(w, "too much", http.StatusBadRequest)
				return
			}
		} else if input == "" {
			http.Error(w, "missing", http.StatusBadRequest)
		}
	}
}`,
      `func place(w http.ResponseWriter, r *http.Request) {
	var order struct{ ID string }
	if err := json.NewDecoder(r.Body).Decode(&order); err != nil {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusCreated)
}`,
      `func place(w http.ResponseWriter, r *http.Request) {
	err := r.ParseForm()
	if err != nil {
		http.Error(w, "bad request", http.StatusBadRequest)
	} else {
		fmt.Fprint(w, "ok")
	}
	log.Print("done", err)
}`,
      `func place(w http.ResponseWriter, r *http.Request) {
	err := r.ParseForm()
	if err != nil {
		http.Error(w, "bad request", http.StatusBadRequest)
	}
	if err == nil {
		fmt.Fprint(w, "ok")
	}
}`,
      `func health(w http.ResponseWriter, ready bool) {
	if !ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	fmt.Fprintf(w, "{\\"ready\\": %t}", ready)
}`,
      // One answer, and what is left to say when its body could not be written.
      `func encodeError(w http.ResponseWriter, err error) {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		w.WriteHeader(http.StatusNotFound)
	default:
		w.WriteHeader(http.StatusInternalServerError)
	}
	if err := json.NewEncoder(w).Encode(err.Error()); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
	}
}`,
      `func each(w http.ResponseWriter, names []string) {
	for _, name := range names {
		if name == "" {
			http.Error(w, "empty name", http.StatusBadRequest)
			break
		}
	}
	log.Print(names)
}

func status(w http.ResponseWriter, lines []string, err error) {
	if err != nil {
		http.Error(w, "failed", http.StatusInternalServerError)
	} else {
		w.WriteHeader(http.StatusOK)
	}
	fmt.Fprintln(w, lines)
}`,
      `type page struct{}

func (page) Error(w http.ResponseWriter, text string, code int) {}

func show(w http.ResponseWriter, r *http.Request) {
	http := page{}
	if r == nil {
		http.Error(w, "none", 500)
	}
	w.WriteHeader(200)
}`,
    ],
  },
  go: {
    expression_statement(statement, file, report) {
      const { tree } = file;
      const call = tree.children(statement)[0] ?? NONE;
      if (!isCall(tree, call) || isTestCode(file)) return;
      const event = responseEvent(file, call);
      if (!event?.error) return;
      const next = isAfterFailedEncoding(file, statement) ? null : goesOn(file, statement, event);
      if (next === null) return;
      const doing = tree.lineText(tree.line(next)).replace(/\s*\{$/, '');
      report(call, {
        message: `The handler does not stop here: what follows runs for the request that this reply has refused, to \`${short(doing)}\` (line ${tree.line(next)}) where nothing else ends it first.`,
        ...(isIgnored(file, statement, next, event) ? { lane: 'H' as const } : {}),
        evidence: [next],
        mend: () => {
          const root = enclosingFunction(tree, statement);
          const line = tree.child(root, Field.result) ? null : lineAfter(tree, statement, 'return');
          return line && [line];
        },
      });
    },
  },
});

/** What the handler does next for the request that it has refused; null when it does nothing of the kind. */
function goesOn(file: GoFile, statement: NodeId, event: ResponseEvent): NodeId | null {
  const { tree } = file;
  const list = tree.parent(statement);
  // Only a branch that runs out: code after the reply in the same block is api/write-after-error.
  if (tree.kind(list) !== Kind.statement_list || tree.children(list).at(-1) !== statement) return null;
  const root = enclosingFunction(tree, statement);
  const graph = file.flow(root);
  const start = stepOf(file, graph, statement);
  if (!start) return null;
  const missing = resultsOfFailure(file, statement);
  const branch = guardOf(file, statement)?.statement ?? NONE;
  const hasAlternative = tree.child(branch, Field.alternative) !== NONE;
  let found: NodeId | null = null;
  feasiblePath(file, graph, start, (step) => {
    if (completes(file, step, event)) return 'stop';
    const isOther = !tree.contains(statement, step.node) && !contradict(file, statement, step.node);
    found = isOther ? nextIn(file, step, event, missing, hasAlternative) : null;
    return found === null ? 'pass' : 'found';
  });
  return found;
}

/** A bare `w.WriteHeader(200)` right behind the branch and nothing more for the client: net/http only logs that. */
function isIgnored(file: GoFile, statement: NodeId, next: NodeId, { response }: ResponseEvent): boolean {
  const { tree } = file;
  if (responseEvent(file, next)?.kind !== 'status') return false;
  const branch = guardOf(file, statement)?.statement ?? NONE;
  const list = tree.children(tree.parent(branch));
  const [first = NONE, ...rest] = branch ? list.slice(list.indexOf(branch) + 1) : [];
  const mentions = (node: NodeId) =>
    [...tree.descendants(node, Kind.identifier)].some((name) => file.bindings[name] === response);
  return tree.contains(first, next) && !rest.some(mentions);
}

function nextIn(
  file: GoFile,
  step: Step,
  event: ResponseEvent,
  missing: ReadonlySet<NodeId>,
  hasAlternative: boolean,
): NodeId | null {
  const { tree, bindings } = file;
  for (const node of evaluatedNodes(tree, step)) {
    if (missing.has(bindings[node] as number) && isDereferenced(file, node)) return node;
    if (!isCall(tree, node)) continue;
    const later = responseEvent(file, node);
    if (later?.response !== event.response || isAfterFailedEncoding(file, node)) continue;
    // `w.WriteHeader(503)` and then a body is one answer; so is an error reply that `else` has a counterpart for.
    if (event.kind === 'status' && (later.kind === 'body' || later.helper)) continue;
    if (later.kind === 'body' && hasAlternative) continue;
    return node;
  }
  return null;
}

/** Variables that the failed call left empty: `u` of `u, err := find(name)` in the branch for `err != nil`. */
function resultsOfFailure(file: GoFile, statement: NodeId): ReadonlySet<NodeId> {
  const { tree } = file;
  const results = new Set<NodeId>();
  const guard = guardOf(file, statement);
  for (const operand of guard ? operandsOf(file, guard.condition, '||') : []) {
    const check = nilCheck(file, operand);
    if (!check || check.nilWhen === guard?.when) continue;
    const name = [...tree.descendants(operand, Kind.identifier)].find((node) => file.bindings[node] === check.variable);
    const call = name === undefined ? NONE : lastValue(file, name);
    const left = isCall(tree, call) ? tree.child(tree.parent(tree.parent(call)), Field.left) : NONE;
    for (const other of left ? tree.children(left) : [])
      if (file.bindings[other] !== check.variable && file.bindings[other]) results.add(file.bindings[other] as number);
  }
  return results;
}

function isDereferenced(file: GoFile, node: NodeId): boolean {
  const { tree } = file;
  if (tree.kind(node) !== Kind.identifier || givenAt(file, node)) return false;
  const kind = file.typeOf(node).kind;
  const parent = tree.parent(node);
  return kind === 'pointer' && tree.kind(parent) === Kind.selector_expression && tree.field(node) === Field.operand;
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
