import type { GoFile } from '../../go/file.ts';
import { calleeOf, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { deref } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import type { Behind } from '../support/behind.ts';
import { asksServer } from '../support/database-server.ts';
import { callsWithin } from '../support/goroutine.ts';
import { calledName, calledText } from '../support/ignorable.ts';
import { isLastIteration } from '../support/iteration.ts';
import { isCommandLine } from '../support/program.ts';
import { isReadCall, isReadingName, readBehind } from '../support/reads.ts';
import { addressed, mentions, type RowLoop, rowLoopAt } from '../support/row-loop.ts';
import { onlyReads } from '../support/row-turn.ts';
import { isMigration } from '../support/sql.ts';
import { sqlOf } from '../support/statements.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';
import { rootOf } from '../support/values.ts';

export const nPlusOne = defineStandard({
  id: 'data/n-plus-one',
  severity: 'medium',
  lane: 'H',
  flags: ['cascading-failure'],
  title: 'Query for each row of another query',
  why: 'A list of n rows costs n + 1 round trips to the database, one after the other. It is fast with the ten rows of a test; with a thousand in production one page takes seconds, holds a connection all that time, and a few such pages at once leave none for anybody else.',
  fix: 'Ask once: join, or collect the keys and fetch what belongs to them with one query.\n\n```go\nrows, err := db.QueryContext(ctx, `SELECT … FROM customers WHERE id = ANY($1)`, pq.Array(ids))\n```\n\nWith gorm: `Preload("Customer")`.',
  references: [
    'https://www.postgresql.org/docs/current/functions-comparisons.html',
    'https://gorm.io/docs/preload.html',
    'https://go.dev/doc/database/querying',
  ],
  lasting: true,
  examples: {
    bad: [
      `type order struct {
	ID, CustomerID int
	Customer       string
}

func list(ctx context.Context, db *sql.DB) ([]order, error) {
	rows, err := db.QueryContext(ctx, "SELECT id, customer_id FROM orders")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var orders []order
	for rows.Next() {
		var o order
		if err := rows.Scan(&o.ID, &o.CustomerID); err != nil {
			return nil, err
		}
		row := db.QueryRowContext(ctx, "SELECT name FROM customers WHERE id = $1", o.CustomerID) // want
		if err := row.Scan(&o.Customer); err != nil {
			return nil, err
		}
		orders = append(orders, o)
	}
	return orders, rows.Err()
}`,
      `package store

import orm "gorm.io/gorm"

type user struct{ ID, TeamID int }

type team struct{ ID int }

func teams(db *orm.DB) (found []team, err error) {
	var users []user
	if err = db.Where("active").Find(&users).Error; err != nil {
		return nil, err
	}
	for i := range users {
		var t team
		if err = db.Where("id = ?", users[i].TeamID).First(&t).Error; err != nil { // want
			return nil, err
		}
		found = append(found, t)
	}
	return found, nil
}`,
      {
        'store/store.go': `package store

import (
	"context"

	"github.com/jackc/pgx/v5/pgxpool"
)

type Order struct{ ID, CustomerID int }

type Store struct{ pool *pgxpool.Pool }

func (s *Store) ListOrders(ctx context.Context) ([]Order, error) {
	rows, err := s.pool.Query(ctx, "SELECT id, customer_id FROM orders")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	return nil, rows.Err()
}

func (s *Store) GetCustomer(ctx context.Context, id int) (string, error) {
	var name string
	err := s.pool.QueryRow(ctx, "SELECT name FROM customers WHERE id = $1", id).Scan(&name)
	return name, err
}
`,
        'orders/orders.go': `package orders

import (
	"context"

	"example.com/service/store"
)

type reader interface {
	ListOrders(ctx context.Context) ([]store.Order, error)
	GetCustomer(ctx context.Context, id int) (string, error)
}

func names(ctx context.Context, r reader) ([]string, error) {
	orders, err := r.ListOrders(ctx)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, each := range orders {
		customer := each.CustomerID
		name, err := r.GetCustomer(ctx, customer) // want
		if err != nil {
			return nil, err
		}
		found = append(found, name)
	}
	return found, nil
}
`,
        'go.mod': 'module example.com/service\n\ngo 1.24\n',
      },
    ],
    good: [
      `func list(ctx context.Context, db *sql.DB) error {
	for offset := 0; ; offset += 100 {
		rows, err := db.QueryContext(ctx, "SELECT id FROM orders LIMIT 100 OFFSET $1", offset)
		if err != nil {
			return err
		}
		n := 0
		for rows.Next() {
			n++
		}
		rows.Close()
		if n == 0 {
			return nil
		}
	}
}

func prepared(ctx context.Context, db *sql.DB, ids []int) error {
	find, err := db.PrepareContext(ctx, "SELECT name FROM customers WHERE id = $1")
	if err != nil {
		return err
	}
	defer find.Close()
	for _, id := range ids {
		var name string
		if err := find.QueryRowContext(ctx, id).Scan(&name); err != nil {
			return err
		}
	}
	return nil
}`,
      `type job struct{ ID, OwnerID int }

func expire(ctx context.Context, db *sql.DB, jobs []job) error {
	rows, err := db.QueryContext(ctx, "SELECT id FROM jobs")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var j job
		if err := rows.Scan(&j.ID, &j.OwnerID); err != nil {
			return err
		}
		var owner string
		if err := db.QueryRowContext(ctx, "SELECT name FROM owners WHERE id = $1", j.OwnerID).Scan(&owner); err != nil {
			return err
		}
		if _, err := db.ExecContext(ctx, "UPDATE jobs SET owner = $1 WHERE id = $2", owner, j.ID); err != nil {
			return err
		}
	}
	return rows.Err()
}`,
      `package store

import "gorm.io/gorm"

type user struct{ ID, TeamID int }

type team struct{ ID int }

func teams(db *gorm.DB) (map[int]team, error) {
	var users []user
	if err := db.Find(&users).Error; err != nil {
		return nil, err
	}
	known := map[int]team{}
	for _, u := range users {
		if _, ok := known[u.TeamID]; ok {
			continue
		}
		var t team
		if err := db.First(&t, u.TeamID).Error; err != nil {
			return nil, err
		}
		known[u.TeamID] = t
	}
	return known, nil
}

func member(db *gorm.DB, users []user) (t team, err error) {
	if err = db.Find(&users).Error; err != nil {
		return t, err
	}
	for _, u := range users {
		if err := db.First(&t, u.TeamID).Error; err == nil {
			return t, nil
		}
	}
	return t, err
}

func first(db *gorm.DB) (t team, err error) {
	var users []user
	if err = db.Limit(3).Find(&users).Error; err != nil {
		return t, err
	}
	for _, u := range users {
		err = db.First(&t, u.TeamID).Error
	}
	return t, err
}`,
      `type shelf struct{}

func (shelf) Get(id int) string { return "" }

func (shelf) List() []int { return nil }

func names(s shelf) (found []string) {
	ids := s.List()
	for _, id := range ids {
		found = append(found, s.Get(id))
	}
	return found
}`,
    ],
  },
  go: {
    for_statement(loop, file, report) {
      if (!asksServer(file.index) || isTestCode(file)) return;
      const over = rowLoopAt(file, loop);
      if (!over || isTooling(file) || isMigration(file) || isLimited(file, over) || isOfSchema(file, over)) return;
      const asked = queriesIn(file, over);
      const [first] = asked;
      if (!first || !onlyReads(file, loop) || isCommandLine(file, loop)) return;
      for (const { call, behind } of asked) {
        const { tree } = file;
        const way = behind ? ` (\`${[...behind.way, behind.method].join('` → `')}\`)` : '';
        const second =
          over.open && !behind && isPool(file, call)
            ? `, each on a second connection while \`${tree.textOf(over.rows)}\` holds the first`
            : '';
        report(call, {
          message: `\`${calledText(file, call)}\`${way} asks the database once for each of \`${tree.textOf(over.rows)}\`, which \`${calledText(file, over.query)}\` of line ${tree.line(over.query)} fetched: 500 rows are 501 round trips, one after the other${second}.`,
          evidence: [over.query, over.loop],
        });
      }
    },
  },
});

/** Tables and columns, of which there are as many as somebody wrote. */
function isOfSchema(file: GoFile, over: RowLoop): boolean {
  const text = `${file.tree.textOf(over.query)} ${sqlOf(file, over.query)}`;
  return /\bsqlite_master\b|\binformation_schema\b|\bpg_catalog\b|\bSHOW TABLES\b|\bsys\.\w+|\bALL_TABLES\b/i.test(
    text,
  );
}

interface Asked {
  call: NodeId;
  behind: Behind | null;
}

/** Queries of the loop's body about its row. */
function queriesIn(file: GoFile, over: RowLoop): Asked[] {
  const { tree } = file;
  const found: Asked[] = [];
  for (const call of callsWithin(file, tree.child(over.loop, Field.body))) {
    const direct = isReadCall(file, call);
    if (!direct && !isReadingName(calledName(file, call))) continue;
    if (!isAbout(file, call, over) || isLastIteration(file, over.loop, statementOf(file, call))) continue;
    const callee = direct ? null : file.callee(call);
    const behind = callee && readBehind(file.index, callee);
    if (direct || behind) found.push({ call, behind });
  }
  return found;
}

function isPool(file: GoFile, call: NodeId): boolean {
  const type = deref(file.typeOf(file.tree.child(calleeOf(file.tree, call), Field.operand)));
  return type.kind === 'named' && /^(?:DB|Pool)$/.test(type.name);
}

/** Something of the row goes into the query; what it is asked of is the same for all rows. */
function isAbout(file: GoFile, call: NodeId, { holds }: RowLoop): boolean {
  const { tree, bindings } = file;
  const root = rootOf(tree, calleeOf(tree, call));
  if (root !== NONE && holds.has(bindings[root] as number)) return false;
  return chain(file, call).some((part) =>
    file.arguments(part).some((argument) => addressed(tree, argument) === NONE && mentions(file, argument, holds)),
  );
}

/** The calls of `db.Where("id = ?", id).First(&user)`. */
function chain(file: GoFile, call: NodeId): NodeId[] {
  const { tree } = file;
  const calls: NodeId[] = [];
  for (let at = call; isCall(tree, at); at = tree.child(calleeOf(tree, at), Field.operand)) calls.push(at);
  return calls;
}

function statementOf({ tree }: GoFile, node: NodeId): NodeId {
  let at = node;
  while (tree.kind(tree.parent(at)) !== Kind.statement_list && tree.parent(at) !== NONE) at = tree.parent(at);
  return at;
}

/** A few rows at most. */
function isLimited(file: GoFile, { query }: RowLoop): boolean {
  const text = `${file.tree.textOf(query)} ${sqlOf(file, query)}`;
  return /\blimit\b\W{0,3}\d\b(?!\d)/i.test(text);
}
