import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingFunction, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { feasiblePath } from '../support/feasible.ts';
import { formatText } from '../support/format.ts';
import { guardOf } from '../support/guard.ts';
import { calledName } from '../support/ignorable.ts';
import { stepOf } from '../support/nilness.ts';
import { responseEvent } from '../support/responses.ts';
import { isTestCode } from '../support/test-code.ts';

export const headerAfterBody = defineStandard({
  id: 'api/header-after-body',
  severity: 'medium',
  lane: 'D',
  flags: [],
  title: 'Header set after the response has begun',
  why: 'Headers leave with the status line, at the first `WriteHeader` or `Write`. One that is set later is dropped without a word: the JSON arrives as text/plain, the cache header or the cookie never does, and only a client notices.',
  fix: 'Set headers first, then the status, then the body.\n\n```go\nw.Header().Set("Content-Type", "application/json")\nw.WriteHeader(http.StatusCreated)\n```',
  references: ['https://pkg.go.dev/net/http#ResponseWriter'],
  examples: {
    bad: [
      `func show(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(http.StatusCreated)
	w.Header().Set("Content-Type", "application/json") // want
	fmt.Fprint(w, "{}")
}`,
      `package service

import (
	"encoding/json"
	web "net/http"
)

func show(out web.ResponseWriter, v any, cached bool) {
	json.NewEncoder(out).Encode(v)
	if cached {
		out.Header().Add("X-Cache", "hit") // want
	}
}`,
      `func fail(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet {
		http.Error(w, "GET only", http.StatusMethodNotAllowed)
		w.Header().Set("Allow", "GET") // want
		return
	}
	w.Header().Set("X-Ok", "1")
	w.Write(nil)
}`,
    ],
    good: [
      `func show(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusCreated)
	fmt.Fprint(w, "{}")
}`,
      `func stream(w http.ResponseWriter, sum string) {
	w.Header().Set("Trailer", "X-Sum")
	fmt.Fprint(w, "data")
	w.Header().Set("X-Sum", sum)
	w.Header().Set(http.TrailerPrefix+"X-More", sum)
}`,
      `func missingReturn(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet {
		http.Error(w, "GET only", http.StatusMethodNotAllowed)
	}
	w.Header().Set("X-Ok", "1")
}

func fail(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet {
		http.Error(w, "GET only", http.StatusMethodNotAllowed)
		return
	}
	w.Header().Set("X-Ok", "1")
	w.Write(nil)
}`,
      `func early(w http.ResponseWriter, other http.ResponseWriter) {
	w.WriteHeader(http.StatusEarlyHints)
	w.Header().Set("X-Ok", "1")
	fmt.Fprint(w, "data")
	other.Header().Set("X-Ok", "1")
}`,
      `func show(w http.ResponseWriter, cached bool) {
	if cached {
		fmt.Fprint(w, "cached")
	}
	if !cached {
		w.Header().Set("X-Cache", "miss")
	}
}`,
    ],
  },
  calls: /^(?:Set|Add)$/,
  go: {
    call_expression(call, file, report) {
      const { tree } = file;
      const response = headersOf(file, call);
      if (response === NONE || isTestCode(file)) return;
      const root = enclosingFunction(tree, call);
      if (isTrailer(file, root, call)) return;
      const before = begunBefore(file, root, call, response);
      if (before === NONE) return;
      report(call, {
        message: `The response has begun in line ${tree.line(before)}, its headers are gone by then: \`${tree.textOf(file.arguments(call)[0] ?? call)}\` is not sent from here.`,
        evidence: [before],
        ...(isBeside(file, before, call) || mayBeHeldBack(file, isStatusOnly(file, before))
          ? { lane: 'H' as const }
          : {}),
      });
    },
  },
});

/** Declaration of `w` in `w.Header().Set(…)`; NONE for any other call. */
function headersOf(file: GoFile, call: NodeId): NodeId {
  const { tree } = file;
  const headers = tree.child(calleeOf(tree, call), Field.operand);
  if (!isCall(tree, headers) || !file.isMethodCall(headers, 'net/http', 'ResponseWriter', 'Header')) return NONE;
  const operand = unparenthesized(tree, tree.child(calleeOf(tree, headers), Field.operand));
  return tree.kind(operand) === Kind.identifier ? (file.bindings[operand] as number) : NONE;
}

/** Trailers are set after the body; those announced by name must have been before it. */
function isTrailer(file: GoFile, root: NodeId, call: NodeId): boolean {
  const { tree } = file;
  const [key = NONE] = file.arguments(call);
  const name = formatText(file, key);
  if (name === null || name.startsWith('Trailer:')) return true;
  return /"Trailer"/i.test(tree.textOf(root));
}

/**
 * The package or one that imports it works with a framework whose writer keeps back what it is given: gin's the status
 * until the body begins, fasthttp's adaptor everything until the handler is done.
 */
function mayBeHeldBack({ index, package: own }: GoFile, statusOnly: boolean): boolean {
  const above = own ? index.importers(own.path).map(({ path }) => index.packageOf(path)) : [];
  const parts = new Set([own, ...above]);
  const frameworks = ['github.com/valyala/fasthttp', ...(statusOnly ? ['github.com/gin-gonic/gin'] : [])];
  return frameworks.some((framework) =>
    index.importers(framework).some(({ path }) => parts.has(index.packageOf(path))),
  );
}

/** It begins in a branch that the header is not in: whether both are taken at once, other values may decide. */
function isBeside({ tree }: GoFile, begun: NodeId, header: NodeId): boolean {
  return !tree.contains(tree.ancestor(begun, Kind.statement_list), header);
}

function isLastOfBranch(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  const statement = tree.parent(call);
  return (
    guardOf(file, statement) !== null &&
    tree.children(tree.parent(statement)).at(-1) === statement &&
    !isStatusOnly(file, call)
  );
}

/** `w.WriteHeader(…)`, after which a body may follow. */
function isStatusOnly(file: GoFile, call: NodeId): boolean {
  return calledName(file, call) === 'WriteHeader';
}

/** The call that begins the response on a way to the header; NONE when none does. */
function begunBefore(file: GoFile, root: NodeId, header: NodeId, response: NodeId): NodeId {
  const { tree } = file;
  const graph = file.flow(root);
  const goal = stepOf(file, graph, header);
  if (!goal) return NONE;
  for (const call of tree.descendants(root, Kind.call_expression)) {
    if (call >= header) break;
    if (enclosingFunction(tree, call) !== root) continue;
    const event = responseEvent(file, call);
    if (event?.response !== response || event.helper || event.kind === 'handed') continue;
    // Informational answers leave the headers open.
    if (event.status !== null && event.status < 200) continue;
    // A return is missing there: errors/http-error-no-return.
    if (event.error && isLastOfBranch(file, call)) continue;
    const start = stepOf(file, graph, call);
    if (start && start !== goal && feasiblePath(file, graph, start, (step) => (step === goal ? 'found' : 'pass')))
      return call;
  }
  return NONE;
}
