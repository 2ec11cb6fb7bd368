import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingFunction, FUNCTION_KINDS, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { deref, isNamed } from '../../go/types/type.ts';
import { defineStandard, type Report } from '../standard.ts';
import { errorPath } from '../support/error-path.ts';
import { declaredName } from '../support/functions.ts';
import { calledName } from '../support/ignorable.ts';
import { askedByAs } from '../support/mend/errors-as.ts';
import { isTestCode } from '../support/test-code.ts';
import { isSamePath, lastValue } from '../support/values.ts';

export const typeAssert = defineStandard({
  id: 'errors/type-assert',
  severity: 'medium',
  lane: 'H',
  flags: [],
  title: 'Type assertion on an error',
  why: 'An assertion looks at the outermost error only. The day somebody wraps it with `%w` on the way up, the branch is never taken again: the conflict that was answered with 409 becomes a 500, the retry stops, and no test of the caller fails.',
  fix: 'Ask the whole chain.\n\n```go\nvar conflict *ConflictError\nif errors.As(err, &conflict) {\n\treturn conflict.ID\n}\n```',
  references: ['https://pkg.go.dev/errors#As', 'https://go.dev/blog/go1.13-errors'],
  subsumes: ['errors/unchecked-assertion'],
  examples: {
    bad: [
      `type conflict struct{ id string }

func (c *conflict) Error() string { return c.id }

func status(err error) int {
	if _, ok := err.(*conflict); ok { // want
		return 409
	}
	return 500
}`,
      `type temporary interface{ Temporary() bool }

func retry(try func() error) bool {
	failure := try()
	t, ok := (failure).(temporary) // want
	return ok && t.Temporary()
}`,
      `package service

import pq "github.com/lib/pq"

func code(save func() error) string {
	err := save()
	switch e := err.(type) { // want, no suggestion: every case needs a variable of its own
	case nil:
		return ""
	case *pq.Error:
		return string(e.Code)
	}
	return "unknown"
}`,
      `type conflict struct{ id string }

func (c *conflict) Error() string { return c.id }

func save(id string) error {
	return fmt.Errorf("save %s: %w", id, &conflict{id})
}

func status(id string) int {
	err := save(id)
	if _, ok := err.(*conflict); ok { // want
		return 409
	}
	return 200
}`,
      `func find[E error](err error) (E, bool) {
	e, ok := err.(E) // want
	return e, ok
}`,
    ],
    good: [
      `type conflict struct {
	id  string
	err error
}

func (c *conflict) Error() string { return c.id }

func isConflict(err error) bool { return strings.HasPrefix(err.Error(), "conflict") }

func save(id string) error { return fmt.Errorf("save: %w", &conflict{id: id}) }

func which(id string) string {
	err := save(id)
	if isConflict(err) && id != "" {
		return err.(*conflict).id
	}
	return ""
}

func text(err error) (all string) {
	for err != nil {
		c, ok := err.(*conflict)
		if !ok {
			break
		}
		all += c.id
		err = c.err
	}
	return all
}`,
      `type conflict struct{ id string }

func (c *conflict) Error() string { return c.id }

func (c *conflict) Is(target error) bool {
	other, ok := target.(*conflict)
	return ok && other.id == c.id
}

func status(err error) int {
	var c *conflict
	if errors.As(err, &c) {
		return 409
	}
	return 500
}`,
      // The maker of the error is in sight and gives it as it is; the type is of the library that was called.
      `package service

import "github.com/lib/pq"

type conflict struct{ id string }

func (c *conflict) Error() string { return c.id }

func save(id string) error { return &conflict{id} }

func status(id string, l *pq.Listener) int {
	err := save(id)
	if _, ok := err.(*conflict); ok {
		return 409
	}
	failure := l.Listen("orders")
	if _, ok := failure.(*pq.Error); ok {
		return 503
	}
	return 200
}`,
      `func root(err error) error {
	for err != nil {
		cause, ok := err.(interface{ Unwrap() error })
		if !ok {
			break
		}
		err = cause.Unwrap()
	}
	return err
}`,
      `func exit(cmd *exec.Cmd) int {
	err := cmd.Run()
	if e, ok := err.(*exec.ExitError); ok {
		return e.ExitCode()
	}
	return 0
}`,
      `func text(v any, unknown Somewhere) string {
	s, _ := v.(string)
	_, _ = unknown.err.(fmt.Stringer)
	if err, ok := v.(error); ok {
		return err.Error()
	}
	return s
}`,
      {
        'go.mod': 'module example.com/old\n\ngo 1.12\n',
        'old/old.go':
          'package old\n\nimport "os"\n\nfunc is(err error) bool {\n\t_, ok := err.(*os.PathError)\n\treturn ok\n}\n',
      },
    ],
  },
  go: {
    type_assertion_expression(node, file, report) {
      judge(file, node, file.tree.child(node, Field.operand), [file.tree.child(node, Field.type)], report);
    },
    type_switch_statement(node, file, report) {
      const { tree } = file;
      const cases = tree.children(node).filter((child) => tree.kind(child) === Kind.type_case);
      const types = cases.flatMap((one) => tree.childrenInField(one, Field.type));
      judge(file, tree.child(node, Field.value), tree.child(node, Field.value), types, report);
    },
  },
});

