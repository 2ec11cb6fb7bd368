import type { GoFile } from '../../go/file.ts';
import { enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { ROUTE_CALLS, type Route, routeOf } from '../support/routes.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';
import { isSamePath } from '../support/values.ts';

export const unversionedRoute = defineStandard({
  id: 'api/unversioned-route',
  severity: 'low',
  lane: 'H',
  flags: [],
  title: 'Route without the version that its siblings have',
  why: 'A path without a version cannot change: the next incompatible form has no place beside it, so every client must move on the day of the release, or the old form stays for ever.',
  fix: 'Put the route under the version that the others have.\n\n```go\nmux.Handle("POST /v1/refunds", handler)\n```',
  references: [
    'https://cloud.google.com/apis/design/versioning',
    'https://learn.microsoft.com/en-us/azure/architecture/best-practices/api-design#implement-versioning',
  ],
  examples: {
    bad: [
      `func routes(mux *http.ServeMux, h http.Handler) {
	mux.Handle("POST /v1/orders", h)
	mux.Handle("GET /v1/orders/{id}", h)
	mux.Handle("POST /v1/orders/{id}/cancel", h)
	mux.Handle("POST /refunds", h) // want
}`,
      `package api

import web "github.com/gin-gonic/gin"

func routes(engine *web.Engine, h web.HandlerFunc) {
	engine.GET("/api/v2/users", h)
	engine.POST("/api/v2/users", h)
	engine.DELETE("/api/v2/users/:id", h)
	engine.GET("/api/orders", h) // want
}`,
      `package api

import (
	"net/http"

	"github.com/gorilla/mux"
)

type server struct{ router *mux.Router }

func (s *server) routes(h http.HandlerFunc) {
	s.router.HandleFunc("/v1/items", h).Methods("GET")
	s.router.HandleFunc("/v1/items", h).Methods("POST")
	s.router.HandleFunc("/v1/items/{id}", h).Methods("PUT")
	s.router.HandleFunc("/baskets", h).Methods("POST") // want
}`,
    ],
    good: [
      // What runs the service, and what is no interface of others.
      `func routes(mux *http.ServeMux, h http.Handler) {
	mux.Handle("POST /v1/orders", h)
	mux.Handle("GET /v1/orders/{id}", h)
	mux.Handle("POST /v1/orders/{id}/cancel", h)
	mux.Handle("GET /healthz", h)
	mux.Handle("GET /metrics", h)
	mux.Handle("POST /callbacks/settled", h)
	mux.Handle("/", h)
}`,
      `func routes(public, admin *http.ServeMux, h http.Handler) {
	public.Handle("POST /v1/orders", h)
	public.Handle("GET /v1/orders/{id}", h)
	public.Handle("POST /v1/orders/{id}/cancel", h)
	admin.Handle("POST /orders", h)
}

func half(mux *http.ServeMux, h http.Handler) {
	mux.Handle("POST /v1/orders", h)
	mux.Handle("POST /orders", h)
	mux.Handle("POST /items", h)
}`,
      `type registry struct{}

func (registry) Handle(pattern string, h any) {}

func routes(http registry) {
	http.Handle("POST /v1/orders", 1)
	http.Handle("GET /v1/orders/{id}", 1)
	http.Handle("POST /v1/orders/{id}/cancel", 1)
	http.Handle("POST /refunds", 1)
}`,
    ],
  },
  calls: ROUTE_CALLS,
  go: {
    call_expression(call, file, report) {
      const route = routeOf(file, call);
      if (!route || !isBare(route) || isTestCode(file) || isTooling(file)) return;
      const siblings = siblingsOf(file, call, route);
      const versioned = siblings.filter((sibling) => VERSIONED.test(sibling.route.path));
      const bare = siblings.filter((sibling) => isBare(sibling.route));
      const [first] = versioned;
      if (!first || versioned.length < FEWEST || bare.length * 3 > versioned.length) return;
      report(call, {
        message: `\`${route.path}\` has no version, while ${versioned.length} routes beside it have one (\`${first.route.path}\`): it cannot change its form without breaking whoever calls it.`,
        evidence: [first.call],
      });
    },
  },
});

const VERSIONED = /^\/(?:[\w.-]+\/)?v\d+(?:\w*)(?:\/|$)/;
/** Routes for those who run the service, for browsers, and for parties that are told the whole address. */
const APART =
  /health|live|ready|metrics|debug|pprof|ping|version|status|info|docs?\b|swagger|openapi|static|assets|favicon|robots|\.well-known|log-?(?:in|out)|oauth|oidc|auth|callback|hook|admin|internal|\bws\b|socket|graphql|\bui\b|\.\w+$|\*|\.\.\.\}/i;
const FEWEST = 3;

function isBare({ path }: Route): boolean {
  return /^\/\w/.test(path) && !/(?:^|\/)v\d/.test(path) && !APART.test(path);
}

/** Routes that the function registers with the same router, this one included. */
function siblingsOf(file: GoFile, call: NodeId, { router }: Route): { call: NodeId; route: Route }[] {
  const { tree } = file;
  const around = enclosingFunction(tree, call);
  if (around === NONE || router === NONE) return [];
  const found: { call: NodeId; route: Route }[] = [];
  for (let node = around; node < tree.next(around); node++) {
    const route = isCall(tree, node) ? routeOf(file, node) : null;
    if (route && route.router !== NONE && isSamePath(file, route.router, router)) found.push({ call: node, route });
  }
  return found;
}
