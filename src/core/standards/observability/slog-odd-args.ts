import type { GoFile } from '../../go/file.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { findMember, followed, typeInfo } from '../../go/types/members.ts';
import { isError, type Type, typeString } from '../../go/types/type.ts';
import { defineStandard, type Report } from '../standard.ts';
import { PAIR_CALLS, type PairDialect, pairsOf, shortType } from '../support/log-pairs.ts';
import { quoted } from '../support/quoted.ts';
import { isTestCode } from '../support/test-code.ts';

export const slogOddArgs = defineStandard({
  id: 'observability/slog-odd-args',
  severity: 'medium',
  lane: 'D',
  flags: ['missing-observability'],
  title: 'Log arguments that are no pairs of key and value',
  why: 'The compiler takes anything here. The value is written under a key that nobody searches for, or not at all, and every pair after it is read one place off: the line is there during the incident, the order number is not.',
  fix: 'Give every value its key. Typed attributes cannot be miscounted.\n\n```go\nslog.ErrorContext(ctx, "reserve", "order", id, "error", err)\nslog.LogAttrs(ctx, slog.LevelError, "reserve", slog.String("order", id), slog.Any("error", err))\n```',
  references: [
    'https://pkg.go.dev/log/slog#hdr-Attrs_and_Values',
    'https://pkg.go.dev/golang.org/x/tools/go/analysis/passes/slog',
    'https://pkg.go.dev/go.uber.org/zap#SugaredLogger.With',
    'https://pkg.go.dev/github.com/go-logr/logr#hdr-Key_Names',
  ],
  examples: {
    bad: [
      `func reserve(ctx context.Context, id string, err error) {
	slog.Info("reserve", "order") // want
	slog.ErrorContext(ctx, "reserve", "order", id, err) // want
	slog.With("order", id, 3).Log(ctx, slog.LevelInfo, "reserved") // want
	slog.Info("reserve", slog.Group("order", "id")) // want
}`,
      `import (
	"context"
	log "log/slog"
)

type key string

const order key = "order"

func reserve(ctx context.Context, l *log.Logger, ids []any) {
	l.Info("reserve", log.Int("tries", 1), order, 7) // want
	l.WarnContext(
		ctx,
		"reserve",
		"tries", 1,
		ids, // want
	)
}`,
      `type store struct{ *zap.SugaredLogger }

func (s store) reserve(id int, err error) {
	s.Infow("reserve", "order", id, zap.Int("tries", 1), "customer") // want
	s.With(id, "order").Errorw("reserve", err) // want
}`,
      `import (
	kit "github.com/go-kit/log"
	"github.com/go-kit/log/level"
	"github.com/go-logr/logr"
)

func reserve(l kit.Logger, r logr.Logger, id int, err error) {
	l.Log("msg", "reserve", "order") // want
	level.Error(l).Log("msg", "reserve", err) // want
	level.Warn(l).Log("reserve order", // want
		"order", id)
	r.V(1).Info("reserve", "order", id, "customer") // want
	r.WithValues("order").Error(err, "reserve", id, "order") // want
}`,
      `func each[T any](items []T) {
	for i, item := range items {
		slog.Info("item", "value", item, i) // want
	}
}`,
    ],
    good: [
      `func reserve(ctx context.Context, id string, err error, args ...any) {
	slog.Info("reserve", "order", id, slog.Int("tries", 1), "error", err)
	slog.Info("reserve", args...)
	slog.Log(ctx, slog.LevelInfo, "reserve", append([]any{"order", id}, args...)...)
	slog.LogAttrs(ctx, slog.LevelInfo, "reserve", slog.String("order", id))
	slog.With(slog.Group("order", "id", id)).Error("reserve")
}`,
      `import "log/slog"

type key = string

const order key = "order"

func pairs() (string, any) { return "order", 7 }

func reserve[K any](field any, k K, attr interface{ String() string }) {
	slog.Info("reserve", order, 7)
	slog.Info("reserve", field, "order", 7)
	slog.Info("reserve", k)
	slog.Info("reserve", attr)
}`,
      `type logger struct{}

func (logger) Info(msg string, args ...any) {}

func reserve(slog logger, err error) {
	slog.Info("reserve: %v", err)
}`,
      `type failure struct{ error }

func reserve(s *zap.SugaredLogger, id string, err error, f failure) {
	s.Errorw("reserve", zap.Error(err), "order", id)
	s.Errorw("reserve", err)
	s.Errorw("reserve", f, "order", id)
	s.Infof("reserve %s %d", id, 1)
	s.Info("reserve", id)
}`,
      `import (
	kit "github.com/go-kit/log"
	"github.com/go-kit/log/level"
)

type key int

func reserve(l kit.Logger, k key, err error) error {
	l = kit.With(l, "ts", kit.DefaultTimestampUTC)
	return level.Error(l).Log("msg", "reserve", k, 7, "err", err)
}`,
    ],
  },
  calls: PAIR_CALLS,
  go: {
    call_expression(call, file, report) {
      const found = pairsOf(file, call);
      if (found && !isTestCode(file)) checkPairs(file, found.pairs, found.dialect, report);
    },
  },
});

