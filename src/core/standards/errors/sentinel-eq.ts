import type { GoFile } from '../../go/file.ts';
import { calleeOf, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import type { Edit } from '../../suggestions/edit.ts';
import { defineStandard, type Reported } from '../standard.ts';
import { isAlwaysWrapped, isBare, isSentinel } from '../support/bare-errors.ts';
import { errorPath } from '../support/error-path.ts';
import { declaredName } from '../support/functions.ts';
import { askedByCase } from '../support/mend/errors-is.ts';
import { imported } from '../support/mend/imported.ts';
import { replaced } from '../support/mend/statement.ts';
import { isTestCode } from '../support/test-code.ts';

export const sentinelEq = defineStandard({
  id: 'errors/sentinel-eq',
  severity: 'medium',
  lane: 'H',
  flags: [],
  title: 'Sentinel error compared with ==',
  why: 'The comparison holds only while nobody on the way wraps the error. The day a layer adds context with `%w`, the branch is dead without a compile error: "not found" becomes 500, a cancelled request is logged and retried as a failure.',
  fix: 'Ask the whole chain with `errors.Is`.\n\n```go\nif errors.Is(err, ErrNotFound) {\n```',
  references: ['https://pkg.go.dev/errors#Is', 'https://go.dev/blog/go1.13-errors'],
  examples: {
    bad: [
      `var ErrNotFound = errors.New("not found")

func status(err error) int {
	if err == ErrNotFound { // want
		return 404
	}
	return 500
}`,
      `func retry(err error) bool {
	return err != nil && (context.Canceled != err || err == os.ErrDeadlineExceeded) // want
}`,
      `package service

import (
	. "database/sql"
	stdctx "context"
)

func status(err error) int {
	switch err {
	case nil:
		return 200
	case ErrNoRows: // want
		return 404
	case stdctx.DeadlineExceeded, stdctx.Canceled:
		return 504
	}
	return 500
}`,
      {
        'store/store.go':
          'package store\n\nimport (\n\t"errors"\n\t"fmt"\n)\n\nvar (\n\tErrGone error = errors.New("gone")\n\tErrOld = ErrGone\n)\n\nfunc Get() error { return fmt.Errorf("get: %w", ErrOld) }\n',
        'api/api.go':
          'package api\n\nimport st "example.com/service/store"\n\nfunc Get() int {\n\tif err := st.Get(); err == st.ErrOld { // want\n\t\treturn 404\n\t}\n\tswitch err := st.Get(); {\n\tcase err == st.ErrGone: // want\n\t\treturn 410\n\t}\n\treturn 200\n}\n',
      },
      `var ErrGone = errors.New("gone")

func load() error { return fmt.Errorf("load: %w", ErrGone) }

func gone() bool {
	err := load()
	return err == ErrGone // want
}`,
      `func missing(path string) bool {
	_, err := os.Stat(path)
	return err == os.ErrNotExist // want
}`,
    ],
    good: [
      `var ErrNotFound = errors.New("not found")

func status(err error) int {
	if errors.Is(err, ErrNotFound) || err == nil {
		return 404
	}
	ErrNotFound := errors.Unwrap(err)
	if err == ErrNotFound {
		return 200
	}
	return 500
}`,
      `func drain(ctx context.Context, r io.Reader, server *http.Server) error {
	for {
		if _, err := r.Read(nil); err == io.EOF {
			break
		}
	}
	if err := ctx.Err(); err == context.Canceled || ctx.Err() == context.DeadlineExceeded {
		return err
	}
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		return err
	}
	return nil
}`,
      `func find(db *sql.DB) (name string, err error) {
	err = db.QueryRow("select name from t").Scan(&name)
	switch err {
	case sql.ErrNoRows:
		return "", nil
	case nil:
		return name, nil
	}
	return "", err
}`,
      // The maker of the error is in sight and gives it as it is.
      `var ErrGone = errors.New("gone")

func load() error { return ErrGone }

func gone() bool {
	err := load()
	return err == ErrGone
}`,
      `type failure struct{ cause error }

var ErrBase = errors.New("base")

func (f *failure) Error() string { return "failure" }

func (f *failure) Is(target error) bool { return target == ErrBase || f.cause == target }`,
      `var errStop = errors.New("stop")

func step() error { return errStop }

func guard(run func()) {
	if err := step(); err == errStop {
		return
	}
	defer func() {
		if r := recover(); r == http.ErrAbortHandler {
			panic(r)
		}
	}()
	run()
}`,
      `package service

import (
	"strconv"

	"github.com/pkg/errors"
)

var ErrBase = errors.New("base")

type code int

func number(text string) bool {
	_, err := strconv.Atoi(text)
	return err.(*strconv.NumError).Err == strconv.ErrRange
}

var ErrCode = code(3)

func status(err error, c code) bool {
	cause := errors.Cause(err)
	return cause == ErrBase || errors.Cause(err) == ErrBase || c == ErrCode
}`,
    ],
  },
  go: {
    binary_expression(node, file, report) {
      const found = comparison(file, node);
      if (found === null || !isAsked(file) || declaredName(file, node) === 'Is') return;
      const { tree } = file;
      // `err == ErrA || err == ErrB` is one defect.
      let condition = node;
      while (tree.kind(tree.parent(condition)) === Kind.binary_expression) condition = tree.parent(condition);
      for (const earlier of tree.descendants(condition, Kind.binary_expression))
        if (earlier < node && comparison(file, earlier) !== null) return;
      // `|| strings.Contains(…)`: the branch is taken by another way.
      const lane = condition === node ? {} : { lane: 'H' as const };
      report(node, { ...claim(file, found.value, found.sentinel), ...lane, mend: () => asked(file, condition) });
    },
    expression_switch_statement(node, file, report) {
      const { tree } = file;
      const value = unparenthesized(tree, tree.child(node, Field.value));
      if (value === NONE || !isAsked(file) || !file.isError(value) || declaredName(file, node) === 'Is') return;
      const [first, ...others] = tree
        .children(node)
        .filter((clause) => tree.kind(clause) === Kind.expression_case)
        .flatMap((clause) => tree.children(tree.child(clause, Field.value)))
        .filter((candidate) => isSentinel(file, candidate) && !isUnwrapped(file, value, candidate));
      if (first !== undefined)
        report(first, { ...claim(file, value, first), evidence: others, mend: () => askedByCase(file, node) });
    },
  },
});

function isAsked(file: GoFile): boolean {
  return file.goAtLeast(1, 13) && !isTestCode(file);
}

function claim(file: GoFile, value: NodeId, sentinel: NodeId): Reported {
  const { tree } = file;
  const compared = `\`${tree.textOf(value)}\` is compared with \`${tree.textOf(sentinel)}\` itself`;
  const { call, maker } = errorPath(file, value, [sentinel]);
  if (maker === 'wraps')
    return {
      message: `${compared}, but \`${tree.textOf(calleeOf(tree, call))}\` wraps errors with \`%w\`: what it wraps never matches here and is handled as an unknown failure. Use \`errors.Is\`.`,
      evidence: [call],
      lane: 'H', // the one that is compared may be none of those
    };
  if (isAlwaysWrapped(file, sentinel) && /^(?:os|io\/fs|io\/ioutil)$/.test(file.callee(call)?.package ?? ''))
    return {
      message: `${compared}, but \`${tree.textOf(calleeOf(tree, call))}\` gives it inside an error of its own: the two are never equal, and ${differs(file, sentinel) ? 'this holds of every error' : 'this branch is never taken'}. Use \`errors.Is\`.`,
      evidence: [call],
    };
  // Nothing in sight wraps it, and what is compared may be given as it is for ever.
  return {
    message: `${compared}: once any layer wraps it with \`%w\`, this branch is skipped and the error is handled as an unknown failure. Use \`errors.Is\`.`,
    lane: 'H',
  };
}

/** `err != ErrX` */
function differs({ tree }: GoFile, sentinel: NodeId): boolean {
  return tree.kind(tree.child(tree.parent(sentinel), Field.operator)) === Token['!='];
}

/** The library promises it bare, or its maker, a function of this repository, gives it as it is. */
function isUnwrapped(file: GoFile, value: NodeId, sentinel: NodeId): boolean {
  if (isBare(file, value, sentinel)) return true;
  return errorPath(file, value, [sentinel]).maker === 'bare' && !isAlwaysWrapped(file, sentinel);
}

/** The sides of `err == ErrX` where that is a defect, else null. */
function comparison(file: GoFile, node: NodeId): { value: NodeId; sentinel: NodeId } | null {
  const { tree } = file;
  const operator = tree.kind(tree.child(node, Field.operator));
  if (operator !== Token['=='] && operator !== Token['!=']) return null;
  const sides = [Field.right, Field.left].map((side) => unparenthesized(tree, tree.child(node, side)));
  const sentinel = sides.find((side) => isSentinel(file, side)) ?? NONE;
  const value = sides.find((side) => side !== sentinel) ?? NONE;
  if (sentinel === NONE || !file.isError(value) || isUnwrapped(file, value, sentinel)) return null;
  return { value, sentinel };
}

/** `errors.Is` for every such comparison of the condition. */
function asked(file: GoFile, condition: NodeId): Edit[] | null {
  const { tree } = file;
  const errors = imported(file, 'errors', condition);
  if (errors === null) return null;
  const edits = [...errors.edits];
  for (let node = condition; node < tree.next(condition); node++) {
    const found = tree.kind(node) === Kind.binary_expression ? comparison(file, node) : null;
    if (found === null) continue;
    const not = tree.kind(tree.child(node, Field.operator)) === Token['!='] ? '!' : '';
    const is = `${errors.name}.Is(${tree.textOf(found.value)}, ${tree.textOf(found.sentinel)})`;
    edits.push(replaced(tree, node, not + is));
  }
  return edits;
}
