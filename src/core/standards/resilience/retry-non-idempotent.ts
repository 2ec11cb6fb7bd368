import type { GoFile } from '../../go/file.ts';
import { enclosingDeclaration } from '../../go/syntax/calls.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { calledText } from '../support/ignorable.ts';
import { libraryCallee } from '../support/messages.ts';
import { type RetryLoop, retryLoopAt } from '../support/retry.ts';
import { declarationOf } from '../support/started-function.ts';
import { sqlOf } from '../support/statements.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

export const retryNonIdempotent = defineStandard({
  id: 'resilience/retry-non-idempotent',
  severity: 'high',
  lane: 'H',
  flags: ['no-idempotency'],
  title: 'Retry of what must not happen twice',
  why: 'An error says that no answer came, not that nothing was done: the request that timed out may have been carried out. Sent again without a key by which the other side knows it, it pays, orders or inserts a second time, and mostly on the worst day, when everything is slow.',
  fix: 'Make one key before the first attempt and send it with each.\n\n```go\nrequest.Header.Set("Idempotency-Key", refund.ID)\n```\n\nIn SQL: a unique key, and `ON CONFLICT DO NOTHING`.',
  references: [
    'https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/',
    'https://aws.amazon.com/builders-library/making-retries-safe-with-idempotent-APIs/',
    'https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2',
  ],
  lasting: true,
  examples: {
    bad: [
      `func pay(url string, body func() io.Reader) error {
	var err error
	for attempt := 0; attempt < 3; attempt++ { // want
		if _, err = http.Post(url, "application/json", body()); err == nil {
			return nil
		}
	}
	return err
}`,
      `type worker struct{ client *http.Client }

func (w *worker) settle(ctx context.Context) error {
	var err error
	for range 3 { // want
		if err = w.post(ctx); err == nil {
			return nil
		}
		time.Sleep(time.Second)
	}
	return err
}

func (w *worker) post(ctx context.Context) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://bank.example.com/refunds", nil)
	if err != nil {
		return err
	}
	_, err = w.client.Do(request)
	return err
}`,
      `func record(ctx context.Context, db *sql.DB, amount int) error {
	var err error
	for attempt := 0; attempt < 3; attempt++ { // want
		if _, err = db.ExecContext(ctx, "INSERT INTO payments (amount, note) VALUES ($1, $2)", amount, ""); err == nil {
			return nil
		}
	}
	return err
}`,
    ],
    good: [
      // With a key.
      `func pay(client *http.Client, url, key string) error {
	var err error
	for attempt := 0; attempt < 3; attempt++ {
		request, _ := http.NewRequest(http.MethodPost, url, nil)
		request.Header.Set("Idempotency-Key", key)
		if _, err = client.Do(request); err == nil {
			return nil
		}
	}
	return err
}`,
      // Reading.
      `func read(url string) error {
	var err error
	for attempt := 0; attempt < 3; attempt++ {
		if _, err = http.Get(url); err == nil {
			return nil
		}
	}
	return err
}`,
      // The database refuses a second row.
      `func record(ctx context.Context, db *sql.DB, id string) error {
	var err error
	for attempt := 0; attempt < 3; attempt++ {
		if _, err = db.ExecContext(ctx, "INSERT INTO payments (id) VALUES ($1) ON CONFLICT DO NOTHING", id); err == nil {
			return nil
		}
	}
	return err
}`,
      // A search by POST changes nothing.
      `func search(url string, query func() io.Reader) error {
	var err error
	for attempt := 0; attempt < 3; attempt++ {
		if _, err = http.Post(url+"/_search", "application/json", query()); err == nil {
			return nil
		}
	}
	return err
}`,
    ],
  },
  go: {
    for_statement(loop, file, report) {
      const retry = retryLoopAt(file, loop);
      if (!retry || isTestCode(file) || isTooling(file)) return;
      const { tree } = file;
      const texts = placesOf(file, retry).map((place) => tree.textOf(place));
      if (texts.some((text) => KEYED.test(text))) return;
      const does = repeated(file, retry.attempt, texts);
      if (does === null) return;
      report(loop, {
        message: `\`${calledText(file, retry.attempt)}\` ${does}, and is tried again after any error without a key by which a repeat is known: what was done although no answer came is done twice.`,
        evidence: [retry.attempt],
      });
    },
  },
});

/** Something by which a repeat is known, or that only reads, asks for a token, or looks whether somebody is there. */
const KEYED =
  /idempot|dedup|unique|request-?id|on conflict|on duplicate|insert ignore|upsert|search|query["/]|graphql|token|login|oauth|lookup|ping|health|probe|webhook|telemetry|metrics|heartbeat/i;

/** The function around the loop, and what it calls in this file. */
function placesOf(file: GoFile, { loop, attempt }: RetryLoop): NodeId[] {
  return [enclosingDeclaration(file.tree, loop), declarationOf(file, attempt)].filter((place) => place !== NONE);
}

function repeated(file: GoFile, attempt: NodeId, texts: readonly string[]): string | null {
  const callee = libraryCallee(file, attempt);
  if (callee === null) return null;
  if (callee.package === 'net/http') {
    if (/^Post(?:Form)?$/.test(callee.name)) return 'is a POST';
    return callee.name === 'Do' && texts.some(sendsPost) ? 'sends a POST' : null;
  }
  if (/^\W*insert\b/i.test(sqlOf(file, attempt))) return 'inserts a row';
  const inner = declarationOf(file, attempt);
  const text = inner === NONE ? '' : file.tree.textOf(inner);
  return sendsPost(text) && /\.Do\(|\.Post\(/.test(text) ? 'sends a POST' : null;
}

function sendsPost(text: string): boolean {
  return /http\.NewRequest(?:WithContext)?\([^\n]*(?:http\.MethodPost|"POST")|\bhttp\.Post\(/.test(text);
}
