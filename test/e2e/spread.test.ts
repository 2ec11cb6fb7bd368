import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../src/core/findings/finding.ts';
import type { GoReader } from '../../src/core/go/reader.ts';
import { NO_CACHE } from '../../src/edge/cache/facts-cache.ts';
import { openGitRange } from '../../src/edge/fetch/git-range.ts';
import { createGoReader } from '../../src/edge/parse/go-reader.ts';
import { openSqlParser } from '../../src/edge/parse/sql.ts';
import { review } from '../../src/pipeline/review.ts';
import { type GitSandbox, gitSandbox } from '../core/change/git-sandbox.ts';

const BASE: Readonly<Record<string, string>> = {
  'go.mod': 'module example.com/shop\n\ngo 1.25\n',
  'answer/read.go': `package answer

import (
	"io"
	"log"
	"net/http"
)

func Read(resp *http.Response) ([]byte, error) {
	log.Print("answered")
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
`,
  // Calls the changed function through one that stays as it is.
  'answer/text.go': `package answer

import "net/http"

func Text(resp *http.Response) string {
	text, _ := Read(resp)
	return string(text)
}
`,
  'prices/prices.go': `package prices

import (
	"context"
	"net/http"

	"example.com/shop/answer"
)

func Of(ctx context.Context, client *http.Client) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://prices.example.com", nil)
	if err != nil {
		return "", err
	}
	resp, err := client.Do(req)
	if err != nil {
		return "", err
	}
	return answer.Text(resp), nil
}
`,
  'mail/mail.go': `package mail

type Sender struct{ sent int }

func (s *Sender) Send(to string) error {
	return s.queue(to)
}

func (s *Sender) queue(to string) error {
	return deliver(to)
}
`,
  'mail/deliver.go': `package mail

func deliver(to string) error {
	return nil
}
`,
  'orders/orders.go': `package orders

import (
	"context"
	"database/sql"

	"example.com/shop/mail"
)

type Orders struct {
	db   *sql.DB
	mail *mail.Sender
}

func (o *Orders) Place(ctx context.Context) error {
	tx, err := o.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "INSERT INTO orders VALUES (1)"); err != nil {
		return err
	}
	if err := o.mail.Send("buyer"); err != nil {
		return err
	}
	return tx.Commit()
}
`,
  'names/names.go': `package names

import (
	"context"
	"database/sql"
)

type Names struct{ db *sql.DB }

func (n *Names) Get(ctx context.Context, id int) (name string, err error) {
	return "", nil
}
`,
  'orders/list.go': `package orders

import (
	"context"
	"database/sql"
)

type Names interface {
	Get(ctx context.Context, id int) (string, error)
}

type Lists struct {
	db    *sql.DB
	names Names
}

func (l *Lists) All(ctx context.Context) ([]string, error) {
	rows, err := l.db.QueryContext(ctx, "SELECT customer_id FROM orders")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []string
	for rows.Next() {
		var id int
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		name, err := l.names.Get(ctx, id)
		if err != nil {
			return nil, err
		}
		found = append(found, name)
	}
	return found, rows.Err()
}
`,
  'cart/unlock.go': `package cart

func (c *Cart) leave() {
	c.mu.Unlock()
	c.left++
}
`,
  'cart/cart.go': `package cart

import (
	"errors"
	"sync"
)

type Cart struct {
	mu    sync.Mutex
	left  int
	items []string
}

func (c *Cart) Add(item string) error {
	c.mu.Lock()
	if item == "" {
		c.leave()
		return errors.New("no item")
	}
	c.items = append(c.items, item)
	c.mu.Unlock()
	return nil
}
`,
};

let git: GitSandbox;
let go: GoReader;
beforeAll(() => {
  go = createGoReader({ cache: NO_CACHE });
  git = gitSandbox();
  for (const [path, text] of Object.entries(BASE)) git.write(path, text);
  git.commit();
});
afterAll(async () => {
  await go.close();
  git.dispose();
});

/** What is new when a text in a file is replaced. */
async function newAfter(path: string, from: string, to: string): Promise<Finding[]> {
  git.git('checkout', '-q', '-B', 'change', 'main');
  git.write(path, (BASE[path] ?? '').replace(from, to));
  git.commit();
  const pull = await openGitRange({ repo: git.folder, base: 'main', head: 'change', env: git.env });
  const ports = { go, sql: openSqlParser, now: () => 0, today: '2026-01-01', progress: () => {} };
  const outcome = await review(pull, ports, { failOn: null });
  await pull.close();
  return outcome.review.findings.filter((finding) => finding.new);
}

describe('a helper whose callers did not change', () => {
  it('no longer closes what they pass through another', async () => {
    expect(await newAfter('answer/read.go', '\tdefer resp.Body.Close()\n', '')).toMatchObject([
      {
        standard: 'resource/body-not-closed',
        path: 'prices/prices.go',
        line: 15,
        causal: { path: 'answer/read.go', line: 10 },
      },
    ]);
  });

  it('asks another process within their transaction', async () => {
    const found = await newAfter(
      'mail/deliver.go',
      'package mail\n\nfunc deliver(to string) error {\n\treturn nil',
      'package mail\n\nimport "net/http"\n\nfunc deliver(to string) error {\n\t_, err := http.Get(to)\n\treturn err',
    );
    expect(found.filter(({ standard }) => standard === 'data/tx-holds-remote-call')).toMatchObject([
      { path: 'orders/orders.go', line: 24, causal: { path: 'mail/deliver.go', line: 6 } },
    ]);
  });

  it('asks the database for each of their rows, behind an interface', async () => {
    const found = await newAfter(
      'names/names.go',
      'return "", nil',
      'err = n.db.QueryRowContext(ctx, "SELECT name FROM customers WHERE id = $1", id).Scan(&name)\n\treturn name, err',
    );
    expect(found).toMatchObject([
      { standard: 'data/n-plus-one', path: 'orders/list.go', causal: { path: 'names/names.go', line: 11 } },
    ]);
  });

  it('no longer unlocks', async () => {
    expect(await newAfter('cart/unlock.go', '\tc.mu.Unlock()\n', '')).toMatchObject([
      {
        standard: 'concurrency/unlock-missing-path',
        path: 'cart/cart.go',
        causal: { path: 'cart/unlock.go', line: 3 },
      },
    ]);
  });

  it('has another log line, and nothing else', async () => {
    expect(await newAfter('answer/read.go', '"answered"', '"answered", resp.Status')).toEqual([]);
  });
});
