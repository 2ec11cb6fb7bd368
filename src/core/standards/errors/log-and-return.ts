import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingFunction, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { typeString } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { declaredName } from '../support/functions.ts';
import { guardOf, returnedValues } from '../support/guard.ts';
import { isCallbackOfLibrary } from '../support/handed-to-library.ts';
import { entryOf } from '../support/handlers.ts';
import { calledName } from '../support/ignorable.ts';
import { mentions } from '../support/nilness.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

export const logAndReturn = defineStandard({
  id: 'errors/log-and-return',
  severity: 'low',
  lane: 'D',
  flags: [],
  title: 'Error both logged and returned',
  why: 'The caller does the same, and its caller too: one failure becomes three log lines with three stacks, alerts count it three times, and whoever is on call reads them as three failures.',
  fix: 'Return it with what was being done, and log once, where it is answered.\n\n```go\nreturn fmt.Errorf("load order %s: %w", id, err)\n```',
  references: [
    'https://go.dev/blog/error-handling-and-go',
    'https://dave.cheney.net/2016/04/27/dont-just-check-errors-handle-them-gracefully',
  ],
  examples: {
    bad: [
      `func save(path string) error {
	err := os.WriteFile(path, nil, 0o600)
	if err != nil {
		log.Printf("save: %v", err) // want
		return err
	}
	return nil
}

func run() {
	if err := save("orders"); err != nil {
		log.Printf("run: %v", err)
	}
}`,
      `func load(path string) error {
	_, err := os.ReadFile(path)
	if err != nil {
		log.Printf("read %s: %v", path, err) // want
		return err
	}
	return nil
}`,
      `package service

import (
	"fmt"

	"go.uber.org/zap"
)

type store struct{ logger *zap.SugaredLogger }

func (s *store) save(write func() error) (int, error) {
	if failed := write(); failed != nil {
		s.logger.Errorw("save", "error", failed) // want
		return 0, fmt.Errorf("save: %w", failed)
	}
	return 1, nil
}`,
      `package service

import "github.com/rs/zerolog/log"

func first[T any](get func() (T, error)) (T, error) {
	v, err := get()
	if err != nil {
		log.Warn().Err(err).Msg("get") // want
		return v, err
	}
	return v, nil
}`,
      `package service

import sl "log/slog"

func run(do func() error) error {
	err := do()
	if err != nil {
		sl.Error("run", "error", err.Error()) // want
		return err
	}
	return nil
}`,
    ],
    good: [
      `func load(path string) error {
	_, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("load: %w", err)
	}
	return nil
}`,
      `package service

import (
	"log"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

func serve(do func() error) error {
	if err := do(); err != nil {
		log.Print(err)
		return status.Error(codes.Internal, "internal error")
	}
	return nil
}`,
      `var errStore = errors.New("store")

func each(files []string) error {
	for _, file := range files {
		if err := os.Remove(file); err != nil {
			log.Print(err)
			continue
		}
	}
	if err := os.Remove("x"); err != nil {
		log.Print("removing failed")
		return err
	}
	if err := os.Remove("y"); err != nil {
		slog.Debug("removing failed", "error", err)
		return err
	}
	if err := os.Remove("z"); err != nil {
		log.Print(err)
		return errStore
	}
	return nil
}`,
      // The handshake that calls it logs nothing.
      `func check(certs []*x509.Certificate, opts x509.VerifyOptions) error {
	if _, err := certs[0].Verify(opts); err != nil {
		log.Print(err)
		return err
	}
	return nil
}`,
      `type journal struct{}

func (journal) Print(v any) {}

func load(path string) error {
	book := journal{}
	timed := os.Remove("t")
	slog.Info("removed", "error", timed)
	if path == "" {
		return timed
	}
	err := os.Remove(path)
	if err != nil {
		book.Print(err)
		return err
	}
	return nil
}`,
    ],
  },
  go: {
    expression_statement(statement, file, report) {
      const { tree } = file;
      const call = unparenthesized(tree, tree.children(statement)[0] ?? NONE);
      // Outside a branch it is a line about the call, whatever came of it.
      if (
        !isCall(tree, call) ||
        !LEVELS.test(calledName(file, call)) ||
        !guardOf(file, statement) ||
        isTestCode(file) ||
        isTooling(file) ||
        !isLogged(file, call)
      )
        return;
      const end = nextReturn(file, statement);
      const value = end === NONE ? NONE : (returnedValues(file, end).at(-1) ?? NONE);
      const name = returnedError(file, value);
      const variable = name === NONE ? NONE : (file.bindings[name] as number);
      if (!variable || !mentions(file, call, variable)) return;
      if (file.isMain || entryOf(file, enclosingFunction(tree, statement))) return;
      const again = loggedAgain(file, statement);
      if (again === NONE && isCallbackOfLibrary(file, enclosingFunction(tree, statement))) return;
      report(call, {
        lane: again === NONE ? 'H' : 'D',
        message:
          again !== NONE
            ? `\`${tree.textOf(name)}\` is logged here, returned in line ${tree.line(end)}, and logged by the caller again in line ${tree.line(again)}: one failure reads as two.`
            : `\`${tree.textOf(name)}\` is logged here and returned in line ${tree.line(end)}: its caller will report it again, and one failure reads as several.`,
        evidence: again === NONE ? [end] : [end, again],
      });
    },
  },
});

