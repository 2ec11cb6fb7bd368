import type { GoFile } from '../../go/file.ts';
import { enclosingFunction, FUNCTION_KINDS } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isNamed } from '../../go/types/type.ts';
import { defineStandard, type Report } from '../standard.ts';
import { formatText, verbsOf } from '../support/format.ts';
import { calledName, calledText } from '../support/ignorable.ts';
import { quoted } from '../support/quoted.ts';
import { holdsWholeBody } from '../support/request-source.ts';
import { isSecretName, isText } from '../support/secret-name.ts';
import { sensitiveValue } from '../support/sensitive.ts';
import { shownField } from '../support/shown-field.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

const LOGS =
  /^(?:Print|Debug|Info|Warn|Error|Fatal|Panic|Trace|Log)\w*$|^(?:String|Any|Str|Interface|ByteString|Reflect|Msgf|WithField|With)$/;
const LIBRARIES =
  /^(?:log|log\/slog|github\.com\/sirupsen\/logrus|go\.uber\.org\/zap|github\.com\/rs\/zerolog(?:\/log)?|k8s\.io\/klog(?:\/v2)?|github\.com\/go-kratos\/kratos\/v2\/log|github\.com\/go-kit\/log|github\.com\/go-logr\/logr|github\.com\/zeromicro\/go-zero\/core\/logx)$/;
const OWN = /\/(?:log|logger|logging|logs|zlog|xlog)$/;
/** Structs that are filled from outside; those of users and other records leave their secrets empty as often as not. */
const HOLDING =
  /conf(?:ig(?:uration)?)?$|settings$|options$|credentials?$|(?:login|register|signup|password)\w*(?:request|req|input|form|payload|body)$/i;
const FORMS = ['String', 'Format', 'GoString', 'LogValue', 'MarshalLogObject', 'MarshalJSON', 'MarshalText'];

export const logSensitive = defineStandard({
  id: 'security/log-sensitive',
  severity: 'high',
  lane: 'D',
  flags: [],
  title: 'Secret written to the log',
  why: 'Logs go to more people and places than the secret was meant for: to collectors, dashboards, tickets and backups, for months. Whoever reads one line there can act as the user or the service, and nobody notices.',
  fix: 'Log what identifies, not what authorises: the id of the user, the name of the key. A type whose `LogValue` hides its content protects every log call at once.\n\n```go\nfunc (Secret) LogValue() slog.Value { return slog.StringValue("[hidden]") }\n```',
  references: [
    'https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html#data-to-exclude',
    'https://pkg.go.dev/log/slog#hdr-Customizing_a_type_s_logging_behavior',
    'https://cwe.mitre.org/data/definitions/532.html',
  ],
  examples: {
    bad: [
      `type login struct{ User, Password string }

func check(in login) {
	log.Printf("login of %s with %s", in.User, in.Password) // want
}`,
      `package api

import (
	"net/http"

	logger "log/slog"
)

func show(w http.ResponseWriter, r *http.Request) {
	token := r.Header.Get("Authorization")
	logger.InfoContext(r.Context(), "request", "path", r.URL.Path, "auth", token) // want
	logger.Debug("headers", "all", r.Header) // want
}`,
      `package main

import (
	"os"

	"go.uber.org/zap"
)

type database struct {
	Host     string
	Password string
}

type config struct {
	Port     int
	Database database
}

func start(logger *zap.Logger, cfg *config) {
	logger.Info("start", zap.Any("config", cfg)) // want
	logger.Sugar().Infof("key %s", os.Getenv("PAYMENT_API_KEY")) // want
}`,
      `type order struct{ Card, Name string }

func place(w http.ResponseWriter, r *http.Request) {
	var in order
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return
	}
	slog.Info("order", "name", in.Name)
	slog.Info("order", "body", in) // want
}`,
      `func reset(password string) {
	slog.Info("reset", "value", password) // want
}`,
    ],
    good: [
      `import "log/slog"

func pull() {
	secretName := os.Getenv("PULL_SECRET")
	slog.Info("copy", "secret", secretName)
}`,
      // A copy is made for the log.
      `type dbConfig struct{ Host, Password string }

func tell(config dbConfig) {
	shown := config
	shown.Password = "REDACTED"
	slog.Info("configured", "database", shown)
}`,
      `type login struct{ User, Password string }

func check(in login) {
	log.Printf("login of %s, password of %d characters", in.User, len(in.Password))
	slog.Info("login", "user", in.User, "has password", in.Password != "")
}`,
      `type secret string

func (secret) String() string { return "[hidden]" }

type config struct {
	Password secret
	APIKey   secret
}

func start(cfg config) {
	log.Printf("config: %+v, %s", cfg, cfg.Password)
}`,
      `type config struct{ Host, Password string }

func (c config) String() string { return c.Host }

type user struct{ Name, Password string }

func found(u user) { log.Printf("found %v", u) }

func start(cfg config, nextPageToken string) {
	log.Printf("config: %v", cfg)
	slog.Info("page", "token", nextPageToken)
}`,
      `type printer struct{}

func (printer) Print(text string) {}

func show(in struct{ Password string }) {
	log := printer{}
	log.Print(in.Password)
}`,
      `func show(w http.ResponseWriter, r *http.Request) {
	slog.Info("request", "agent", r.Header.Get("User-Agent"), "region", os.Getenv("REGION"))
}`,
    ],
  },
  calls: LOGS,
  go: {
    call_expression(call, file, report) {
      const name = calledName(file, call);
      if (!LOGS.test(name)) return;
      const callee = file.callee(call);
      if (callee === null || !isLogger(file, callee.package)) return;
      if (isTestCode(file) || isTooling(file)) return;
      for (const { value, whole } of loggedValues(file, call, name))
        if (judge(file, call, value, whole, report)) return;
    },
  },
});