/** Goes from key to key until one is wrong, or may be a whole pair: from there on nothing is certain. */
function checkPairs(file: GoFile, pairs: readonly NodeId[], dialect: PairDialect, report: Report): void {
  for (let at = 0; at < pairs.length; ) {
    const node = pairs[at] as NodeId;
    const role = dialect.badKey === undefined ? 'key' : roleOf(file, node, dialect);
    if (role === 'unsure') return;
    if (role === 'wrong') {
      report(node, {
        message: `${dialect.library} wants a key here, and ${quoted(file.tree, node)} is of type \`${shortType(file.typeOf(node))}\`: ${dialect.badKey}.`,
      });
      return;
    }
    if (role === 'key' && at === pairs.length - 1) {
      reportUnpaired(file, pairs, dialect, report);
      return;
    }
    at += role === 'key' ? 2 : 1;
  }
}

/** Blames a sentence in the first key's place, a message without its key, else the last argument. */
function reportUnpaired(file: GoFile, pairs: readonly NodeId[], { unpaired }: PairDialect, report: Report): void {
  const { tree } = file;
  const [first, last] = [pairs[0] as NodeId, pairs.at(-1) as NodeId];
  if (first !== last && tree.kind(first) === Kind.interpreted_string_literal && tree.textOf(first).includes(' ')) {
    report(first, {
      message: `${quoted(tree, first)} is read as a key, so each pair after it is off by one, and the last, ${quoted(tree, last)}, has no value: ${unpaired}.`,
    });
    return;
  }
  report(last, {
    message: `${quoted(tree, last)} is in a key's place, the last one, and has no value: ${unpaired}.`,
  });
}

type Role = 'key' | 'whole' | 'wrong' | 'unsure';

function roleOf(file: GoFile, node: NodeId, { whole, loneErrors }: PairDialect): Role {
  const { index, tree } = file;
  if (tree.kind(node) === Kind.nil) return 'unsure';
  const type = followed(index, file.typeOf(node));
  if (type.kind === 'unknown' || type.kind === 'tuple' || type.kind === 'parameter' || type.kind === 'interface')
    return 'unsure';
  if (whole.has(typeString(type))) return 'whole';
  if (loneErrors && (isError(type) || findMember(index, type, 'Error'))) return 'whole';
  if (type.kind !== 'named') return 'wrong';
  if (type.package === '') return type.name === 'string' ? 'key' : type.name === 'any' ? 'unsure' : 'wrong';
  const info = typeInfo(index, type);
  return info === null || info.underlying.kind === 'interface' || mayBeError(info.embeds(), loneErrors)
    ? 'unsure'
    : 'wrong';
}

/** Something embedded may bring the method of an error. */
function mayBeError(embedded: readonly Type[], loneErrors = false): boolean {
  return loneErrors && embedded.length > 0;
}