/** The line with which a caller in the file logs the error that it gets from the function around; NONE where none is seen. */
function loggedAgain(file: GoFile, statement: NodeId): NodeId {
  const { tree } = file;
  const fn = enclosingFunction(tree, statement);
  const own = declaredName(file, statement);
  const holder = tree.children(tree.child(fn, Field.receiver))[0] ?? NONE;
  const receiver = holder ? tree.textOf(tree.child(holder, Field.type)).replace(/^\*|\[.*$/gs, '') : null;
  // The error of a literal goes elsewhere than that of the declaration around it.
  if (tree.kind(fn) === Kind.func_literal) return NONE;
  for (const call of tree.descendants(0, Kind.call_expression)) {
    if (calledName(file, call) !== own || tree.contains(fn, call)) continue;
    const callee = file.callee(call);
    // `s.repo.Update` is not the `Update` of the service.
    if (callee?.package !== file.package?.path || callee?.receiver !== receiver) continue;
    const list = tree.parent(call);
    const got = tree.field(list) === Field.right ? tree.child(tree.parent(list), Field.left) : NONE;
    const name = got === NONE ? NONE : (tree.children(got).at(-1) ?? NONE);
    const line = name === NONE ? NONE : firstLogOf(file, name);
    if (line !== NONE) return line;
  }
  return NONE;
}

/** The first line after the assignment that logs the variable, before it is written again. */
function firstLogOf(file: GoFile, name: NodeId): NodeId {
  const { tree } = file;
  const variable = file.bindings[name] as number;
  const end = tree.next(enclosingFunction(tree, name));
  for (let node = name + 1; variable && node < end; node++) {
    if (isCall(tree, node) && mentions(file, node, variable) && isLogged(file, node)) return node;
    const written = tree.kind(node) === Kind.identifier && file.bindings[node] === variable;
    const list = tree.parent(node);
    if (written && tree.kind(list) === Kind.expression_list && tree.field(list) === Field.left) return NONE;
  }
  return NONE;
}

const LIBRARIES = /(?:^|\/)(?:log|slog|zap|zerolog|logrus|klog|glog|logr|logx|hclog|logger|logging)(?:\/v\d+)?$/;
const LEVELS =
  /^(?:Print|Error|Warn|Warning|Info|Notice|Critical|Alert)(?:f|w|ln|Context|Ctx|S|Depth)?$|^(?:Msg|Msgf|Send|Log)$/;

/** The call writes a log line that people see; tracing below them is left out. */
function isLogged(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  // A field of a line, at whatever level that is.
  if (!LEVELS.test(calledName(file, call)) || file.isCallTo(call, 'go.uber.org/zap', 'Error')) return false;
  if (/\.(?:Debug|Trace)\w*\(|\.V\(/.test(tree.textOf(calleeOf(tree, call)))) return false;
  const callee = file.callee(call);
  if (callee) return LIBRARIES.test(callee.package);
  const operand = tree.child(calleeOf(tree, call), Field.operand);
  if (operand === NONE) return false;
  const type = typeString(file.typeOf(operand));
  return type !== 'unknown' && /(?:Logger|Entry|Event)$/.test(type);
}

/** The return that follows in the same block, with nothing between that could change the error. */
function nextReturn(file: GoFile, statement: NodeId): NodeId {
  const { tree } = file;
  for (const next of tree.children(tree.parent(statement))) {
    if (next <= statement) continue;
    if (tree.kind(next) === Kind.return_statement) return next;
    if (tree.kind(next) !== Kind.expression_statement) return NONE;
  }
  return NONE;
}

/** `err` of `return err` and of what keeps it whole: `fmt.Errorf("…: %w", err)`. */
function returnedError(file: GoFile, value: NodeId): NodeId {
  const { tree } = file;
  if (tree.kind(value) === Kind.identifier) return file.isError(value) ? value : NONE;
  if (!isCall(tree, value)) return NONE;
  const wraps =
    file.isCallTo(value, 'fmt', 'Errorf') ||
    file.isCallTo(value, 'github.com/pkg/errors', 'Wrap', 'Wrapf', 'WithMessage', 'WithStack');
  if (!wraps) return NONE;
  return (
    file.arguments(value).find((argument) => tree.kind(argument) === Kind.identifier && file.isError(argument)) ?? NONE
  );
}
