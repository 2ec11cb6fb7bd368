import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingFunction, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isError } from '../../go/types/type.ts';
import type { Edit } from '../../suggestions/edit.ts';
import { defineStandard } from '../standard.ts';
import { askedOf, publicErrorLost } from '../support/error-askers.ts';
import { isErrorValue } from '../support/error-value.ts';
import { formatText, type Verb, verbsOf } from '../support/format.ts';
import { resultTypes } from '../support/guard.ts';
import { isTestCode } from '../support/test-code.ts';
import { lastValue } from '../support/values.ts';

export const errorfNoWrap = defineStandard({
  id: 'errors/errorf-no-wrap',
  severity: 'low',
  lane: 'D',
  flags: ['no-error-strategy'],
  title: 'Error formatted as text instead of wrapped',
  why: 'Only `%w` keeps the cause. Without it `errors.Is` and `errors.As` find nothing further up: a cancelled request is retried, "not found" is answered with 500, and every later mapping has to compare message texts.',
  fix: 'Format the cause with `%w`. Where callers must not see it, say so with an ignore comment.\n\n```go\nreturn fmt.Errorf("load order %s: %w", id, err)\n```',
  references: ['https://pkg.go.dev/fmt#Errorf', 'https://go.dev/blog/go1.13-errors'],
  examples: {
    bad: [
      `func load(id string) error {
	if _, err := os.Open(id); err != nil {
		return fmt.Errorf("load %s: %v", id, err) // want
	}
	return nil
}

func found(id string) bool {
	err := load(id)
	return !errors.Is(err, os.ErrNotExist)
}`,
      {
        'client/client.go':
          'package client\n\nimport "fmt"\n\ntype ApiError struct{ Status int }\n\nfunc (e *ApiError) Error() string { return "api" }\n\ntype Client struct{}\n\nfunc (c *Client) Proxy(name string) error { return &ApiError{404} }\n\nfunc (c *Client) Update(name string) error {\n\tif err := c.Proxy(name); err != nil {\n\t\treturn fmt.Errorf("update %s: %v", name, err) // want\n\t}\n\treturn nil\n}\n',
      },
      `func load(id string) error {
	if _, err := os.Open(id); err != nil {
		return fmt.Errorf("load %s: %v", id, err) // want
	}
	return nil
}`,
      `package service

import f "fmt"

const failed = "place %q: "

func place(id string, err error) error {
	return f.Errorf(failed+"%+s", id, err) // want, no suggestion: the verb may stand in the constant
}`,
      `func wait(ctx context.Context, n int) error {
	<-ctx.Done()
	return fmt.Errorf("%[2]*[1]d tries: %[3]v", n, 8, ctx.Err()) // want
}`,
      `package service

import . "fmt"

type conflict struct{ id string }

func (c *conflict) Error() string { return c.id }

func save(c *conflict) error {
	return Errorf("save: %s", c) // want
}`,
      `func first[T any](get func() (T, error)) (T, error) {
	got, err := get()
	if err != nil {
		return got, fmt.Errorf( // want
			"100%% sure: %v",
			err,
		)
	}
	return got, nil
}`,
    ],
    good: [
      `func limit(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil {
		return 0, fmt.Errorf("limit %q: %v", text, err)
	}
	if _, err := regexp.Compile(text); err != nil {
		return 0, fmt.Errorf("limit %q: %v", text, err)
	}
	return d, nil
}

func place(w http.ResponseWriter, r *http.Request) {
	if _, err := io.ReadAll(r.Body); err != nil {
		err = fmt.Errorf("read order: %v", err)
		answer(w, err)
		answer(w, fmt.Errorf("place: %v", err))
	}
}

func answer(w http.ResponseWriter, err error) { http.Error(w, err.Error(), http.StatusBadRequest) }`,
      `var errStore = errors.New("store")

func load(err error) error {
	if err == nil {
		return fmt.Errorf("load: %w", err)
	}
	return fmt.Errorf("%w: %v", errStore, err)
}`,
      `func load(err error, format string, args ...any) error {
	if args == nil {
		return fmt.Errorf(format, err)
	}
	return fmt.Errorf("load: %v", args...)
}`,
      `func load(err error, id string) error {
	log.Print(fmt.Errorf("load %s: %v", id, err))
	return fmt.Errorf("load %s: %T %s %d%%", id, err, err.Error(), 3)
}`,
      `func load(err error) string {
	return fmt.Errorf("load: %v", err).Error()
}`,
      `type printer struct{}

func (printer) Errorf(format string, args ...any) error { return nil }

func load(err error) error {
	fmt := printer{}
	return fmt.Errorf("load: %v", err)
}`,
      `func load(run func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	run()
	return nil
}`,
      {
        'go.mod': 'module example.com/old\n\ngo 1.12\n',
        'old/old.go':
          'package old\n\nimport "fmt"\n\nfunc load(err error) error { return fmt.Errorf("load: %v", err) }\n',
      },
    ],
  },
  calls: /^Errorf$/,
  go: {
    call_expression(call, file, report) {
      if (!file.isCallTo(call, 'fmt', 'Errorf') || !file.goAtLeast(1, 13)) return;
      if (isOnlyShown(file, call) || isTestCode(file)) return;
      const [format, ...operands] = file.arguments(call);
      if (format === undefined || operands.some((node) => file.tree.kind(node) === Kind.variadic_argument)) return;
      const verbs = verbsOf(formatText(file, format) ?? '');
      if (verbs.some(({ letter }) => letter === 'w')) return;
      const lost = verbs.filter(({ letter, operand }) => {
        const value = operands[operand];
        return (letter === 'v' || letter === 's') && value !== undefined && isErrorValue(file, value);
      });
      const [first] = lost;
      if (first === undefined) return;
      if (lost.every(({ operand }) => saysAll(file, operands[operand] ?? format)) || isKeptInside(file, call)) return;
      const name = file.tree.textOf(operands[first.operand] ?? format);
      const asked = askedOf(file, call);
      const type = asked ? null : publicErrorLost(file, call, operands[first.operand] ?? format);
      const text = `\`${first.text}\` turns \`${name}\` into text`;
      report(call, {
        // Where nobody is seen to ask for the kind, it may only be shown.
        lane: asked && mayBeTheOne(file, asked, operands[first.operand] ?? format) ? 'D' : 'H',
        message: asked
          ? `${text}: \`${file.tree.textOf(asked)}\` in line ${file.tree.line(asked)} asks the error of this function for its kind, and never finds it here.`
          : type
            ? `${text}: callers of this package can no longer reach its \`${type}\` with \`errors.As\`, so they cannot tell one failure from another.`
            : `${text}: callers can no longer reach it with \`errors.Is\` or \`errors.As\`, so they cannot tell a timeout or "not found" from any other failure.`,
        ...(asked && { evidence: [asked] }),
        mend: () => wrapped(file, format, lost),
      });
    },
  },
});

