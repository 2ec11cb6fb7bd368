import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { formatText } from '../support/format.ts';
import { calledName } from '../support/ignorable.ts';
import { isTestCode } from '../support/test-code.ts';

const PPROF = 'net/http/pprof';
const REGISTERS =
  /^(?:Handle|HandleFunc|GET|POST|PUT|PATCH|DELETE|Get|Post|Put|Patch|Delete|Any|Method|MethodFunc|Path|PathPrefix|Group|Mount|Route|Use)$/;
const ROUTES =
  /^(?:Handle|HandleFunc|GET|POST|PUT|PATCH|DELETE|Get|Post|Put|Patch|Delete|Any|Mount|Route|Group|Path|PathPrefix)$/;
/** What an admin listener serves besides. */
const ADMIN =
  /debug|pprof|metrics|telemetry|health|ready|live|status|version|config|admin|internal|vars|log|flag|^\/?$|ping|stop|quit|build|probe|trac|stat|freeosmem|z$/i;
const ASKED = /debug|pprof|profil|dev|metrics|telemetry|admin|diagnos/i;

export const pprofExposed = defineStandard({
  id: 'security/pprof-exposed',
  severity: 'medium',
  lane: 'D',
  flags: [],
  title: 'Profiler served to clients',
  why: "The profiler hands out memory with the users' data and keys in it, the command line, and stacks that show how the service is built. A profile also costs CPU for as long as the one who asks wants.",
  fix: 'Serve it from a listener of its own that only operators reach.\n\n```go\ngo func() {\n\tlog.Print(http.ListenAndServe("localhost:6060", nil)) // net/http/pprof registers there\n}()\n```',
  references: ['https://pkg.go.dev/net/http/pprof', 'https://cwe.mitre.org/data/definitions/489.html'],
  examples: {
    bad: [
      `package main

import (
	"net/http"
	_ "net/http/pprof" // want
)

func main() {
	http.HandleFunc("/orders", orders)
	http.ListenAndServe(":8080", nil)
}

func orders(w http.ResponseWriter, r *http.Request) {}`,
      `package main

import (
	"net/http"
	prof "net/http/pprof"
)

func routes(orders http.Handler) *http.ServeMux {
	mux := http.NewServeMux()
	mux.Handle("/orders", orders)
	mux.HandleFunc("/debug/pprof/", prof.Index) // want
	mux.HandleFunc("/debug/pprof/profile", prof.Profile)
	return mux
}`,
      `package main

import (
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

func routes(orders http.HandlerFunc) http.Handler {
	r := chi.NewRouter()
	r.Get("/orders", orders)
	r.Mount("/debug", middleware.Profiler()) // want
	return r
}`,
    ],
    good: [
      `package main

import (
	"net/http"
	_ "net/http/pprof"
)

func main() {
	go http.ListenAndServe("localhost:6060", nil)
	mux := http.NewServeMux()
	mux.HandleFunc("/orders", orders)
	http.ListenAndServe(":8080", mux)
}

func orders(w http.ResponseWriter, r *http.Request) {}`,
      `package main

import (
	"net/http"
	"net/http/pprof"
)

func admin(metrics http.Handler) *http.ServeMux {
	mux := http.NewServeMux()
	mux.Handle("/metrics", metrics)
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	return mux
}`,
      `package main

import (
	"net/http"
	"net/http/pprof"
)

func routes(orders http.Handler, debug bool) *http.ServeMux {
	mux := http.NewServeMux()
	mux.Handle("/orders", orders)
	if debug {
		mux.HandleFunc("/debug/pprof/", pprof.Index)
	}
	return mux
}`,
    ],
  },
  calls: REGISTERS,
  go: {
    import_spec(spec, file, report) {
      if (file.tree.textOf(file.tree.child(spec, Field.path)) !== `"${PPROF}"`) return;
      if (file.tree.textOf(file.tree.child(spec, Field.name)) === '_' && !isTestCode(file))
        onDefaultMux(file, spec, report);
    },
    call_expression(call, file, report) {
      if (!REGISTERS.test(calledName(file, call)) || !servesProfiler(file, call) || isTestCode(file)) return;
      onRouter(file, call, report);
    },
  },
});

