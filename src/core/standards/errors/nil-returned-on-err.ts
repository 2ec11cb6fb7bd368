import type { GoFile } from '../../go/file.ts';
import { nilCheck } from '../../go/flow/nil-check.ts';
import { enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isError, isNamed } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { declaredName } from '../support/functions.ts';
import { type Guard, guardOf, isZero, operandsOf, resultTypes, returnedValues } from '../support/guard.ts';
import { calledName, calledText, isCleanup } from '../support/ignorable.ts';
import { nilErrorReturned } from '../support/nil-error.ts';
import { mentions } from '../support/nilness.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';
import { lastValue } from '../support/values.ts';

export const nilReturnedOnErr = defineStandard({
  id: 'errors/nil-returned-on-err',
  severity: 'high',
  lane: 'D',
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
      `func send(post func() error) error {
	err := post()
	if err == nil {
		return fmt.Errorf("send: %w", err) // want
	}
	return nil
}`,
    ],
    good: [
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
		return os.Remove(path)
	})
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

func wait(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
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
      });
    },
  },
});

/** Calls whose failure is an answer: nothing is there, or the text is none of that kind. */
const PROBES =
  /^(?:Stat|Lstat|Readlink|Getwd|LookPath|Cookie|FormFile|Err|Atoi|Unquote|Lookup\w*|Rel|ReadBuildInfo|Is[A-Z]\w*|(?:Must)?Parse\w*|Match\w*|SplitHostPort|Exists?|Peek|[vV]alidate\w*|\w+To[A-Z]\w*|\w*Decode\w*)$/;
/** Functions that say by their name that failing is one of their answers. */
const TOLERANT =
  /^(?:is|has|try|maybe|optional|ignore|can|should|supports?|detect|guess|probe|check)(?:[A-Z_]|$)|(?:Exists?|IfAny|IfPresent|OrNil|OrDefault|OrEmpty|BestEffort|Optional|Lenient|Silent(?:ly)?)/i;

/** The failed call whose error the return drops; null when something is made of the error, or no such call is known. */
function droppedBy(
  file: GoFile,
  root: NodeId,
  statement: NodeId,
  guard: Guard,
  others: readonly NodeId[],
): NodeId | null {
  const { tree } = file;
  const variable = failing(file, guard);
  if (variable === NONE || !others.every((value) => isZero(file, value))) return null;
  if (resultTypes(file, root).some((type) => isNamed(file.typeAt(type), '', 'bool'))) return null;
  if (TOLERANT.test(declaredName(file, root))) return null;
  if (!guard.before.every((each) => isGivingBack(file, each))) return null;
  const name = [...namesOf(file, guard.condition, variable)][0] ?? NONE;
  const call = lastValue(file, name);
  if (!isCall(tree, call) || PROBES.test(calledName(file, call))) return null;
  // It must be this `if` that answers the call: its initializer, or the statement just before.
  const list = tree.parent(guard.statement);
  const given = tree.children(list).findLast((sibling) => tree.contains(sibling, call));
  if (given === undefined) return null;
  for (const use of namesOf(file, root, variable)) {
    if (enclosingFunction(tree, use) !== root && enclosingFunction(tree, use) !== NONE) return null;
    if (use >= tree.next(call) && use < statement && !tree.contains(guard.condition, use)) return null;
  }
  return call;
}

/** The error variable that the guard found not to be nil; NONE when the guard says more than that. */
function failing(file: GoFile, guard: Guard): NodeId {
  const operands = guard.when ? operandsOf(file, guard.condition, '||') : [guard.condition];
  for (const operand of operands) {
    const check = nilCheck(file, operand);
    if (!check || check.nilWhen === guard.when) continue;
    const [name] = namesOf(file, operand, check.variable);
    if (name === undefined || !file.isError(name)) continue;
    return operands.some((other) => other !== operand && mentions(file, other, check.variable)) ? NONE : check.variable;
  }
  return NONE;
}

function* namesOf(file: GoFile, node: NodeId, variable: NodeId): Generator<NodeId> {
  for (const name of file.tree.descendants(node, Kind.identifier)) if (file.bindings[name] === variable) yield name;
}

/** `tx.Rollback()`, `f.Close()`: what does nothing with the error. */
function isGivingBack(file: GoFile, statement: NodeId): boolean {
  const call = file.tree.children(statement)[0] ?? NONE;
  return file.tree.kind(statement) === Kind.expression_statement && isCall(file.tree, call) && isCleanup(file, call);
}
