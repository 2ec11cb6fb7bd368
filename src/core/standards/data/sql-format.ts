import type { GoFile } from '../../go/file.ts';
import { isCall } from '../../go/syntax/calls.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { calledText } from '../support/ignorable.ts';
import { type Piece, piecesOf } from '../support/pieces.ts';
import { quoted } from '../support/quoted.ts';
import {
  importsAny,
  readsRequests,
  requestFlows,
  type Sink,
  sinkText,
  sourceText,
  stepsOf,
} from '../support/request-flow.ts';
import { isMigration, sqlOf } from '../support/sql.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';
import { mayHoldText } from '../support/trace.ts';
import { rootOf } from '../support/values.ts';

const STATEMENT = /^\s*(?:select|insert|update|delete|with|replace|merge)\b/i;
/** What stands before a value in SQL, its quote included. */
const BEFORE_VALUE = /(?:(?:=|<|>|\blike|\bvalues\s*\(|\bilike)\s*'%?|'%?)$/i;
const SETTLED =
  /c(?:on)?fi?g|conf\b|opt(?:ion)?s?\b|settings|table|schema|database|\bdb|dbname|column|index|prefix|partition|view|slot|\bts\b|time|date/i;

export const sqlFormat = defineStandard({
  id: 'data/sql-format',
  severity: 'critical',
  lane: 'D',
  flags: [],
  title: 'SQL put together from request data',
  why: 'A quote in the value ends the string, and the rest of it is SQL: whoever sends the request reads other tables, logs in as anyone or drops what they like.',
  fix: 'Give values as arguments of the statement. Names of columns, which take no placeholder, come from a map of those allowed.\n\n```go\nrows, err := db.QueryContext(ctx, "SELECT id FROM orders WHERE customer = $1", customer)\n```',
  references: [
    'https://go.dev/doc/database/sql-injection',
    'https://cheatsheetseries.owasp.org/cheatsheets/SQL_Injection_Prevention_Cheat_Sheet.html',
    'https://cwe.mitre.org/data/definitions/89.html',
  ],
  examples: {
    bad: [
      `type store struct{ db *sql.DB }

func (s *store) find(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("name")
	query := "SELECT id FROM orders WHERE customer = '" + name + "'"
	rows, err := s.db.QueryContext(r.Context(), query) // want
	if err != nil {
		return
	}
	defer rows.Close()
}`,
      `package orders

import (
	"context"
	"database/sql"
	f "fmt"
	"net/http"
)

type store struct{ db *sql.DB }

func (s *store) list(w http.ResponseWriter, r *http.Request) {
	s.sorted(r.Context(), r.FormValue("sort")) // want
}

func (s *store) sorted(ctx context.Context, column string) error {
	rows, err := s.db.QueryContext(ctx, f.Sprintf("SELECT id FROM orders ORDER BY %s LIMIT %d", column, 10))
	if err != nil {
		return err
	}
	return rows.Close()
}`,
      `package orders

import (
	"strings"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"
)

func find(db *gorm.DB) gin.HandlerFunc {
	return func(c *gin.Context) {
		var b strings.Builder
		b.WriteString("SELECT * FROM orders WHERE 1 = 1")
		if status := c.Query("status"); status != "" {
			b.WriteString(" AND status = '" + status + "'")
		}
		var found []string
		db.Raw(b.String()).Scan(&found) // want
	}
}`,
      `func rename(db *sql.DB, id int, name string) error {
	_, err := db.Exec(fmt.Sprintf("UPDATE orders SET name = '%s' WHERE id = %d", name, id)) // want
	return err
}`,
      {
        'orders/handler.go': `package orders

import "net/http"

type handler struct{ store *Store }

func (h *handler) search(w http.ResponseWriter, r *http.Request) {
	found, err := h.store.Search(r.Context(), r.URL.Query().Get("status"))
	if err == nil {
		w.Write([]byte(found))
	}
}
`,
        'orders/store.go': `package orders

import (
	"context"
	"database/sql"
	"fmt"
)

type Store struct{ db *sql.DB }

func (s *Store) Search(ctx context.Context, status string) (string, error) {
	var found string
	row := s.db.QueryRowContext(ctx, fmt.Sprintf("SELECT id FROM orders WHERE status = '%s'", status)) // want
	return found, row.Scan(&found)
}
`,
      },
    ],
    good: [
      `const table = "orders"

func find(db *sql.DB, r *http.Request) {
	db.Query("SELECT id FROM "+table+" WHERE customer = $1", r.FormValue("customer"))
	db.Query(fmt.Sprintf("SELECT id FROM %s WHERE id IN (%s)", table, strings.Repeat("?,", 3)), 1, 2, 3)
}`,
      `var columns = map[string]string{"date": "created_at", "name": "customer"}

func list(w http.ResponseWriter, r *http.Request, db *sql.DB) {
	column, ok := columns[r.FormValue("sort")]
	if !ok {
		return
	}
	db.Query("SELECT id FROM orders ORDER BY " + column)
}`,
      `func list(w http.ResponseWriter, r *http.Request, db *sql.DB) {
	limit, err := strconv.Atoi(r.FormValue("limit"))
	if err != nil {
		return
	}
	order := r.FormValue("order")
	switch order {
	case "asc", "desc":
	default:
		order = "asc"
	}
	db.Query(fmt.Sprintf("SELECT id FROM orders ORDER BY id %s LIMIT %d", order, limit))
}`,
      `package orders

import (
	"database/sql"
	"net/http"

	"github.com/lib/pq"
)

type store struct {
	db    *sql.DB
	table string
}

func (s *store) list(w http.ResponseWriter, r *http.Request) {
	s.db.Query("SELECT id FROM " + pq.QuoteIdentifier(r.FormValue("table")))
	s.db.Query("SELECT id FROM " + s.table + " WHERE id = $1", r.FormValue("id"))
}`,
      `type index struct{}

func (index) Query(text string) {}

func find(w http.ResponseWriter, r *http.Request) {
	db := index{}
	db.Query("name = '" + r.FormValue("name") + "'")
}`,
    ],
  },
  go: {
    source_file(_root, file, report) {
      if (!importsAny(file, /sql|pgx|gorm/) && !file.facts.functions.some(({ uses }) => uses.includes('.QueryContext')))
        return;
      if (isTestCode(file) || isTooling(file) || isMigration(file)) return;
      const proven = new Set<NodeId>();
      if (readsRequests(file)) {
        for (const flow of requestFlows(file, { sinks: sqlSinks, narrows: (_file, text) => text })) {
          proven.add(flow.sink.call);
          report(flow.at, {
            message: `${sourceText(file, flow)} becomes part of the SQL that ${sinkText(file, flow)} runs: whoever sends the request ends the value with a quote and goes on with SQL of their own.`,
            evidence: stepsOf(flow),
          });
        }
      }
      hints(file, proven, report);
    },
  },
});

function sqlSinks(file: GoFile, call: NodeId): Sink[] {
  const value = sqlOf(file, call);
  return value === null ? [] : [{ call, value }];
}

/** Values within quotes that are written into SQL, wherever they come from. */
function hints(file: GoFile, proven: ReadonlySet<NodeId>, report: Report): void {
  for (let call = 1; call < file.tree.size; call++) {
    if (!isCall(file.tree, call) || proven.has(call)) continue;
    const sql = sqlOf(file, call);
    const value = sql === null ? NONE : quotedValue(file, piecesOf(file, sql));
    if (value === NONE) continue;
    report(call, {
      lane: 'H',
      severity: 'high',
      message: `${quoted(file.tree, value)} is written between quotes into the SQL of \`${calledText(file, call)}\`: a quote in it ends the string there, and the rest runs as SQL. Give it as an argument.`,
      evidence: [value],
    });
  }
}

function quotedValue(file: GoFile, pieces: readonly Piece[]): NodeId {
  const [first] = pieces;
  if (first === undefined || !('text' in first) || !STATEMENT.test(first.text)) return NONE;
  let before = '';
  for (const piece of pieces) {
    if ('text' in piece) {
      before += piece.text;
      continue;
    }
    const isText = /^[sv]$/.test(piece.verb) && isString(file, piece.value);
    if (isText && BEFORE_VALUE.test(before) && isOpen(before)) return piece.value;
    before += 'x';
  }
  return NONE;
}

/** A variable of the function or a field; what settings and names of tables hold is the program's own choice. */
function isString(file: GoFile, value: NodeId): boolean {
  const root = rootOf(file.tree, value);
  if (root === NONE || !file.bindings[root] || isCall(file.tree, value) || SETTLED.test(file.tree.textOf(value)))
    return false;
  const type = file.typeOf(value);
  return type.kind === 'named' && type.package === '' && type.name === 'string' && mayHoldText(file, value);
}

/** An odd number of quotes stands before: the value is within a string. */
function isOpen(before: string): boolean {
  return (before.match(/'/g)?.length ?? 0) % 2 === 1;
}