function isLogger(file: GoFile, path: string): boolean {
  return LIBRARIES.test(path) || (OWN.test(path) && file.index.sourcePackage(path) !== null);
}

/** Arguments with whether all of a struct is shown, as by `%+v`. Without a format, they are shown as `%v` would. */
function loggedValues(file: GoFile, call: NodeId, name: string): { value: NodeId; whole: boolean }[] {
  const args = file.arguments(call);
  if (!/[a-z]f$/.test(name)) return args.map((value) => ({ value, whole: true }));
  const at = args.findIndex((argument) => formatText(file, argument) !== null);
  const operands = args.slice(at + 1);
  return verbsOf(formatText(file, args[at] ?? NONE) ?? '').flatMap(({ letter, operand }) => {
    const value = operands[operand];
    return value !== undefined && /^[svqx]$/.test(letter) ? [{ value, whole: letter === 'v' }] : [];
  });
}

/** True where something was reported. */
function judge(file: GoFile, call: NodeId, value: NodeId, whole: boolean, report: Report): boolean {
  const { tree } = file;
  const logged = `\`${calledText(file, call)}\``;
  // A first password has to be told somewhere; below the usual level little is kept.
  const told = /initial|generated|default/i.test(tree.textOf(call));
  const around = tree.ancestor(call, Kind.call_expression, ...FUNCTION_KINDS);
  const low = [call, around].some(
    (one) =>
      one &&
      (/^(?:Debug|Trace)/.test(calledName(file, one)) ||
        /\.(?:Debug|Trace)\(\)/.test(tree.textOf(tree.child(one, Field.function)))),
  );
  const unseen = told || low || isAskedFor(file, call) ? { lane: 'H' as const } : {};
  const secret = sensitiveValue(file, value);
  if (secret) {
    const line = tree.line(secret.node);
    const from = secret.node === value ? '' : `, from ${quoted(tree, secret.node)} of line ${line}`;
    report(call, {
      message: `${logged} writes ${quoted(tree, value)} to the log${from}: that is ${secret.what}, and everybody who can read the logs has it.`,
      evidence: [secret.node],
      ...unseen,
    });
    return true;
  }
  const kind = tree.kind(value);
  const named = kind === Kind.identifier && file.bindings[value] ? tree.textOf(value) : '';
  if (isSecretName(named) && isText(file.typeOf(value))) {
    report(call, {
      lane: 'H',
      message: `${logged} writes \`${named}\` to the log: if it holds what its name says, everybody who can read the logs has it.`,
    });
    return true;
  }
  if (!whole || (kind !== Kind.identifier && kind !== Kind.selector_expression && kind !== Kind.unary_expression))
    return false;
  const type = file.typeOf(value);
  // A logger of the program's own may take a request for its context only.
  const formats = /[a-z]f$/.test(calledName(file, call)) || LIBRARIES.test(file.callee(call)?.package ?? '');
  if (!formats) return false;
  if (isNamed(type, 'net/http', 'Request')) {
    report(call, {
      message: `${logged} writes all of the request ${quoted(tree, value)} to the log, with whatever Authorization and Cookie headers it has: everybody who can read the logs has them.`,
      ...unseen,
    });
    return true;
  }
  if (holdsWholeBody(file, value)) {
    report(call, {
      message: `${logged} writes all of ${quoted(tree, value)} to the log, which is the body of the request: whatever clients send is kept there, for everybody who can read the logs.`,
      // Whether what clients send there is secret, only they know.
      lane: 'H',
    });
    return true;
  }
  const base = type.kind === 'pointer' ? type.to : type;
  if (base.kind !== 'named' || !HOLDING.test(base.name)) return false;
  const field = shownField(
    file,
    type,
    ({ name, type: text, tag }) =>
      isSecretName(name) && (text === 'string' || text === '[]byte') && !/json:"-/.test(tag ?? ''),
    FORMS,
  );
  if (field === null || isBlanked(file, value, field)) return false;
  report(call, {
    message: `${logged} writes all of ${quoted(tree, value)} to the log, its \`${field}\` with it: everybody who can read the logs has that secret.`,
    // It may be empty, or blanked on the way.
    lane: 'H',
  });
  return true;
}

/** Under `if dump`, or at `V(6)`: whoever runs the program has asked to see it all. */
function isAskedFor({ tree }: GoFile, call: NodeId): boolean {
  if (/\.V\((?:[4-9]|\d\d)\)/.test(tree.textOf(tree.child(call, Field.function)))) return true;
  for (let at = tree.ancestor(call, Kind.if_statement); at !== NONE; at = tree.ancestor(at, Kind.if_statement))
    if (/dump|debug|trace|verbose/i.test(tree.textOf(tree.child(at, Field.condition)))) return true;
  return false;
}

/** `options.Password = "REDACTED"` above: the copy is made for the log. */
function isBlanked(file: GoFile, value: NodeId, field: string): boolean {
  const { tree } = file;
  const set = `${tree.textOf(value).replace(/^&/, '')}.${field}`;
  for (const assigned of tree.descendants(enclosingFunction(tree, value), Kind.assignment_statement)) {
    if (assigned >= value) return false;
    if (tree.textOf(tree.child(assigned, Field.left)) === set) return true;
  }
  return false;
}
