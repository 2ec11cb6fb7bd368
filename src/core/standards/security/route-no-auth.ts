import type { GoFile } from '../../go/file.ts';
import { enclosingDeclaration } from '../../go/syntax/calls.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { asksItself, authenticates } from '../support/authentication.ts';
import { OPEN_RPCS } from '../support/examples/guarded-rpcs.ts';
import { openRpcs, RPC_CALLS } from '../support/open-rpcs.ts';
import { openZero } from '../support/open-zero.ts';
import { type GuardedRoute, guardedRoutes } from '../support/route-guards.ts';
import { ROUTE_CALLS, routeOf } from '../support/routes.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

export const routeNoAuth = defineStandard({
  id: 'security/route-no-auth',
  severity: 'high',
  lane: 'D',
  flags: ['missing-auth'],
  title: 'Route outside the authentication that its siblings have',
  why: 'Every route beside it asks who the caller is; this one answers anybody. It is found by whoever reads the API’s documentation or tries paths, and nothing in the logs tells who called. Broken access control leads the list of what is exploited in web APIs.',
  fix: 'Put the route behind the middleware that the others have.\n\n```go\nmux.Handle("POST /orders", auth.Require(http.HandlerFunc(h.place)))\n```\n\nRoutes that are meant for everybody are declared, which lets this standard fail a check:\n\n```yaml\npublic_routes: [/login, GET /products/*]\n```',
  references: [
    'https://owasp.org/Top10/A01_2021-Broken_Access_Control/',
    'https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/',
    'https://cwe.mitre.org/data/definitions/306.html',
  ],
  examples: {
    bad: [
      ...OPEN_RPCS.bad,
      `type api struct{}

func (a *api) requireUser(next http.Handler) http.Handler { return authenticate(next) }

func authenticate(next http.Handler) http.Handler { return next }

func (a *api) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("POST /orders", a.requireUser(http.HandlerFunc(a.place)))
	mux.Handle("GET /orders/{id}", a.requireUser(http.HandlerFunc(a.get)))
	mux.Handle("POST /refunds", http.HandlerFunc(a.refund)) // want
	return mux
}

func (a *api) place(w http.ResponseWriter, r *http.Request)  {}
func (a *api) get(w http.ResponseWriter, r *http.Request)    {}
func (a *api) refund(w http.ResponseWriter, r *http.Request) {}`,
      `package api

import (
	"github.com/gin-gonic/gin"

	mw "example.com/service/middleware"
)

func routes() *gin.Engine {
	r := gin.Default()
	v1 := r.Group("/v1", mw.JWT())
	v1.POST("/orders", place)
	v1.DELETE("/orders/:id", remove)
	r.POST("/v1/refunds", refund) // want
	return r
}

func place(c *gin.Context)  {}
func remove(c *gin.Context) {}
func refund(c *gin.Context) {}`,
      `package api

import (
	"net/http"

	"github.com/go-chi/chi/v5"
)

func requireUser(next http.Handler) http.Handler { return next }

func routes() http.Handler {
	r := chi.NewRouter()
	r.Route("/orders", func(r chi.Router) {
		r.Group(func(r chi.Router) {
			r.Use(requireUser)
			r.Post("/", place)
			r.Put("/{id}", change)
		})
		r.Delete("/{id}", remove) // want
	})
	return r
}

func place(w http.ResponseWriter, r *http.Request)  {}
func change(w http.ResponseWriter, r *http.Request) {}
func remove(w http.ResponseWriter, r *http.Request) {}`,
      `package api

import "github.com/labstack/echo/v4"

func routes(e *echo.Echo, tokens echo.MiddlewareFunc) {
	e.POST("/orders", place, tokens)
	e.PUT("/orders/:id", place, tokens)
	e.PATCH("/stock", stock) // want
}

func place(c echo.Context) error { return nil }
func stock(c echo.Context) error { return nil }`,
    ],
    good: [
      ...OPEN_RPCS.good,
      // Public by what they are.
      `package api

import "github.com/gin-gonic/gin"

func routes(auth gin.HandlerFunc) *gin.Engine {
	r := gin.Default()
	r.POST("/login", open)
	r.GET("/healthz", open)
	r.POST("/webhooks/payments", open)
	r.Use(auth)
	r.POST("/orders", open)
	r.PUT("/orders/:id", open)
	return r
}

func open(c *gin.Context) {}`,
      // These ask when a request comes in: what is used later holds for the routes above it, too.
      `package api

import (
	"net/http"

	"github.com/gorilla/mux"
)

func routes(auth mux.MiddlewareFunc) http.Handler {
	r := mux.NewRouter()
	orders := r.PathPrefix("/orders").Subrouter()
	orders.Use(auth)
	orders.HandleFunc("/{id}", open).Methods("PUT")
	orders.HandleFunc("/all", open).Methods("POST")
	refunds := r.PathPrefix("/refunds").Subrouter()
	refunds.HandleFunc("/all", open).Methods("POST")
	refunds.Use(auth)
	return r
}

func open(w http.ResponseWriter, r *http.Request) {}`,
      // Middleware of which nobody here knows what it does.
      `package api

import (
	"github.com/gofiber/fiber/v2"

	"git.example.org/platform/web"
)

func routes(auth fiber.Handler) {
	app := fiber.New()
	app.Post("/orders", auth, open)
	app.Put("/orders/:id", auth, open)
	app.Post("/refunds", web.Standard(), open)
}

func open(c *fiber.Ctx) error { return nil }`,
      // As many are open as not: a public API with a part for its owners.
      `func routes(auth func(http.HandlerFunc) http.HandlerFunc) *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /orders", auth(open))
	mux.HandleFunc("DELETE /orders/{id}", auth(open))
	mux.HandleFunc("POST /comments", open)
	mux.HandleFunc("POST /votes", open)
	return mux
}

func open(w http.ResponseWriter, r *http.Request) {}`,
    ],
  },
  calls: new RegExp(`${ROUTE_CALLS.source}|${RPC_CALLS.source}`),
  services: ({ index }, report) => openZero(index, report),
  go: {
    call_expression(call, file, report) {
      if (!isTestCode(file) && !isTooling(file)) openRpcs(call, file, report);
      const route = routeOf(file, call);
      if (!route || isTestCode(file) || isTooling(file)) return;
      const all = routesAround(file, call);
      const own = all.find((one) => one.call === call);
      if (!own?.isOpen) return;
      const asks = asksItself(file, own.handler);
      // Reading is open more often than writing: guarded readers tell of writers, but not the other way round.
      const guarded = all.filter((one) => one.isGuarded && (isReader(one) || !isReader(own)));
      const open = all.filter((one) => one.isOpen && isReader(one) === isReader(own));
      const [first] = guarded;
      if (asks === null || (asks && !own.isWhole)) return;
      if (!first || guarded.length < FEWEST || open.length * 2 > guarded.length) return;
      const beside = `${guarded.length} routes beside it ask who the caller is before their handlers run (\`${first.path}\`)`;
      report(call, {
        ...(asks
          ? { lane: 'H' as const, severity: 'low' as const }
          : own.isWhole
            ? {}
            : { lane: 'H' as const, severity: 'medium' as const }),
        route: `${own.route.methods[0] ?? ''} ${own.path}`.trim(),
        message: asks
          ? `\`${own.path}\` is outside of the middleware: ${beside}; whom this one lets in, its handler decides alone.`
          : `\`${own.path}\` answers anybody: ${beside}, and nothing on the way to its own does.`,
        evidence: [first.call],
      });
    },
  },
});

