import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../go/syntax/tree.ts';
import { isNamed } from '../../go/types/type.ts';
import type { Edit } from '../../suggestions/edit.ts';
import { defineStandard } from '../standard.ts';
import { quoted } from '../support/quoted.ts';
import { isListed, type Sources } from '../support/sources.ts';
import { isTestCode } from '../support/test-code.ts';

const LEVEL = 'Trace|Debug|Info|Warn|Error|Err|Fatal|Panic|WithLevel|Log';
/** What begins an event. */
const EVENTS: Sources = {
  'github.com/rs/zerolog': new RegExp(`^Logger\\.(?:${LEVEL})$`),
  'github.com/rs/zerolog/log': new RegExp(`^(?:${LEVEL})$`),
};
/** What makes another logger of one and changes nothing. */
const DERIVED: Sources = {
  'github.com/rs/zerolog': /^(?:Context\.\w+|Logger\.(?:With|Level|Hook|Sample|Output))$/,
  'github.com/rs/zerolog/log': /^(?:With|Level|Hook|Sample|Output)$/,
  'github.com/sirupsen/logrus':
    /^(?:(?:Logger|Entry|FieldLogger|Ext1FieldLogger)\.)?With(?:Fields?|Error|Context|Time)$/,
  'log/slog': /^(?:With|Logger\.With(?:Group)?)$/,
  'go.uber.org/zap': /^(?:Sugared)?Logger\.(?:With|WithLazy|Named|WithOptions)$/,
  'github.com/go-logr/logr': /^Logger\.(?:WithValues|WithName|V)$/,
  'github.com/go-kit/log': /^With(?:Prefix|Suffix)?$/,
};
const CANDIDATE = new RegExp(`^(?:${LEVEL})$`);

export const eventNotSent = defineStandard({
  id: 'observability/event-not-sent',
  severity: 'medium',
  lane: 'D',
  flags: ['missing-observability'],
  title: 'Log event built and never sent',
  why: 'A chain that ends before `Msg` or `Send` writes nothing, and nothing complains: the error branch looks logged in review and is silent in production. `Fatal` and `Panic` events do not even end the process.',
  fix: 'End the chain.\n\n```go\nlog.Error().Err(err).Str("order", id).Msg("reserve")\n```\n\nA derived logger is a new value: keep it, `l = l.With().Str("order", id).Logger()`.',
  references: [
    'https://pkg.go.dev/github.com/rs/zerolog#Event',
    'https://github.com/rs/zerolog#caveats',
    'https://pkg.go.dev/github.com/sirupsen/logrus#Entry',
  ],
  examples: {
    bad: [
      `import "github.com/rs/zerolog/log"

func reserve(id string, err error) {
	log.Info() // want
	log.Error().Err(err).Str("order", id) // want
	defer log.Debug().Str("order", id) // want
	_ = log.Warn().Err(err) // want
}`,
      `import (
	"context"

	zl "github.com/rs/zerolog"
)

type store struct{ log zl.Logger }

func (s *store) reserve(ctx context.Context, err error) {
	s.log.Fatal(). // want
		Err(err)
	event := zl.Ctx(ctx).Info().Str("step", "one") // want
	if err != nil {
		event = event.Err(err)
	}
	event.Int("tries", 1)
}`,
      `func reserve(l *logrus.Entry, s *slog.Logger, id string, err error) {
	l.WithField("order", id) // want
	logrus.WithError(err).WithField("order", id) // want
	s.With("order", id) // want
	s.Info("reserve")
}`,
      `func reserve(l zerolog.Logger, id string) {
	l.With().Str("order", id).Logger() // want
	l.Info().Msg("reserve")
}`,
    ],
    good: [
      `import "github.com/rs/zerolog/log"

func reserve(id string, err error) {
	log.Error().Err(err).Str("order", id).Send()
	log.Info().Msg("reserve")
	log.Info().
		Str("order", id).
		MsgFunc(func() string { return id })
	if e := log.Debug(); e.Enabled() {
		e.Str("order", id).Msgf("reserve %s", id)
	}
}`,
      `func begin(l zerolog.Logger) *zerolog.Event {
	e := l.Info()
	return e.Str("step", "one")
}

func finish(e *zerolog.Event) {
	e.Str("step", "two")
	e.Send()
}

func reserve(l zerolog.Logger, err error) {
	e := l.Info()
	if err != nil {
		e = l.Error().Err(err)
	}
	defer e.Msg("reserve")
	finish(begin(l))
	other := begin(l).Dict("inner", zerolog.Dict().Str("a", "b"))
	func() { finish(other) }()
}`,
      `import log "example.com/service/log"

func reserve(id string) {
	log.Info()
	log.Error().Str("order", id)
}`,
      `type builder struct{ fields map[string]string }

func (b *builder) Info() *builder                  { return b }
func (b *builder) WithField(k, v string) *builder { b.fields[k] = v; return b }

func reserve(l *builder, s *slog.Logger, id string) *slog.Logger {
	l.Info().WithField("order", id)
	s = s.With("order", id)
	logrus.WithField("order", id).Info("reserve")
	return s.WithGroup("reserve")
}`,
    ],
  },
  go: {
    call_expression(call, file, report) {
      const { tree } = file;
      if (isChained(file, call)) return;
      const statement = tree.parent(call);
      const dropped = isDropped(file, call);
      const name = dropped ? NONE : nameGiven(file, call);
      if (!dropped && (name === NONE || !hasCandidate(file, call))) return;
      const callee = file.callee(call);
      if (callee === null || !/^(?:github\.com|go\.uber\.org)\/|^log\/slog$/.test(callee.package)) return;
      if (dropped && isListed(DERIVED, callee) && !isTestCode(file)) {
        report(call, {
          message: `${quoted(tree, statement)} makes a new logger and drops it: nothing is written, and what it adds is on no later line.`,
        });
        return;
      }
      const source = sourceOf(file, call);
      if (source === null || isTestCode(file) || !isNamed(file.typeOf(call), 'github.com/rs/zerolog', 'Event')) return;
      if (dropped)
        report(call, {
          message: `The event that \`${source}\` begins ends without \`Msg\` or \`Send\`: this line is never written${consequence(source)}.`,
          mend: () => sent(tree, call),
        });
      else if (isNeverSent(file, name))
        report(call, {
          message: `No use of \`${tree.textOf(name)}\` sends the event that \`${source}\` begins: it is never written${consequence(source)}.`,
        });
    },
  },
});

