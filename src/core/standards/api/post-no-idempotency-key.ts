import { defineStandard } from '../standard.ts';
import { answering } from '../support/answering.ts';
import { declarationNamed } from '../support/declarations.ts';
import { quoted } from '../support/quoted.ts';
import { guardsRepeats, KEY, knowsKey } from '../support/repeats.ts';
import { ROUTE_CALLS, routeOf } from '../support/routes.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

export const postNoIdempotencyKey = defineStandard({
  id: 'api/post-no-idempotency-key',
  severity: 'low',
  lane: 'H',
  flags: ['no-idempotency'],
  title: 'POST that moves money or orders, and knows no repeat',
  why: 'When the answer is lost on the way, the client cannot tell whether the first request was done, and asks again. Without a key that both requests share, the service takes the second for a new one: two orders, two payments, two refunds.',
  fix: 'Ask for an `Idempotency-Key`, keep it beside what was created under a unique index, and answer a repeat with the first result.\n\n```go\nkey := r.Header.Get("Idempotency-Key")\nif key == "" {\n\thttp.Error(w, "an Idempotency-Key header is needed", http.StatusBadRequest)\n\treturn\n}\nrefund, err := h.store.Create(r.Context(), key, body)\n```',
  references: [
    'https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/',
    'https://docs.stripe.com/api/idempotent_requests',
    'https://aws.amazon.com/builders-library/making-retries-safe-with-idempotent-APIs/',
  ],
  examples: {
    bad: [
      `type handler struct{ create func(order string, cents int64) error }

func (h *handler) routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/refunds", h.refund) // want
	mux.HandleFunc("GET /v1/refunds", h.list)
}

func (h *handler) refund(w http.ResponseWriter, r *http.Request) { h.create(r.FormValue("order"), 100) }
func (h *handler) list(w http.ResponseWriter, r *http.Request)   {}`,
      {
        'api/routes.go': `package api

import web "github.com/gin-gonic/gin"

func routes(engine *web.Engine, h *Orders, auth web.HandlerFunc) {
	engine.POST("/users/:id/orders", auth, h.Place) // want
	engine.POST("/users/:id/addresses", auth, h.Place)
}`,
        'api/orders.go': `package api

import "github.com/gin-gonic/gin"

type Orders struct{}

func (o *Orders) Place(c *gin.Context) { c.Status(201) }`,
      },
      `package api

import (
	"net/http"

	"github.com/go-chi/chi/v5"
)

func routes(r chi.Router, pay func(string)) {
	r.Post("/wallets/{id}/withdraw", func(w http.ResponseWriter, r *http.Request) { // want
		pay(chi.URLParam(r, "id"))
	})
}`,
    ],
    good: [
      {
        'api/routes.go': `package api

import "net/http"

func routes(mux *http.ServeMux, h *Orders) {
	mux.HandleFunc("POST /v1/orders", h.Place)
	mux.HandleFunc("POST /v1/orders/{id}/cancel", h.Cancel)
	mux.HandleFunc("PUT /v1/orders/{id}", h.Cancel)
}`,
        'api/orders.go': `package api

import "net/http"

type order struct{ IdempotencyKey string }

type Orders struct{ place func(order) }

func (o *Orders) Place(w http.ResponseWriter, r *http.Request) {
	o.place(order{IdempotencyKey: r.Header.Get("Idempotency-Key")})
}

func (o *Orders) Cancel(w http.ResponseWriter, r *http.Request) {}`,
      },
      // A middleware of the repository sees to it.
      {
        'api/routes.go': `package api

import "net/http"

func routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /payments", func(w http.ResponseWriter, r *http.Request) {})
}`,
        'web/idempotent.go': `package web

import "net/http"

func IdempotentRequests(next http.Handler) http.Handler { return next }`,
      },
      `type server struct{}

func (server) HandleFunc(pattern string, handle func()) {}

func routes(http server) {
	http.HandleFunc("POST /payments", func() {})
}`,
    ],
  },
  calls: ROUTE_CALLS,
  go: {
    call_expression(call, file, report) {
      const route = routeOf(file, call);
      if (route?.methods.join() !== 'POST' || !CREATES.test(route.path) || isTestCode(file) || isTooling(file)) return;
      const handler = answering(file, route.handler);
      if (!handler || KEY.test(file.tree.text) || guardsRepeats(file.index)) return;
      if ('callee' in handler) {
        const fact = file.index.functionFact(handler.callee);
        if (!fact || knowsKey(file.package, fact)) return;
      }
      const declared = 'callee' in handler ? declarationNamed(file, handler.callee) : handler.literal;
      report(call, {
        message: `A client that repeats \`POST ${route.path}\` because the answer was lost has it done twice: ${quoted(file.tree, route.handler)} asks for no idempotency key.`,
        evidence: declared ? [declared] : [],
      });
    },
  },
});

/** Paths that end in what must not exist twice, or in the verb that moves it. */
const CREATES =
  /(?:^|\/)(?:payments?|charges?|refunds?|transfers?|payouts?|orders?|invoices?|checkouts?|purchases?|withdrawals?|withdraw|deposits?|bookings?|reservations?|pay|top-?up)\/?$/i;