const FEWEST = 2;
/** Ways in, and what is for machines that run or read the service. */
const PUBLIC =
  /health|live|ready|metrics|debug|pprof|ping|version|status|info|docs?(?![a-z])|swagger|openapi|static|assets|favicon|robots|\.well-known|log-?(?:in|out)|sign-?(?:in|up|out)|regist|oauth|oidc|saml|sso|auth|token|session|callback|hook|public|password|forgot|reset|recover|verif|confirm|activat|invit|captcha|otp|csrf|config|setup|install|\bws\b|socket|graphql|feed|rss|sitemap|share|contact|subscri|announce|\*|\.\.\.\}|\.\w+$|^\/?$/i;

/** Who makes an account has none yet. */
const SIGNS_UP = /\/(?:users?|members?|customers?)$/i;

const READS = /^(?:GET|HEAD|OPTIONS)$/;

function isReader({ route: { methods } }: GuardedRoute): boolean {
  return READS.test(methods[0] ?? '');
}

function isGuarded(file: GoFile, { guards }: GuardedRoute): boolean {
  return guards.some((guard) => authenticates(file, guard) === true);
}

function isOpen(file: GoFile, { path, guards, route }: GuardedRoute): boolean {
  if (PUBLIC.test(path) || (route.methods[0] === 'POST' && SIGNS_UP.test(path))) return false;
  return guards.every((guard) => authenticates(file, guard) === false);
}

/** A route with what its guards are known to do. */
interface ToldRoute extends GuardedRoute {
  isOpen: boolean;
  isGuarded: boolean;
}

const KNOWN = new WeakMap<GoFile, Map<NodeId, readonly ToldRoute[]>>();

/** The routes of the declaration around a call. */
function routesAround(file: GoFile, call: NodeId): readonly ToldRoute[] {
  const declaration = enclosingDeclaration(file.tree, call);
  if (declaration === NONE) return [];
  const known = KNOWN.get(file) ?? new Map<NodeId, readonly ToldRoute[]>();
  KNOWN.set(file, known);
  const found =
    known.get(declaration) ??
    guardedRoutes(file, declaration).map((one) => ({
      ...one,
      isOpen: isOpen(file, one),
      isGuarded: isGuarded(file, one),
    }));
  known.set(declaration, found);
  return found;
}
