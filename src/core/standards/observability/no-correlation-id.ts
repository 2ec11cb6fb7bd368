import type { GoFile } from '../../go/file.ts';
import { calleeOf, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { entryAround } from '../support/handlers.ts';
import { logsReadContext } from '../support/log-context.ts';
import { plainLoggerMaker } from '../support/program-logger.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

/** Two programs, one logger with ids; the other program makes its own. */
function repository(logger: string): Record<string, string> {
  return {
    'logging/logging.go': `package logging

import (
	"context"
	"log/slog"
	"os"
)

type key struct{}

type correlated struct{ slog.Handler }

func (h correlated) Handle(ctx context.Context, r slog.Record) error {
	if id, ok := ctx.Value(key{}).(string); ok {
		r.AddAttrs(slog.String("request_id", id))
	}
	return h.Handler.Handle(ctx, r)
}

func New() *slog.Logger { return slog.New(correlated{slog.NewJSONHandler(os.Stdout, nil)}) }
`,
    'cmd/refunds/main.go': `package main

import (
	"log/slog"
	"net/http"
	"os"

	"example.com/service/logging"
	"example.com/service/refunds"
)

var _, _, _ = logging.New, slog.New, os.Stdout

func main() {
	logger := ${logger}
	http.Handle("/", refunds.NewHandler(logger))
}
`,
  };
}

function handler(body: string): string {
  return `package refunds

import (
	"log/slog"
	"net/http"
)

type Handler struct{ logger *slog.Logger }

func NewHandler(logger *slog.Logger) *Handler { return &Handler{logger: logger} }

func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	${body}
}
`;
}

export const noCorrelationId = defineStandard({
  id: 'observability/no-correlation-id',
  severity: 'low',
  lane: 'H',
  flags: ['missing-observability'],
  title: 'Request logged without its id',
  why: 'Under load the lines of a hundred requests stand between each other. Without a request or trace id in each, nobody can tell which belong together, nor find in the next service what this request did there; the search for one failed order becomes a search by time and luck.',
  fix: 'Give the program the handler that reads the id from the context, as its siblings have it, and log with the context.\n\n```go\nlogger := logging.New(os.Stdout, "refunds") // adds request_id and trace_id\nlogger.InfoContext(r.Context(), "refund requested", "refund_id", refund.ID)\n```',
  references: [
    'https://pkg.go.dev/log/slog#hdr-Contexts',
    'https://opentelemetry.io/docs/specs/otel/logs/#log-correlation',
    'https://www.w3.org/TR/trace-context/',
  ],
  examples: {
    bad: [
      {
        ...repository('slog.New(slog.NewJSONHandler(os.Stdout, nil))'),
        'refunds/handler.go': handler('h.logger.InfoContext(r.Context(), "refund requested") // want'),
      },
      // The line of what was done says more than those of what failed.
      {
        ...repository('slog.New(slog.NewTextHandler(os.Stderr, nil)).With("service", "refunds")'),
        'refunds/handler.go': handler(`if r.ContentLength == 0 {
		h.logger.ErrorContext(r.Context(), "empty")
	}
	h.logger.Info("refund requested", "amount", r.ContentLength) // want`),
      },
      // The default logger, under another name.
      {
        ...repository('slog.New(slog.NewJSONHandler(os.Stdout, nil))'),
        'refunds/handler.go': handler('log.ErrorContext(r.Context(), "refused") // want').replace('"log', 'log "log'),
      },
    ],
    good: [
      // The logger adds the ids.
      {
        ...repository('logging.New()'),
        'refunds/handler.go': handler('h.logger.InfoContext(r.Context(), "refund requested")'),
      },
      // The line has one; so has the logger that the request is given.
      {
        ...repository('slog.New(slog.NewJSONHandler(os.Stdout, nil))'),
        'refunds/handler.go': handler('h.logger.Info("refund requested", "request_id", r.Header.Get("X-Request-Id"))'),
        'refunds/other.go': `package refunds

import (
	"log/slog"
	"net/http"
)

func (h *Handler) other(w http.ResponseWriter, r *http.Request) {
	logger := scoped(r)
	logger.Info("seen")
}

func scoped(r *http.Request) *slog.Logger { return slog.With("path", r.URL.Path) }
`,
      },
      // No program of this repository has ids in its lines.
      `import "log/slog"

func handle(w http.ResponseWriter, r *http.Request) { slog.InfoContext(r.Context(), "seen") }`,
    ],
  },
  go: {
    source_file(_root, file, report) {
      if (!file.facts.imports.some(({ path }) => path === 'log/slog') || isTestCode(file) || isTooling(file)) return;
      if (!logsReadContext(file.index)) return;
      const maker = plainLoggerMaker(file);
      const record = maker && requestRecord(file);
      if (!maker || !record) return;
      report(record.call, {
        message: `This line of the ${record.entry} carries neither request nor trace id: the logger of \`${maker.path}\` has a plain handler, where other programs of this repository add the id from the context. Nobody can tell which lines belong to one request.`,
      });
    },
  },
});

const ID = /request_?id|trace_?id|correlation_?id|req_?id/i;
const LEVEL = /^(?:Debug|Info|Warn|Error)(?:Context)?$/;

/** The record that says most of a request: of what was done, else the first of what failed; null where ids are known. */
function requestRecord(file: GoFile): { call: NodeId; entry: string } | null {
  const { tree } = file;
  if (ID.test(tree.text)) return null;
  let failed: { call: NodeId; entry: string } | null = null;
  for (let call = 1; call < tree.size; call++) {
    if (!isCall(tree, call) || !LEVEL.test(file.calledName(call)) || !isOfProgram(file, call)) continue;
    const entry = entryAround(file, call)?.entry;
    if (!entry) continue;
    if (file.calledName(call).startsWith('Info')) return { call, entry };
    failed ??= { call, entry };
  }
  return failed;
}

/** A call of the default logger, or of one that is kept in a field; a local one may have been given the id. */
function isOfProgram(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  if (file.callee(call)?.package !== 'log/slog') return false;
  const logger = tree.child(calleeOf(tree, call), Field.operand);
  return tree.kind(logger) === Kind.selector_expression || file.importPath(logger) !== null;
}
