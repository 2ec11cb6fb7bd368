import type { GoFile } from '../../go/file.ts';
import { Field } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { type Answering, answering } from '../support/answering.ts';
import type { Behind } from '../support/behind.ts';
import { declarationNamed } from '../support/declarations.ts';
import { ROUTE_CALLS, type Route, routeOf } from '../support/routes.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';
import { writeBehind, writeIn } from '../support/writes.ts';

export const mutatingGet = defineStandard({
  id: 'api/mutating-get',
  severity: 'medium',
  lane: 'H',
  flags: ['no-idempotency'],
  title: 'GET that changes data',
  why: 'Whoever meets the address sends the GET without being asked: previews in chats, crawlers, mail scanners, browsers that load ahead, proxies that try again. An order is cancelled because somebody pasted a link; a page of another site does it with the cookies of whoever looks at it.',
  fix: 'Let the request that changes something be a POST, PUT, PATCH or DELETE, and keep GET for looking.\n\n```go\nmux.HandleFunc("POST /v1/orders/{id}/cancel", h.cancel)\n```',
  references: [
    'https://www.rfc-editor.org/rfc/rfc9110#section-9.2.1',
    'https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html',
  ],
  examples: {
    bad: [
      `type handler struct{ store *store }

type store struct{ db *sql.DB }

func (h *handler) routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/orders/{id}", h.show)
	mux.HandleFunc("GET /v1/orders/{id}/cancel", h.cancel) // want
}

func (h *handler) show(w http.ResponseWriter, r *http.Request) {
	h.store.find(r.Context(), r.PathValue("id"))
}

func (h *handler) cancel(w http.ResponseWriter, r *http.Request) {
	if err := h.store.cancel(r.Context(), r.PathValue("id")); err != nil {
		http.Error(w, "cancel failed", http.StatusInternalServerError)
	}
}

func (s *store) find(ctx context.Context, id string) error {
	return s.db.QueryRowContext(ctx, "SELECT 1 FROM orders WHERE id = $1", id).Err()
}

func (s *store) cancel(ctx context.Context, id string) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "UPDATE orders SET status = 'cancelled' WHERE id = $1", id); err != nil {
		return err
	}
	return tx.Commit()
}`,
      {
        'api/routes.go': `package api

import web "github.com/gin-gonic/gin"

func routes(engine *web.Engine, users *Users, auth web.HandlerFunc) {
	v1 := engine.Group("/v1")
	v1.GET("/users/:id", auth, users.Show)
	v1.GET("/users/:id/delete", auth, users.Delete) // want
	v1.DELETE("/users/:id", auth, users.Delete)
}`,
        'api/users.go': `package api

import (
	"github.com/gin-gonic/gin"
	"gorm.io/gorm"
)

type Repository interface {
	Load(id string) error
	Remove(id string) error
}

type Users struct{ repository Repository }

func (u *Users) Show(c *gin.Context)   { u.repository.Load(c.Param("id")) }
func (u *Users) Delete(c *gin.Context) { u.repository.Remove(c.Param("id")) }

type User struct{ ID string }

type repository struct{ db *gorm.DB }

func (r *repository) Load(id string) error   { return r.db.Where("id = ?", id).First(&User{}).Error }
func (r *repository) Remove(id string) error { return r.db.Where("id = ?", id).Delete(&User{}).Error }`,
      },
      `package main

import (
	"database/sql"
	"net/http"

	"github.com/gorilla/mux"
)

func serve(router *mux.Router, db *sql.DB, signedIn func(http.Handler) http.Handler) {
	router.Handle("/items/{id}/remove", signedIn(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { // want
		remove(db, mux.Vars(r)["id"])
	}))).Methods(http.MethodGet)
}

func remove[T any](db *sql.DB, id T) {
	db.Exec("DELETE FROM items WHERE id = $1", id)
}`,
    ],
    good: [
      // The protocol wants these to be GETs, or the write only notes that somebody looked.
      `type handler struct{ db *sql.DB }

func (h *handler) routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /oauth/callback", h.signIn)
	mux.HandleFunc("GET /posts/{id}", h.show)
	mux.HandleFunc("POST /posts/{id}/publish", h.publish)
	mux.HandleFunc("/posts/{id}/hide", h.publish)
}

func (h *handler) signIn(w http.ResponseWriter, r *http.Request) {
	h.db.ExecContext(r.Context(), "INSERT INTO sessions (id) VALUES ($1)", r.FormValue("state"))
}

func (h *handler) show(w http.ResponseWriter, r *http.Request) { h.countView(r.Context()) }

func (h *handler) countView(ctx context.Context) {
	h.db.ExecContext(ctx, "UPDATE posts SET views = views + 1")
}

func (h *handler) publish(w http.ResponseWriter, r *http.Request) {
	h.db.ExecContext(r.Context(), "UPDATE posts SET published = true WHERE id = $1", r.PathValue("id"))
}`,
      // The names tell nothing: what is proven to write does.
      `type cache struct{ items map[string]string }

func (c *cache) Delete(key string)              { delete(c.items, key) }
func (c *cache) Exec(command string) (int, error) { return 0, nil }

type handler struct{ cache *cache }

func routes(mux *http.ServeMux, h *handler) {
	mux.HandleFunc("GET /items/{id}/delete", h.remove)
}

func (h *handler) remove(w http.ResponseWriter, r *http.Request) {
	h.cache.Delete(r.PathValue("id"))
	h.cache.Exec("drop")
}`,
      `package api

import (
	"net/http"

	"github.com/go-chi/chi/v5"
	"gorm.io/gorm"
)

type User struct{ ID string }

func routes(r chi.Router, db *gorm.DB) {
	r.Get("/users/{id}", show(db))
	r.Post("/users/{id}/delete", func(w http.ResponseWriter, r *http.Request) { db.Delete(&User{}) })
}

func show(db *gorm.DB) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		db.First(&User{})
	}
}`,
      `type server struct{ db *sql.DB }

func (s *server) Get(path string, handle func()) {}

func routes(s *server, http *server) {
	s.Get("/reset", func() { s.db.Exec("DELETE FROM carts") })
	http.Get("/reset", func() { s.db.Exec("DELETE FROM carts") })
}`,
    ],
  },
  calls: ROUTE_CALLS,
  go: {
    call_expression(call, file, report) {
      const route = routeOf(file, call);
      if (!route || !isRead(route) || isTestCode(file) || isTooling(file) || IN_PROTOCOL.test(route.path)) return;
      const handler = answering(file, route.handler);
      const write = handler && writeOf(file, handler);
      if (!write || write.way.some(isAside)) return;
      const way = [...write.way, write.method].map((name) => `\`${name}\``).join(' → ');
      report(call, {
        message: `\`GET ${route.path}\` changes data through ${way}: a link preview, a crawler or a proxy that tries again does it without anybody asking.`,
        evidence: [route.handler],
      });
    },
  },
});