/** The error asked for is declared by the package whose call gave the cause. */
function mayBeTheOne(file: GoFile, question: NodeId, cause: NodeId): boolean {
  const [, wanted = NONE] = file.arguments(question);
  const origin = lastValue(file, cause);
  const from = isCall(file.tree, origin) ? file.callee(origin)?.package : undefined;
  const named = file.qualified(unparenthesized(file.tree, wanted))?.package;
  return from !== undefined && named === from;
}

/** Errors of these tell a malformed text and nothing else: there is no kind of them to ask for. */
const PARSERS: Readonly<Record<string, RegExp>> = {
  strconv: /^(?:Parse|Atoi|Unquote)/,
  time: /^(?:Parse|LoadLocation)/,
  'path/filepath': /^(?:Abs|Rel)$/,
  'encoding/hex': /^Decode/,
  'encoding/base64': /Decode/,
};
/** Functions of libraries that fail on nothing but what they are given. */
const FORMATS = /^(?:Parse(?!Files|FS|Glob)|Marshal|Compile|MustCompile)/;

function saysAll(file: GoFile, error: NodeId): boolean {
  const origin = lastValue(file, error);
  const callee = origin !== NONE && isCall(file.tree, origin) ? file.callee(origin) : null;
  if (callee === null || file.index.sourcePackage(callee.package)) return false;
  return FORMATS.test(callee.name) || (PARSERS[callee.package]?.test(callee.name) ?? false);
}

/** The function returns no error, and the new one goes to a local variable or a call: it is answered or shown there. */
function isKeptInside(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  const fn = enclosingFunction(tree, call);
  if (fn === NONE || resultTypes(file, fn).some((type) => isError(file.typeAt(type)))) return false;
  const list = tree.parent(call);
  if (tree.kind(list) === Kind.argument_list) return true;
  const [target = NONE, second] = tree.children(tree.child(tree.parent(list), Field.left) || NONE);
  const variable =
    second === undefined && tree.kind(target) === Kind.identifier ? (file.bindings[target] as number) : NONE;
  return variable !== NONE && tree.contains(fn, variable) && tree.field(list) === Field.right;
}

const SHOWING = /^(?:panic|Error|Record|Print|Log|Debug|Info|Warn|Fatal|Panic|Notice|Skip)/i;

/** The new error never leaves as an error: it is logged, recorded, panicked with, or made a string at once. */
function isOnlyShown(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  const parent = tree.parent(call);
  if (tree.kind(parent) === Kind.selector_expression) return true;
  const outer = tree.parent(parent);
  if (tree.kind(parent) !== Kind.argument_list || !isCall(tree, outer)) return false;
  const callee = calleeOf(tree, outer);
  return SHOWING.test(tree.textOf(tree.child(callee, Field.field) || callee));
}

/** `%w` in place of the verb; null where the format is not one literal, or where there are two causes. */
function wrapped(file: GoFile, format: NodeId, lost: readonly Verb[]): Edit[] | null {
  const [verb, second] = lost;
  const { tree } = file;
  if (tree.kind(format) !== Kind.interpreted_string_literal || verb === undefined || second !== undefined) return null;
  const letter = tree.start(format) + 1 + verb.at;
  // The flag of `%+v` means nothing to `%w`.
  const start = /^%\+[vs]$/.test(verb.text) ? letter - 1 : letter;
  return [{ start, end: letter + 1, text: 'w' }];
}
