import { enclosingFunction } from '../../go/syntax/calls.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import { NONE } from '../../go/syntax/tree.ts';
import { isError } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { droppedBy, failsOpen } from '../support/dropped-error.ts';
import { guardOf, resultTypes, returnedValues } from '../support/guard.ts';
import { calledText } from '../support/ignorable.ts';
import { nilErrorReturned } from '../support/nil-error.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

export const nilReturnedOnErr = defineStandard({
  id: 'errors/nil-returned-on-err',
  severity: 'high',
  lane: 'H',
  flags: ['no-error-strategy'],
  title: 'Success returned although the call failed',
  why: 'The caller is told that all went well. An outage of the database reads as "no such order"; the caller goes on with a nil result, and no log line says where the failure came from.',
  fix: 'Return the error. Where one kind of error is expected, name it and return every other.\n\n```go\nif errors.Is(err, sql.ErrNoRows) {\n\treturn nil, nil\n}\nif err != nil {\n\treturn nil, fmt.Errorf("load order %s: %w", id, err)\n}\n```',
  references: ['https://go.dev/doc/effective_go#errors', 'https://go.dev/wiki/CodeReviewComments#handle-errors'],
  examples: {
    bad: [
      `type order struct{ ID string }

func load(db *sql.DB, id string) (*order, error) {
	var o order
	err := db.QueryRow("SELECT id FROM orders WHERE id = $1", id).Scan(&o.ID)
	if err != nil {
		return nil, nil // want
	}
	return &o, nil
}`,
      `func save(tx *sql.Tx) error {
	if _, e := tx.Exec("DELETE FROM carts"); e != nil {
		tx.Rollback()
		return nil // want
	}
	return tx.Commit()
}`,
      `func first[T any](get func() ([]T, error)) (T, error) {
	var zero T
	items, err := get()
	if err != nil || len(items) == 0 {
		return zero, nil // want
	}
	return items[0], nil
}`,
      `func refresh(get func() (string, error)) func() error {
	return func() error {
		token, err := get()
		switch {
		case err != nil:
			return nil // want
		case token == "":
			return errors.New("no token")
		}
		return nil
	}
}`,
      `func stock(c *http.Client, url string) (*http.Response, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, err // want
	}
	return resp, nil
}`,
      `package service

import "github.com/pkg/errors"

func check(get func() (int, error)) error {
	n, err := get()
	if err != nil {
		return err
	}
	if n < 0 {
		return errors.Wrap(err, "negative") // want
	}
	return nil
}`,
      `func check(try func() error) error {
	err := try()
	if err == nil {
		return err // want
	}
	return nil
}`,
      `func send(post func() error) error {
	err := post()
	if err == nil {
		return fmt.Errorf("send: %w", err) // want
	}
	return nil
}`,
      // A hint: the function says of another failure that it goes on.
      `func deliver(send func() error, read func() error) error {
	if err := send(); err != nil {
		return nil // want
	}
	if err := read(); err != nil {
		// Ignored: the service may be down.
		return nil
	}
	return nil
}`,
    ],
    good: [
      `type email struct{ Address string }

func verify(find func() error, address string) ([]byte, error) {
	body, err := json.Marshal(&email{address})
	if err != nil {
		return nil, nil
	}
	if err := find(); err != nil {
		// The table doesn't exist yet. Fall through, it will be made.
		return nil, nil
	}
	return body, nil
}`,
      `type order struct{ ID string }

func load(db *sql.DB, id string) (*order, error) {
	var o order
	err := db.QueryRow("SELECT id FROM orders WHERE id = $1", id).Scan(&o.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		log.Printf("load %s: %v", id, err)
		return nil, nil
	}
	return &o, nil
}`,
      `func exists(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, nil
	}
	return true, f.Close()
}

func config(path string) ([]byte, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, nil
	}
	return os.ReadFile(path)
}`,
      `func walk(root string) error {
	return filepath.Walk(root, func(path string, info os.FileInfo, err error) error {
		if err != nil {
			return nil
		}
		if _, err := os.ReadFile(path); err != nil {
			return nil
		}
		return os.Remove(path)
	})
}

func greet(w http.ResponseWriter) error {
	if _, err := io.WriteString(w, "hello"); err != nil {
		return nil
	}
	return nil
}`,
      `var failures int

func count(send func() error, report func(error)) error {
	err := send()
	if err != nil {
		failures++
		return nil
	}
	if err := send(); err != nil {
		report(err)
		return nil
	}
	return nil
}`,
      `func next(read func() (int, error)) ([]byte, error) {
	n, err := read()
	if err != nil {
		if err == io.EOF {
			return nil, nil
		}
		return nil, err
	}
	if n == 0 {
		return nil, err
	}
	return make([]byte, n), err
}`,
      `func timeout(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil {
		return 5 * time.Second, nil
	}
	return d, nil
}

func wait(ctx context.Context, waitForTurn func(context.Context) error) error {
	if err := ctx.Err(); err != nil {
		return nil
	}
	if err := waitForTurn(ctx); err != nil {
		return nil
	}
	return nil
}`,
      `func retry(try func() error) error {
	for i := 0; i < 3; i++ {
		if err := try(); err == nil {
			return err
		} else if i == 2 {
			return err
		}
	}
	return nil
}`,
      `func flush(send func() error) (n int, err error) {
	defer func() {
		if err != nil {
			log.Print(err)
		}
	}()
	if err = send(); err != nil {
		return 0, nil
	}
	return 1, nil
}`,
    ],
  },
  go: {
    return_statement(statement, file, report) {
      const { tree } = file;
      const root = enclosingFunction(tree, statement);
      const last = resultTypes(file, root).at(-1);
      if (last === undefined || !isError(file.typeAt(last)) || isTestCode(file) || isTooling(file)) return;
      const values = returnedValues(file, statement);
      if (tree.kind(values.at(-1) ?? NONE) !== Kind.nil) {
        const found = nilErrorReturned(file, root, statement, values);
        if (found) report(statement, { message: found.message, evidence: [found.proof], severity: found.severity });
        return;
      }
      const guard = guardOf(file, statement);
      const call = guard && droppedBy(file, root, statement, guard, values.slice(0, -1));
      if (!guard || !call) return;
      report(statement, {
        message: `\`${calledText(file, call)}\` failed (\`${tree.textOf(guard.condition)}\`), yet the caller is told of success: the error is neither returned nor logged.`,
        evidence: [call],
        ...(failsOpen(file, root) && { lane: 'H' as const }),
      });
    },
  },
});