/** Places where a protocol sends the browser, or a mail's link, by GET. */
const IN_PROTOCOL =
  /callback|opt-?(?:in|out)|oauth|oidc|openid|saml|sso|\bauth|log-?(?:in|out)|sign-?(?:in|out|up)|logout|verif|confirm|activat|unsubscribe|redirect|session|token|invite|health|ready|migrat|seed|debug|test/i;
/** Words of functions that only note that somebody looked, keep what was read at hand, or make what is missing. */
const NOTES =
  /^(?:log|audit|track|record|touch|visit|views?|count|stats?|caches?|cached|session|seen|ensure|init|refresh|lazy|default|migrate|expire|clean|sync|usage|history|hits?|click|access|increment|incr|or)$/i;
/** First words of functions that promise to look only: what they write is a copy kept at hand. */
const READS = /^(?:get|list|load|find|fetch|show|read|search|query)$/i;

/** By its name, what the function writes is no change that whoever asks would miss. */
function isAside(name: string): boolean {
  return (
    READS.test(wordsOf(name.slice(name.indexOf('.') + 1))[0] ?? '') || wordsOf(name).some((word) => NOTES.test(word))
  );
}

/** `Store.SaveModels` as `Store`, `Save`, `Models`. */
function wordsOf(name: string): string[] {
  return name.split(/[._]|(?<=[a-z0-9])(?=[A-Z])/);
}

function isRead({ methods }: Route): boolean {
  return methods.length > 0 && methods.every((method) => method === 'GET' || method === 'HEAD');
}

function writeOf(file: GoFile, handler: Answering): Behind | null {
  if ('literal' in handler) return writeIn(file, bodyOf(file, handler.literal));
  const { callee } = handler;
  const declaration = declarationNamed(file, callee);
  if (declaration === NONE) return writeBehind(file.index, callee);
  const found = writeIn(file, bodyOf(file, declaration));
  const name = callee.receiver === null ? callee.name : `${callee.receiver}.${callee.name}`;
  return found && { ...found, way: [name, ...found.way] };
}

function bodyOf({ tree }: GoFile, fn: NodeId): NodeId {
  return tree.child(fn, Field.body);
}