function consequence(source: string): string {
  if (source === 'Fatal') return ', and the process goes on';
  return source === 'Panic' ? ', and nothing panics' : '';
}

/** Another method is called on what the call yields. */
function isChained(file: GoFile, call: NodeId): boolean {
  return outerCall(file, call) !== NONE;
}

function outerCall(file: GoFile, value: NodeId): NodeId {
  const { tree } = file;
  const selector = tree.parent(value);
  if (tree.kind(selector) !== Kind.selector_expression) return NONE;
  const call = tree.parent(selector);
  return isCall(tree, call) && calleeOf(tree, call) === selector ? call : NONE;
}

/** The value of the call goes nowhere. */
function isDropped(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  const parent = tree.parent(call);
  const kind = tree.kind(parent);
  if (kind === Kind.expression_statement || kind === Kind.defer_statement || kind === Kind.go_statement) return true;
  const name = leftOf(file, call);
  return name !== NONE && tree.textOf(name) === '_';
}

/** The local variable that alone is given the call's value where it is declared. */
function nameGiven(file: GoFile, call: NodeId): NodeId {
  const { tree } = file;
  const name = leftOf(file, call);
  return name !== NONE && tree.kind(name) === Kind.identifier && file.bindings[name] === name ? name : NONE;
}

function leftOf(file: GoFile, call: NodeId): NodeId {
  const { tree } = file;
  const list = tree.parent(call);
  const statement = tree.parent(list);
  if (tree.kind(list) !== Kind.expression_list || tree.field(list) !== Field.right) return NONE;
  const names = tree.children(tree.child(statement, Field.left));
  return names.length === 1 && tree.children(list).length === 1 ? (names[0] ?? NONE) : NONE;
}

/** Some call of the chain has the name of one that begins an event: types are asked for only then. */
function hasCandidate(file: GoFile, call: NodeId): boolean {
  return chainOf(file, call).some((one) => CANDIDATE.test(nameOf(file, one)));
}

/** Name of the method at the chain's root that begins an event, else null. */
function sourceOf(file: GoFile, call: NodeId): string | null {
  const source = chainOf(file, call).find((one) => {
    const callee = CANDIDATE.test(nameOf(file, one)) ? file.callee(one) : null;
    return callee !== null && isListed(EVENTS, callee);
  });
  return source === undefined ? null : nameOf(file, source);
}

/** `a().b().c()` as its calls, the last one first. */
function chainOf(file: GoFile, call: NodeId): NodeId[] {
  const { tree } = file;
  const chain: NodeId[] = [];
  for (let node = call; isCall(tree, node); ) {
    chain.push(node);
    node = tree.child(calleeOf(tree, node), Field.operand);
  }
  return chain;
}

function nameOf(file: GoFile, call: NodeId): string {
  const callee = calleeOf(file.tree, call);
  return file.tree.textOf(file.tree.child(callee, Field.field) || callee);
}

/** All that is done with the event is to add to it. */
function isNeverSent(file: GoFile, variable: NodeId): boolean {
  const { tree, bindings } = file;
  const end = tree.next(enclosingFunction(tree, variable));
  for (let node = variable + 1; node < end; node++) {
    if (bindings[node] !== variable || tree.kind(node) !== Kind.identifier) continue;
    if (!isOnlyAddedTo(file, node, variable)) return false;
  }
  return true;
}

function isOnlyAddedTo(file: GoFile, use: NodeId, variable: NodeId): boolean {
  const { tree, bindings } = file;
  const list = tree.parent(use);
  if (tree.kind(list) === Kind.expression_list && tree.field(list) === Field.left) return true;
  let value = use;
  for (let call = outerCall(file, value); call !== NONE; call = outerCall(file, value)) value = call;
  if (value === use || !isNamed(file.typeOf(value), 'github.com/rs/zerolog', 'Event')) return false;
  if (tree.kind(tree.parent(value)) === Kind.expression_statement) return true;
  const name = leftOf(file, value);
  return name !== NONE && bindings[name] === variable;
}

/** `.Send()` at the chain's end, without the `_ =` before it. */
function sent(tree: SyntaxTree, call: NodeId): Edit[] {
  const end = tree.end(call);
  const list = tree.parent(call);
  const blank = tree.kind(list) === Kind.expression_list ? tree.start(tree.parent(list)) : tree.start(call);
  return [
    { start: blank, end: tree.start(call), text: '' },
    { start: end, end, text: '.Send()' },
  ];
}
