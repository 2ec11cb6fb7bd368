import type { GoFile } from '../../go/file.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { calledText } from '../support/ignorable.ts';
import { publishOf } from '../support/publishes.ts';
import { remoteBehind } from '../support/remote.ts';
import { isTestCode } from '../support/test-code.ts';
import { TRANSACTION_CALLS, transactionBegunBy } from '../support/transactions.ts';

export const txHoldsRemoteCall = defineStandard({
  id: 'data/tx-holds-remote-call',
  severity: 'high',
  lane: 'D',
  flags: ['cascading-failure'],
  title: 'Network call inside a database transaction',
  why: 'While the other service answers, the transaction keeps its row locks and its connection. When that service slows from 20 ms to 5 s, the pool is empty after a few requests and everything that touches the database stands still, for a fault that was somebody else’s. And what the call did stays when the transaction is rolled back.',
  fix: 'Call first or afterwards, with the state between written down: insert the order as pending and commit, call, then move it on in a second transaction.',
  references: [
    'https://microservices.io/patterns/data/saga.html',
    'https://www.postgresql.org/docs/current/explicit-locking.html',
    'https://pkg.go.dev/database/sql#DB.SetMaxOpenConns',
  ],
  examples: {
    bad: [
      `func place(ctx context.Context, db *sql.DB, client *http.Client, req *http.Request) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "INSERT INTO orders VALUES (1)"); err != nil {
		return err
	}
	resp, err := client.Do(req) // want
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return tx.Commit()
}`,
      {
        'acquirer/client.go': `package acquirer

import (
	"context"
	web "net/http"
)

type Client struct{ http *web.Client }

func (c *Client) Authorize(ctx context.Context, cents int64) error { return c.post(ctx, "auth") }

func (c *Client) post(ctx context.Context, path string) error {
	request, err := web.NewRequestWithContext(ctx, "POST", path, nil)
	if err != nil {
		return err
	}
	response, err := c.http.Do(request)
	if err != nil {
		return err
	}
	return response.Body.Close()
}
`,
        'orders/orders.go': `package orders

import (
	"context"

	"example.com/service/acquirer"
	"github.com/jackc/pgx/v5/pgxpool"
)

type service struct {
	pool     *pgxpool.Pool
	acquirer *acquirer.Client
}

func (s *service) buy(ctx context.Context) error {
	tx, err := s.pool.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback(ctx)
	if err := s.acquirer.Authorize(ctx, 5); err != nil { // want
		return err
	}
	return tx.Commit(ctx)
}
`,
      },
      `package orders

import (
	"net/http"

	"gorm.io/gorm"
)

func create(db *gorm.DB, url string) error {
	return db.Transaction(func(tx *gorm.DB) error {
		if err := tx.Exec("UPDATE orders SET status = 'paid'").Error; err != nil {
			return err
		}
		return notify(url) // want
	})
}

func notify(url string) error {
	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}`,
    ],
    good: [
      `func place(ctx context.Context, db *sql.DB, client *http.Client, req *http.Request) error {
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO orders VALUES (1)"); err != nil {
		tx.Rollback()
		client.Do(req)
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	_, err = client.Do(req)
	return err
}`,
      `type Client struct{ cache map[string]string }

func (c *Client) Do(key string) string { return c.cache[key] }

func place(ctx context.Context, db *sql.DB, client *Client) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	client.Do("x")
	go http.Get("https://example.com/ping")
	return tx.Commit()
}`,
      `package orders

import (
	"net/http"

	"gorm.io/gorm"
)

func create(db *gorm.DB, build func() (*http.Request, error)) error {
	return db.Transaction(func(tx *gorm.DB) error {
		if _, err := http.NewRequest("GET", "https://example.com", nil); err != nil {
			return err
		}
		_, err := build()
		return err
	})
}`,
    ],
  },
  calls: TRANSACTION_CALLS,
  go: { call_expression: judge },
});

function judge(call: NodeId, file: GoFile, report: Report): void {
  const open = transactionBegunBy(file, call);
  if (open === null || isTestCode(file)) return;
  const { tree } = file;
  for (const called of open.calls) {
    // A publish in a transaction is another mistake: it is a second write.
    const remote = publishOf(file, called) === null ? remoteBehind(file, called) : null;
    if (remote === null) continue;
    const name = calledText(file, called);
    const way = remote.way.length > 1 ? ` (through \`${remote.way.slice(1).join('` → `')}\`)` : '';
    const transaction = open.name === '' ? 'the transaction' : `\`${open.name}\``;
    report(called, {
      message: `\`${name}\` waits for ${ARTICLES[remote.kind]}${way} while ${transaction} of line ${tree.line(open.begin)} is open: its rows stay locked and its connection taken for as long as the other side needs to answer.`,
      evidence: [open.begin],
    });
  }
}

const ARTICLES = {
  'HTTP request': 'an HTTP request',
  'gRPC call': 'a gRPC call',
  'AWS request': 'a request to AWS',
  mail: 'a mail server',
} as const;
