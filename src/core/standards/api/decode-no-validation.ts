import type { GoFile } from '../../go/file.ts';
import { enclosingFunction } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { calledText } from '../support/ignorable.ts';
import { DECODING, readsRequest } from '../support/request-source.ts';
import { harmIn, storedAsItCame } from '../support/stored-body.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';
import { importsValidator, isValidated } from '../support/validation.ts';

export const decodeNoValidation = defineStandard({
  id: 'api/decode-no-validation',
  severity: 'medium',
  lane: 'H',
  flags: [],
  title: 'Request body stored as it came',
  why: 'Decoding checks that the text is JSON, nothing else: a field that is missing is its zero value, an amount may be negative, a name empty or a megabyte long. Stored once, the bad row is read by every other service, and repairing it takes a migration where a 400 would have done.',
  fix: 'Check the values next to the decoding, and say which one is wrong.\n\n```go\nif err := body.Validate(); err != nil {\n\thttp.Error(w, err.Error(), http.StatusBadRequest)\n\treturn\n}\n```',
  references: [
    'https://cheatsheetseries.owasp.org/cheatsheets/Input_Validation_Cheat_Sheet.html',
    'https://pkg.go.dev/encoding/json#Unmarshal',
    'https://gin-gonic.com/en/docs/binding/binding-and-validation/',
  ],
  examples: {
    bad: [
      `package refunds

import (
	"context"
	"database/sql"
	js "encoding/json"
	"net/http"
)

type body struct {
	OrderID     string \`json:"order_id"\`
	AmountCents int64  \`json:"amount_cents"\`
}

type store struct{ db *sql.DB }

func (s *store) create(ctx context.Context, order string, cents int64) error {
	_, err := s.db.ExecContext(ctx, "INSERT INTO refunds (order_id, amount_cents) VALUES ($1, $2)", order, cents)
	return err
}

type handler struct{ store *store }

func (h *handler) create(w http.ResponseWriter, r *http.Request) {
	var in body
	if err := js.NewDecoder(r.Body).Decode(&in); err != nil { // want
		http.Error(w, "not a refund", http.StatusBadRequest)
		return
	}
	_ = h.store.create(r.Context(), in.OrderID, in.AmountCents)
}`,
      {
        'api/users.go': `package api

import (
	"example.com/service/users"
	"github.com/gin-gonic/gin"
)

type create struct {
	Name string \`json:"name"\`
	Age  int    \`json:"age"\`
}

type API struct{ users users.Saver }

func (a *API) Create(c *gin.Context) {
	var in create
	if err := c.ShouldBindJSON(&in); err != nil { // want
		return
	}
	user := &users.User{Name: in.Name, Age: in.Age}
	c.Error(a.users.Save(user))
}
`,
        'users/users.go': `package users

import "gorm.io/gorm"

type User struct {
	Name string
	Age  int
}

type Saver interface{ Save(u *User) error }

type Store struct{ db *gorm.DB }

func (s *Store) Save(u *User) error { return s.db.Create(u).Error }
`,
      },
      `package notes

import (
	"github.com/labstack/echo/v4"
	"gorm.io/gorm"
)

type note struct{ Email string }

func add(db *gorm.DB) echo.HandlerFunc {
	return func(c echo.Context) error {
		in := new(note)
		if err := c.Bind(in); err != nil { // want
			return err
		}
		return db.Create(in).Error
	}
}`,
    ],
    good: [
      `package refunds

import (
	"database/sql"
	"encoding/json"
	"net/http"
)

type body struct{ Cents int64 }

func (b body) Validate() error { return nil }

func create(db *sql.DB) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var in body
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			return
		}
		if err := in.Validate(); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		_, _ = db.ExecContext(r.Context(), "INSERT INTO refunds (cents) VALUES ($1)", in.Cents)
	}
}`,
      `package users

import (
	"github.com/gin-gonic/gin"
	"gorm.io/gorm"
)

type user struct {
	Name string \`json:"name" binding:"required,max=80"\`
	Age  int    \`json:"age"\`
}

func add(db *gorm.DB, c *gin.Context) {
	var in user
	if err := c.ShouldBindJSON(&in); err != nil {
		return
	}
	db.Create(&in)
}`,
      `package refunds

import (
	"database/sql"
	"encoding/json"
	"net/http"
)

type body struct{ Cents int64 }

type ledger struct{ db *sql.DB }

func (l *ledger) add(cents int64) error {
	if cents <= 0 {
		return nil
	}
	_, err := l.db.Exec("INSERT INTO refunds (cents) VALUES ($1)", cents)
	return err
}

func (l *ledger) create(w http.ResponseWriter, r *http.Request) {
	var in body
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return
	}
	_ = l.add(in.Cents)
}

func (l *ledger) set(w http.ResponseWriter, r *http.Request) {
	var in body
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.Cents == 0 {
		return
	}
	_, _ = l.db.Exec("UPDATE refunds SET cents = $1", in.Cents)
}`,
      // A reply of another service.
      `package rates

import (
	"database/sql"
	"encoding/json"
	"net/http"
)

type rate struct{ Cents int64 }

func refresh(db *sql.DB, reply *http.Response) error {
	var in rate
	if err := json.NewDecoder(reply.Body).Decode(&in); err != nil {
		return err
	}
	_, err := db.Exec("UPDATE rates SET cents = $1", in.Cents)
	return err
}`,
    ],
  },
  calls: DECODING,
  go: { call_expression: judge },
});

function judge(call: NodeId, file: GoFile, report: Report): void {
  if (isTestCode(file) || isTooling(file)) return;
  const body = bodyInto(file, call);
  if (body === NONE || !readsRequest(file, call)) return;
  if (isValidated(file, file.typeOf(body)) || importsValidator(file.index)) return;
  const stored = storedAsItCame(file, call, body);
  const harm = stored && harmIn(file, body, stored);
  if (!stored || !harm) return;
  const { tree } = file;
  const way = [calledText(file, stored.call), ...stored.write.way.slice(1), stored.write.method];
  const steps = [...new Set(way)].map((name) => `\`${name}\``).join(' → ');
  report(call, {
    message: `What the client sent in \`${tree.textOf(body)}\` is stored by ${steps} as it came, and nothing on the way looks at a value: ${harm} ends up in the database.`,
    evidence: [stored.call],
  });
}

/** The variable of the function that the body is decoded into. */
function bodyInto(file: GoFile, call: NodeId): NodeId {
  const { tree, bindings } = file;
  const args = file.arguments(call);
  const given = args.at(-1) ?? NONE;
  const name = tree.kind(given) === Kind.unary_expression ? tree.child(given, Field.operand) : given;
  const declaration = tree.kind(name) === Kind.identifier ? (bindings[name] as number) : NONE;
  return declaration && enclosingFunction(tree, declaration) === enclosingFunction(tree, call) ? name : NONE;
}
