import type { GoFile } from '../../go/file.ts';
import { nilCheck } from '../../go/flow/nil-check.ts';
import { enclosingFunction, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isError } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { givenAt } from '../support/assigned.ts';
import { isSentinel } from '../support/bare-errors.ts';
import { operandsOf, resultTypes, returnedValues } from '../support/guard.ts';
import { calledName, calledText } from '../support/ignorable.ts';
import { mentions } from '../support/nilness.ts';
import { isTestCode } from '../support/test-code.ts';
import { lastValue } from '../support/values.ts';

export const invertedSentinel = defineStandard({
  id: 'errors/inverted-sentinel',
  severity: 'high',
  lane: 'H',
  flags: ['no-error-strategy'],
  title: 'Only the expected error is handled as a failure',
  why: 'The condition names one error and lets every other pass: a timeout or a refused connection runs on as success, with an empty result. It is the opposite of what was meant, and the test for "not found" stays green.',
  fix: 'Handle the expected error, then every other.\n\n```go\nif errors.Is(err, sql.ErrNoRows) {\n\treturn ErrNotFound\n}\nif err != nil {\n\treturn fmt.Errorf("load order: %w", err)\n}\n```',
  references: ['https://pkg.go.dev/errors#Is', 'https://go.dev/blog/go1.13-errors'],
  examples: {
    bad: [
      `type order struct{ ID string }

func load(row *sql.Row) (*order, error) {
	var o order
	err := row.Scan(&o.ID)
	if err != nil && errors.Is(err, sql.ErrNoRows) { // want
		return nil, err
	}
	return &o, nil
}`,
      `package service

import (
	es "errors"
	"os"
)

func read(path string) (string, error) {
	text, failed := os.ReadFile(path)
	if es.Is(failed, os.ErrNotExist) { // want
		return "", es.New("no configuration")
	}
	return string(text), nil
}`,
      `var errMissing = errors.New("missing")

func first[T any](get func() (T, error)) (T, error) {
	v, err := get()
	if err == errMissing && err != nil { // want
		var zero T
		return zero, fmt.Errorf("first: %w", err)
	}
	return v, nil
}`,
    ],
    good: [
      `type order struct{ ID string }

var errNotFound = errors.New("not found")

func load(row *sql.Row) (*order, error) {
	var o order
	err := row.Scan(&o.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, errNotFound
	}
	if err != nil {
		return nil, err
	}
	return &o, nil
}`,
      `func load(row *sql.Row) (id string, err error) {
	err = row.Scan(&id)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", err
	}
	return id, nil
}`,
      `func drain(read func() ([]byte, error)) error {
	for {
		chunk, err := read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if errors.Is(err, io.ErrClosedPipe) {
			return err
		}
		log.Print(chunk, err)
	}
}`,
      `func load(row *sql.Row) (id string, err error) {
	err = row.Scan(&id)
	ctx := context.Background()
	if failed := ctx.Err(); failed == context.DeadlineExceeded {
		return "", failed
	}
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return "", errors.New("not found")
	default:
		return id, err
	}
}`,
    ],
  },
  go: {
    if_statement(statement, file, report) {
      const { tree } = file;
      if (isTestCode(file) || tree.child(statement, Field.alternative)) return;
      const root = enclosingFunction(tree, statement);
      const last = resultTypes(file, root).at(-1);
      if (last === undefined || !isError(file.typeAt(last))) return;
      const condition = tree.child(statement, Field.condition);
      const asked = operandsOf(file, condition, '&&');
      const name = asked.map((operand) => sentinelOf(file, operand)).find((found) => found !== NONE) ?? NONE;
      if (name === NONE || !asked.every((operand) => isAbout(file, operand, file.bindings[name] as number))) return;
      if (!returnsFailure(file, tree.child(statement, Field.consequence))) return;
      const call = lastValue(file, name);
      if (
        !isCall(tree, call) ||
        /^(?:Err|Cause)$/.test(calledName(file, call)) ||
        !isLostAfter(file, root, statement, name, call)
      )
        return;
      report(condition, {
        message: `Only the error asked for here stops the function. Any other failure of \`${calledText(file, call)}\` goes on as success: nothing looks at \`${tree.textOf(name)}\` again.`,
        evidence: [call],
      });
    },
  },
});

/** `err` of `errors.Is(err, ErrX)` or `err == ErrX`. */
function sentinelOf(file: GoFile, operand: NodeId): NodeId {
  const { tree } = file;
  if (isCall(tree, operand)) {
    const [value = NONE] = file.arguments(operand);
    const name = unparenthesized(tree, value);
    return file.isCallTo(operand, 'errors', 'Is') && tree.kind(name) === Kind.identifier && file.bindings[name]
      ? name
      : NONE;
  }
  if (tree.kind(operand) !== Kind.binary_expression) return NONE;
  if (tree.kind(tree.child(operand, Field.operator)) !== Token['==']) return NONE;
  const left = unparenthesized(tree, tree.child(operand, Field.left));
  const sentinel = isSentinel(file, unparenthesized(tree, tree.child(operand, Field.right)));
  return sentinel && tree.kind(left) === Kind.identifier && file.bindings[left] ? left : NONE;
}

/** The operand only says that the error is set, or that it is the sentinel. */
function isAbout(file: GoFile, operand: NodeId, variable: NodeId): boolean {
  const check = nilCheck(file, operand);
  if (check) return check.variable === variable && !check.nilWhen;
  const name = sentinelOf(file, operand);
  return name !== NONE && file.bindings[name] === variable;
}

/** The branch ends in returning an error. */
function returnsFailure(file: GoFile, block: NodeId): boolean {
  const { tree } = file;
  const list = tree.childOfKind(block, Kind.statement_list);
  const last = list ? (tree.children(list).at(-1) ?? NONE) : NONE;
  if (tree.kind(last) !== Kind.return_statement) return false;
  const value = returnedValues(file, last).at(-1);
  return value !== undefined && tree.kind(value) !== Kind.nil && file.isError(value);
}

/** Nothing reads the error but this condition, and what the call gave is used after it. */
function isLostAfter(file: GoFile, root: NodeId, statement: NodeId, name: NodeId, call: NodeId): boolean {
  const { tree, bindings } = file;
  const variable = bindings[name] as number;
  if (enclosingFunction(tree, variable) !== root) return false;
  const results = tree.children(tree.child(tree.parent(tree.parent(call)), Field.left) || call);
  let isUsed = results.length <= 1;
  for (let node = tree.next(call); node < tree.next(root); node++) {
    if (tree.kind(node) !== Kind.identifier || tree.contains(statement, node)) continue;
    if (bindings[node] === variable) {
      // Another call's error has the variable from there on, unless a loop comes back.
      if (node > statement && givenAt(file, node) && !tree.ancestor(statement, Kind.for_statement)) return isUsed;
      return false;
    }
    if (node > statement && results.some((other) => bindings[other] && bindings[other] === bindings[node]))
      isUsed = true;
  }
  return isUsed && !mentionedByLiteral(file, root, variable);
}

function mentionedByLiteral(file: GoFile, root: NodeId, variable: NodeId): boolean {
  return [...file.tree.descendants(root, Kind.func_literal)].some((literal) => mentions(file, literal, variable));
}