function judge(file: GoFile, at: NodeId, value: NodeId, types: readonly NodeId[], report: Report): void {
  const { tree } = file;
  const operand = unparenthesized(tree, value);
  if (!file.isError(operand) || !file.goAtLeast(1, 13) || isTestCode(file)) return;
  if (OF_CHAINS.test(declaredName(file, at)) || isUnwrapping(file, operand, types)) return;
  if (isBareStandard(file, operand, types) || isAskedBefore(file, at, operand) || isGuarded(file, at, operand)) return;
  const { call, maker } = errorPath(file, operand, types);
  if (maker === 'bare' || isOfMaker(file, call, types)) return;
  const named = types.map((type) => tree.textOf(type)).filter((text) => text !== 'nil');
  const [first = 'the type', ...others] = named;
  const wrapped = maker === 'wraps' || isWrappedByClient(file, call, types);
  const asked = `\`${tree.textOf(operand)}\` is ${others.length > 0 ? 'switched on by its type' : 'asserted'} without its chain`;
  const wanted = `\`${first.replace(/\s+/g, ' ')}\``;
  report(at, {
    message: wrapped
      ? `${asked}, but \`${tree.textOf(calleeOf(tree, call))}\` wraps its errors: ${wanted} inside one is never found here.`
      : `${asked}: once it is wrapped with \`%w\`, ${wanted} is never found here.`,
    ...(wrapped && { evidence: [call] }),
    ...(tree.kind(at) === Kind.type_assertion_expression ? { mend: () => askedByAs(file, at) } : {}),
  });
}

/** Straight from the library that the type is of: `err.(awserr.Error)` after a call of the same SDK. */
function isOfMaker(file: GoFile, call: NodeId, types: readonly NodeId[]): boolean {
  const maker = file.callee(call)?.package ?? '';
  const from = moduleOf(maker);
  return (
    from !== '' &&
    !file.index.sourcePackage(maker) &&
    types.every((type) => {
      const named = deref(file.typeAt(type));
      return named.kind === 'named' && moduleOf(named.package) === from;
    })
  );
}

/** `github.com/owner/name` of a library's package; empty for the standard library. */
function moduleOf(path: string): string {
  return /^[^/]*\./.test(path) ? path.split('/').slice(0, 3).join('/') : '';
}

/** Clients of Google Cloud retry, and wrap what they gave up on. */
function isWrappedByClient(file: GoFile, call: NodeId, types: readonly NodeId[]): boolean {
  if (!file.callee(call)?.package.startsWith('cloud.google.com/go/')) return false;
  return types.some((type) => isNamed(deref(file.typeAt(type)), 'google.golang.org/api/googleapi', 'Error'));
}

/** Functions that are about the outermost error, or walk the chain themselves. */
const OF_CHAINS = /^(?:Is|As|Unwrap\w*|Cause|RootCause|Equals?|With\w*|Wrap\w*|Append|Add|Flatten|Format)$/i;

