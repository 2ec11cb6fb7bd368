import type { GoFile } from '../../go/file.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { calledText } from '../support/ignorable.ts';
import { retriedAt, triesSome } from '../support/retried.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';
import { unsafeRepeat } from '../support/unsafe-repeat.ts';

export const retryNonIdempotent = defineStandard({
  id: 'resilience/retry-non-idempotent',
  severity: 'high',
  lane: 'H',
  flags: ['no-idempotency'],
  title: 'Retry of what happens once more each time',
  why: 'An error says that no answer came, not that nothing was done: the request may have been served and only its answer lost, which is what happens when the other side is slow. The next attempt does it again, and the customer is charged twice, or two orders are packed.',
  fix: 'Make the repeat recognisable: one key for all attempts, made before the first, that the other side stores with what it did.\n\n```go\nkey := uuid.NewString()\nerr := backoff.Retry(func() error {\n\treturn charge(ctx, order, key) // Idempotency-Key: key\n}, policy)\n```\n\nFor rows: `INSERT … ON CONFLICT (key) DO NOTHING`. Else do not retry.',
  references: [
    'https://datatracker.ietf.org/doc/html/rfc9110#section-9.2.2',
    'https://aws.amazon.com/builders-library/making-retries-safe-with-idempotent-APIs/',
    'https://docs.stripe.com/api/idempotent_requests',
  ],
  examples: {
    bad: [
      `package payments

import (
	"bytes"
	"context"
	"errors"
	web "net/http"
	"time"
)

func charge(ctx context.Context, client *web.Client, body []byte) error {
	for attempt := 0; attempt < 3; attempt++ { // want
		req, err := web.NewRequestWithContext(ctx, web.MethodPost, "http://payments/charges", bytes.NewReader(body))
		if err != nil {
			return err
		}
		resp, err := client.Do(req)
		if err == nil {
			return resp.Body.Close()
		}
		time.Sleep(time.Second << attempt)
	}
	return errors.New("no answer")
}`,
      `package orders

import (
	"context"
	"database/sql"

	retry "github.com/cenkalti/backoff/v4"
)

type store struct{ db *sql.DB }

func (s *store) insert(ctx context.Context, total int) error {
	_, err := s.db.ExecContext(ctx, "INSERT INTO orders (total) VALUES ($1)", total)
	return err
}

func (s *store) place(ctx context.Context, total int) error {
	return retry.Retry(func() error { // want
		return s.insert(ctx, total)
	}, retry.NewExponentialBackOff())
}`,
      `package orders

import (
	"context"
	"time"

	"github.com/segmentio/kafka-go"
)

func announce(ctx context.Context, w *kafka.Writer, order []byte) (err error) {
	for i := 0; i < 5; i++ { // want
		if err = w.WriteMessages(ctx, kafka.Message{Value: order}); err == nil {
			return nil
		}
		time.Sleep(time.Second << i)
	}
	return err
}`,
      {
        'store/store.go': `package store

import "gorm.io/gorm"

type Order struct{ ID int }

type Store struct{ db *gorm.DB }

func (s *Store) CreateOrder(o *Order) error { return s.db.Create(o).Error }
`,
        'orders/orders.go': `package orders

import (
	"example.com/service/store"
	"github.com/avast/retry-go/v4"
)

func place(s *store.Store) error {
	return retry.Do(func() error { // want
		return s.CreateOrder(&store.Order{})
	})
}
`,
        'go.mod': 'module example.com/service\n\ngo 1.24\n',
      },
    ],
    good: [
      `package payments

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"time"
)

func charge(ctx context.Context, client *http.Client, key string, body []byte) error {
	for attempt := 0; attempt < 3; attempt++ {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://payments/charges", bytes.NewReader(body))
		if err != nil {
			return err
		}
		req.Header.Set("Idempotency-Key", key)
		resp, err := client.Do(req)
		if err == nil {
			return resp.Body.Close()
		}
		time.Sleep(time.Second << attempt)
	}
	return errors.New("no answer")
}

func prices(ctx context.Context, client *http.Client, query []byte) error {
	for attempt := 0; attempt < 3; attempt++ {
		resp, err := client.Post("http://prices/search", "application/json", bytes.NewReader(query))
		if err == nil {
			return resp.Body.Close()
		}
		time.Sleep(time.Second << attempt)
	}
	return errors.New("no answer")
}`,
      `package orders

import (
	"context"
	"database/sql"

	"github.com/cenkalti/backoff/v4"
)

func place(ctx context.Context, db *sql.DB, number string) error {
	return backoff.Retry(func() error {
		_, err := db.ExecContext(ctx, "INSERT INTO orders (number) VALUES ($1) ON CONFLICT (number) DO NOTHING", number)
		return err
	}, backoff.NewExponentialBackOff())
}

func placeAll(ctx context.Context, db *sql.DB, totals []int) error {
	return backoff.Retry(func() error {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.Rollback()
		for _, total := range totals {
			if _, err := tx.ExecContext(ctx, "INSERT INTO orders (total) VALUES ($1)", total); err != nil {
				return err
			}
		}
		return tx.Commit()
	}, backoff.NewExponentialBackOff())
}`,
      `package orders

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

var errBusy = errors.New("busy")

func place(ctx context.Context, db *sql.DB) (err error) {
	for i := 0; i < 3; i++ {
		_, err = db.ExecContext(ctx, "INSERT INTO orders DEFAULT VALUES")
		if err == nil {
			return nil
		}
		if !errors.Is(err, errBusy) {
			return err
		}
		time.Sleep(time.Second << i)
	}
	return err
}

func placeAll(ctx context.Context, db *sql.DB, totals []int) error {
	for _, total := range totals {
		if _, err := db.ExecContext(ctx, "INSERT INTO orders (total) VALUES ($1)", total); err != nil {
			continue
		}
	}
	return nil
}`,
    ],
  },
  go: { for_statement: judge, call_expression: judge },
});

function judge(node: NodeId, file: GoFile, report: Report): void {
  const retried = retriedAt(file, node);
  if (!retried || isTestCode(file) || isTooling(file) || triesSome(file, retried)) return;
  for (const call of retried.calls) {
    const repeat = unsafeRepeat(file, call);
    if (!repeat) continue;
    const way = repeat.way.length > 0 ? ` (\`${calledText(file, repeat.at)}\` in \`${repeat.way.at(-1)}\`)` : '';
    report(node, {
      message: `\`${calledText(file, call)}\`${way} is tried again after any error, a lost answer among them, and nothing here tells the attempts apart: ${repeat.what} is there twice then.`,
      evidence: [call, ...(repeat.at === call ? [] : [repeat.at])],
    });
    return;
  }
}