/** The blank import puts the profiler on the default mux, which this file serves the service's own routes from. */
function onDefaultMux(file: GoFile, spec: NodeId, report: Report): void {
  const { tree } = file;
  let route = NONE;
  let served = NONE;
  for (const call of tree.descendants(NONE, Kind.call_expression)) {
    if (file.isCallTo(call, 'net/http', 'Handle', 'HandleFunc') && isOwnRoute(file, call)) route ||= call;
    if (!file.isCallTo(call, 'net/http', 'ListenAndServe', 'ListenAndServeTLS')) continue;
    const args = file.arguments(call);
    const address = formatText(file, args[0] ?? NONE) ?? '';
    const local = /^(?:localhost|127\.|\[::1\])/.test(address);
    // Under an `if`, somebody decides.
    const chosen = tree.ancestor(call, Kind.if_statement, Kind.expression_case) !== NONE;
    if (tree.kind(args.at(-1) ?? NONE) === Kind.nil && !local && !chosen) served ||= call;
  }
  if (route === NONE || served === NONE) return;
  report(spec, {
    message: `This import puts the profiler on the default mux, and line ${tree.line(served)} serves that mux to clients with \`${routeOf(file, route)}\` on it: whoever reaches the service reads its memory at /debug/pprof/heap.`,
    evidence: [served, route],
  });
}

/** Hands the profiler's functions to a router: `mux.HandleFunc("/debug/pprof/", pprof.Index)`. */
function servesProfiler(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  return file.arguments(call).some((argument) => {
    const inner = isCall(tree, argument) ? calleeOf(tree, argument) : argument;
    const found = file.qualified(inner);
    if (found?.package === PPROF) return found.name === 'Index';
    if (found && /^github\.com\/go-chi\/chi(?:\/v\d+)?\/middleware$/.test(found.package))
      return found.name === 'Profiler';
    return (file.arguments(argument) ?? []).some((one) => isCall(tree, argument) && file.is(one, PPROF, 'Index'));
  });
}

function onRouter(file: GoFile, call: NodeId, report: Report): void {
  const { tree, bindings } = file;
  const router = tree.child(calleeOf(tree, call), Field.operand);
  const declaration = tree.kind(router) === Kind.identifier ? (bindings[router] as number) : NONE;
  const fn = enclosingFunction(tree, call);
  if (!declaration || fn === NONE || isConditional(file, call, fn) || ASKED.test(file.symbolAt(call) ?? '')) return;
  for (let node = fn; node < tree.next(fn); node++) {
    if (!isCall(tree, node) || node === call || !ROUTES.test(calledName(file, node))) continue;
    const operand = tree.child(calleeOf(tree, node), Field.operand);
    if (!operand || bindings[operand] !== declaration) continue;
    // Told once for each router.
    if (servesProfiler(file, node) && node < call) return;
    if (!isOwnRoute(file, node)) continue;
    report(call, {
      message: `The profiler is on the same router as \`${routeOf(file, node)}\` (line ${tree.line(node)}): whoever reaches the service reads its memory, with users' data in it, and starts profiles that take its CPU.`,
      evidence: [node],
    });
    return;
  }
}

/** Under an `if`, somebody decides. */
function isConditional(file: GoFile, call: NodeId, fn: NodeId): boolean {
  return file.tree.ancestor(call, Kind.if_statement, Kind.expression_case) > fn;
}

function routeOf(file: GoFile, call: NodeId): string {
  return formatText(file, file.arguments(call)[0] ?? NONE) ?? '';
}

function isOwnRoute(file: GoFile, call: NodeId): boolean {
  const route = routeOf(file, call);
  const isProfiler = file.arguments(call).some((argument) => /\bpprof\./.test(file.tree.textOf(argument)));
  return !isProfiler && route !== '' && !ADMIN.test(route);
}
