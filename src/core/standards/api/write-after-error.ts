import type { GoFile } from '../../go/file.ts';
import { evaluatedNodes } from '../../go/flow/evaluated.ts';
import type { Step } from '../../go/flow/graph.ts';
import { enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { feasiblePath } from '../support/feasible.ts';
import { guardOf } from '../support/guard.ts';
import { stepOf } from '../support/nilness.ts';
import { completes, type ResponseEvent, responseEvent } from '../support/responses.ts';
import { isTestCode } from '../support/test-code.ts';

export const writeAfterError = defineStandard({
  id: 'api/write-after-error',
  severity: 'high',
  lane: 'D',
  flags: [],
  title: 'Response written after an error reply',
  why: 'The status line is sent with the first answer, so the second cannot change it: the client reads an error text with a success body behind it, or a failure with data that it was not to see. The server logs "superfluous response.WriteHeader call", and nothing fails.',
  fix: 'Answer once, and leave.\n\n```go\nhttp.Error(w, "order not found", http.StatusNotFound)\nreturn\n```',
  references: ['https://pkg.go.dev/net/http#ResponseWriter', 'https://pkg.go.dev/net/http#Error'],
  examples: {
    bad: [
      `func show(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/" {
		http.Error(w, "not found", http.StatusNotFound)
		w.Write([]byte("{}")) // want
		return
	}
	fmt.Fprint(w, "home")
}`,
      `func fail(w http.ResponseWriter, err error) {
	w.WriteHeader(http.StatusInternalServerError)
	http.Error(w, "failed", http.StatusBadGateway) // want
}`,
      `package service

import (
	"net/http"

	g "github.com/gin-gonic/gin"
)

func place(c *g.Context) {
	var order struct{ ID string }
	if err := c.ShouldBindJSON(&order); err != nil {
		c.AbortWithStatus(http.StatusBadRequest)
		c.JSON(http.StatusOK, g.H{"error": "bad order"}) // want
		return
	}
	c.JSON(http.StatusOK, order)
}`,
      `func respondError(w http.ResponseWriter, text string) {
	http.Error(w, text, http.StatusTeapot)
}

func show(w http.ResponseWriter, err error) {
	if err != nil {
		respondError(w, "tea")
		log.Print(err)
		json.NewEncoder(w).Encode("coffee") // want
	}
}`,
    ],
    good: [
      `func show(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/" {
		http.Error(w, "not found", http.StatusNotFound)
		log.Print(r.URL.Path)
		return
	}
	fmt.Fprint(w, "home")
}`,
      `func fail(w http.ResponseWriter, err error) {
	w.WriteHeader(http.StatusInternalServerError)
	body, err := json.Marshal(err)
	if err != nil {
		http.Error(w, "failed", http.StatusInternalServerError)
		return
	}
	w.Write(body)
}`,
      `func replyError(w http.ResponseWriter, err error) {
	if err == nil {
		return
	}
	http.Error(w, "failed", http.StatusInternalServerError)
}

func show(w http.ResponseWriter, err error) {
	replyError(w, err)
	fmt.Fprint(w, "home")
}`,
      // What is left to say when the body could not be written.
      `func encodeError(w http.ResponseWriter, err error) {
	w.WriteHeader(http.StatusBadRequest)
	if err := json.NewEncoder(w).Encode(err.Error()); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
	}
}`,
      `func each(w, other http.ResponseWriter, last bool) {
	http.Error(w, "first", http.StatusInternalServerError)
	fmt.Fprint(other, "second")
	if last {
		return
	}
}`,
      `func show(w http.ResponseWriter, r *http.Request) {
	http := router{}
	http.Error(w, "x", 500)
	w.Write(nil)
}

type router struct{}

func (router) Error(w http.ResponseWriter, text string, code int) {}`,
    ],
  },
  go: {
    expression_statement(statement, file, report) {
      const { tree } = file;
      const call = tree.children(statement)[0] ?? NONE;
      if (!isCall(tree, call) || isTestCode(file)) return;
      const event = responseEvent(file, call);
      if (!event?.error || (event.helper && !guardOf(file, statement))) return;
      const later = writtenNext(file, statement, event);
      if (later === null) return;
      const harm =
        responseEvent(file, later)?.kind === 'status'
          ? 'this one is dropped, and the server logs a superfluous WriteHeader'
          : 'and the client gets both answers in one body';
      report(later, {
        message: `The error reply of line ${tree.line(call)} is already sent when this runs: the status cannot change any more, ${harm}.`,
        evidence: [call],
      });
    },
  },
});

/** The next write on the way from an error reply, within the block that the reply stands in. */
function writtenNext(file: GoFile, statement: NodeId, event: ResponseEvent): NodeId | null {
  const { tree } = file;
  const list = tree.parent(statement);
  // A branch that runs out after its reply is errors/http-error-no-return.
  if (tree.kind(list) !== Kind.statement_list || tree.children(list).at(-1) === statement) return null;
  const graph = file.flow(enclosingFunction(tree, statement));
  const start = stepOf(file, graph, statement);
  let found: NodeId | null = null;
  if (!start) return null;
  feasiblePath(file, graph, start, (step) => {
    if (!tree.contains(list, step.node) || step.node <= statement || completes(file, step, event)) return 'stop';
    found = writeIn(file, step, event);
    return found === null ? 'pass' : 'found';
  });
  return found;
}

function writeIn(file: GoFile, step: Step, event: ResponseEvent): NodeId | null {
  for (const node of evaluatedNodes(file.tree, step)) {
    const later = isCall(file.tree, node) ? responseEvent(file, node) : null;
    if (later?.response !== event.response || later.kind === 'handed') continue;
    // The status line and a body are one answer, and the same status twice does no harm.
    if (event.kind === 'status' && (later.kind === 'body' || later.helper || later.status === event.status)) continue;
    return node;
  }
  return null;
}
