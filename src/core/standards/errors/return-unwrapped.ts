import type { GoFile } from '../../go/file.ts';
import { enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isError } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { resultTypes, returnedValues } from '../support/guard.ts';
import { calledName, calledText } from '../support/ignorable.ts';
import { Holds, nilness, stepOf } from '../support/nilness.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';
import { lastValue } from '../support/values.ts';

export const returnUnwrapped = defineStandard({
  id: 'errors/return-unwrapped',
  severity: 'low',
  lane: 'H',
  flags: ['no-error-strategy'],
  title: 'Error of another package returned without context',
  why: 'At the top the log says "connection refused" or "EOF" and nothing more. Where a function makes several calls, nobody can tell which of them failed, for which order, without reading the code with a debugger.',
  fix: 'Say what was being done, and keep the cause.\n\n```go\nreturn fmt.Errorf("read order %s: %w", id, err)\n```',
  references: ['https://go.dev/blog/go1.13-errors', 'https://pkg.go.dev/fmt#Errorf'],
  examples: {
    bad: [
      `func copyAll(to io.Writer, from io.Reader) error {
	head, err := io.ReadAll(io.LimitReader(from, 4))
	if err != nil {
		return err // want
	}
	println(len(head))
	if _, err := io.Copy(to, from); err != nil {
		return err // want
	}
	return nil
}`,
      `func count(ctx context.Context, db *sql.DB, path string) (int, error) {
	query, failed := os.ReadFile(path)
	if failed != nil {
		return 0, failed
	}
	var n int
	failed = db.QueryRowContext(ctx, string(query)).Scan(&n)
	if failed != nil {
		return 0, failed // want
	}
	return n, nil
}`,
      `package service

import (
	"context"

	r "github.com/redis/go-redis/v9"
	"github.com/jackc/pgx/v5"
)

type store struct {
	db    *pgx.Conn
	cache *r.Client
}

func (s *store) start(ctx context.Context) error {
	err := s.db.Ping(ctx)
	if err != nil {
		return err // want
	}
	err = s.cache.Close()
	return err // want
}`,
    ],
    good: [
      // The errors name their calls: a path, "json", method and URL.
      `func load(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return err
	}
	return nil
}

func fetch(ctx context.Context, c *http.Client, url string) (*http.Response, error) {
	req, failed := http.NewRequestWithContext(ctx, "GET", url, nil)
	if failed != nil {
		return nil, failed
	}
	resp, failed := c.Do(req)
	if failed != nil {
		return nil, failed
	}
	return resp, nil
}`,
      `func copyAll(to io.Writer, from io.Reader) error {
	if _, err := io.Copy(to, from); err != nil {
		log.Printf("copy: %v", err)
		return err
	}
	_, err := io.ReadAll(from)
	if err != nil {
		log.Printf("read the rest: %v", err)
		return err
	}
	return nil
}`,
      `func load(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return text, nil
}`,
      `func load(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("parse %s: %w", path, err)
	}
	return nil
}

func size(path string) (int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	info, err := f.Stat()
	if err != nil {
		return 0, fmt.Errorf("size of %s: %w", path, err)
	}
	return info.Size(), err
}`,
      `func open() error { return nil }

func load() error { return nil }

func start(err error) error {
	if err := open(); err != nil {
		return err
	}
	if err := load(); err != nil {
		return err
	}
	return err
}`,
      {
        'store/store.go':
          'package store\n\nfunc Open() error { return nil }\n\nfunc Load() (int, error) { return 0, nil }\n',
        'api/api.go':
          'package api\n\nimport st "example.com/service/store"\n\nfunc start() (int, error) {\n\tif err := st.Open(); err != nil {\n\t\treturn 0, err\n\t}\n\tn, err := st.Load()\n\treturn n, err\n}\n',
      },
      `func save(tx *sql.Tx) error {
	if _, err := tx.Exec("DELETE FROM carts"); err != nil {
		return fmt.Errorf("empty carts: %w", err)
	}
	return tx.Commit()
}`,
    ],
  },
  go: {
    return_statement(statement, file, report) {
      const call = bareSource(file, statement);
      if (call === NONE || isTestCode(file) || isTooling(file) || namesItself(file, call)) return;
      const { tree } = file;
      const root = enclosingFunction(tree, statement);
      // One source needs no context: the function's name says it.
      const others = new Set<string>();
      for (const other of tree.descendants(root, Kind.return_statement)) {
        if (enclosingFunction(tree, other) !== root) continue;
        const source = bareSource(file, other);
        if (source !== NONE) others.add(calledText(file, source));
      }
      others.delete(calledText(file, call));
      if (others.size === 0) return;
      const [first = ''] = others;
      report(statement, {
        message: `The error of \`${calledText(file, call)}\` leaves as it came, beside that of \`${first}\`: nothing in \`${file.symbolAt(statement)}\` says which call failed, and for what.`,
        evidence: [call],
      });
    },
  },
});

/** The call of another package whose error the statement returns as it is; NONE for any other return. */
function bareSource(file: GoFile, statement: NodeId): NodeId {
  const { tree } = file;
  const value = returnedValues(file, statement).at(-1) ?? NONE;
  if (tree.kind(value) !== Kind.identifier || !file.isError(value)) return NONE;
  const last = resultTypes(file, enclosingFunction(tree, statement)).at(-1);
  if (last === undefined || !isError(file.typeAt(last))) return NONE;
  // `return v, err` past the check returns nil.
  const graph = file.flow(enclosingFunction(tree, statement));
  const step = stepOf(file, graph, statement);
  if (step && nilness(file, graph, file.bindings[value] as number)?.[step.id] === Holds.nil) return NONE;
  const call = lastValue(file, value);
  const callee = isCall(tree, call) ? file.callee(call) : null;
  // Within the repository the error was made, or wrapped, by somebody who knows it.
  if (!callee || callee.package === '' || file.index.sourcePackage(callee.package)) return NONE;
  if (isLoggedBefore(file, statement)) return NONE;
  // Errors made on the spot, and those of a context, say all there is.
  if (/^(?:errors|fmt|context)$|\/errors$|grpc\/status$/.test(callee.package)) return NONE;
  return call;
}

/** Packages whose errors name their operation and what it was about: `open /etc/orders: no such file`. */
const DESCRIBING =
  /^(?:os(?:\/.*)?|io\/(?:fs|ioutil)|strconv|time|net(?:\/url)?|path\/filepath|crypto(?:\/.*)?|encoding\/.*|(?:text|html)\/template|go\.opentelemetry\.io\/otel\/.*|k8s\.io\/.*|sigs\.k8s\.io\/.*)$/;

/** The text of its error says by itself which call failed, and for what. */
function namesItself(file: GoFile, call: NodeId): boolean {
  const { package: path = '', receiver = null, name = '' } = file.callee(call) ?? {};
  if (path === 'io/ioutil') return name !== 'ReadAll';
  if (path === 'net/http') return receiver === 'Client' || /^(?:NewRequest|Get|Head|Post)/.test(name);
  return DESCRIBING.test(path);
}

/** A line right before the return has told already what failed. */
function isLoggedBefore(file: GoFile, statement: NodeId): boolean {
  const { tree } = file;
  return tree.children(tree.parent(statement)).some((before) => {
    const call = before < statement ? (tree.children(before)[0] ?? NONE) : NONE;
    return isCall(tree, call) && /^(?:Error|Warn|Info|Print|Fatal|Msg|Log)/.test(calledName(file, call));
  });
}