/** The same error was asked for the same type before, in this function: once is enough to say. */
function isAskedBefore(file: GoFile, at: NodeId, operand: NodeId): boolean {
  const { tree } = file;
  const type = tree.textOf(tree.child(at, Field.type));
  for (const earlier of tree.descendants(enclosingFunction(tree, at), Kind.type_assertion_expression)) {
    if (earlier >= at) return false;
    if (tree.textOf(tree.child(earlier, Field.type)) !== type) continue;
    if (isSamePath(file, unparenthesized(tree, tree.child(earlier, Field.operand)), operand)) return true;
  }
  return false;
}

/** `if IsConflict(err) { err.(*conflict).id }`: the condition around it has asked for the type, in its own way. */
function isGuarded(file: GoFile, at: NodeId, operand: NodeId): boolean {
  const { tree } = file;
  for (let outer = tree.ancestor(at, Kind.if_statement, ...FUNCTION_KINDS); tree.kind(outer) === Kind.if_statement; ) {
    const condition = tree.child(outer, Field.condition);
    if (tree.contains(tree.child(outer, Field.consequence), at) || tree.contains(condition, at)) {
      const asks = (call: NodeId) => file.arguments(call).some((one) => isSamePath(file, one, operand));
      if ([...tree.descendants(condition, Kind.call_expression)].some((call) => call < at && asks(call))) return true;
    }
    outer = tree.ancestor(outer, Kind.if_statement, ...FUNCTION_KINDS);
  }
  return false;
}

/** `for err != nil { e, ok := err.(*base); …; err = e.err }`: the loop goes down the chain. */
function isWalking(file: GoFile, operand: NodeId): boolean {
  const { tree } = file;
  const loop = tree.ancestor(operand, Kind.for_statement, ...FUNCTION_KINDS);
  if (tree.kind(loop) !== Kind.for_statement) return false;
  const body = tree.child(loop, Field.body);
  return (
    [...tree.descendants(body, Kind.assignment_statement)].some((statement) => {
      const [left = NONE] = tree.children(tree.child(statement, Field.left));
      const right = tree.child(statement, Field.right);
      // From a part of the error itself: `err = e.err`.
      return isSamePath(file, left, operand) && [...tree.descendants(right, Kind.selector_expression)].length > 0;
    }) &&
    tree
      .textOf(loop)
      .slice(0, 80)
      .includes(`${tree.textOf(operand)} != nil`)
  );
}

/** The code takes the chain apart itself, or the error was taken out of one. */
function isUnwrapping(file: GoFile, operand: NodeId, types: readonly NodeId[]): boolean {
  const { tree } = file;
  if (types.some((type) => /\b(?:Unwrap|Cause|WrappedErrors)\(\)/.test(tree.textOf(type)))) return true;
  if (isWalking(file, operand)) return true;
  const fn = enclosingFunction(tree, operand);
  const unwraps = (call: NodeId) =>
    file.isCallTo(call, 'errors', 'Unwrap') && file.arguments(call).some((one) => isSamePath(file, one, operand));
  if ([...tree.descendants(fn, Kind.call_expression)].some(unwraps)) return true;
  const origin = isCall(tree, operand) ? operand : lastValue(file, operand);
  return isCall(tree, origin) && /^(?:Unwrap\w*|Cause|RootCause)$/.test(calledName(file, origin));
}

/** Straight from a function of the standard library, asked for a type of it: those return their errors bare. */
function isBareStandard(file: GoFile, operand: NodeId, types: readonly NodeId[]): boolean {
  const { tree } = file;
  const origin = isCall(tree, operand) ? operand : lastValue(file, operand);
  const own = (path: string | undefined) => path !== undefined && path !== '' && !/^[^/]*\./.test(path);
  if (!isCall(tree, origin)) return false;
  const from = file.callee(origin)?.package ?? file.qualified(calleeOf(tree, origin))?.package;
  if (from === undefined || file.index.sourcePackage(from)) return false;
  return own(from) && types.every((type) => isStandardType(file, type, own));
}

function isStandardType(file: GoFile, type: NodeId, own: (path: string | undefined) => boolean): boolean {
  if (file.tree.textOf(type) === 'nil') return true;
  const named = deref(file.typeAt(type));
  return named.kind === 'named' && own(named.package) && !file.index.sourcePackage(named.package);
}
