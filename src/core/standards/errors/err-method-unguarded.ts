import type { GoFile } from '../../go/file.ts';
import { nilCheck } from '../../go/flow/nil-check.ts';
import { calleeOf, enclosingFunction, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { givenAt } from '../support/assigned.ts';
import { calledName, calledText } from '../support/ignorable.ts';
import { Holds, mentions, nilness, stepOf } from '../support/nilness.ts';
import { isTestCode } from '../support/test-code.ts';

export const errMethodUnguarded = defineStandard({
  id: 'errors/err-method-unguarded',
  severity: 'high',
  lane: 'D',
  flags: [],
  title: 'Error method called on an error that may be nil',
  why: 'Calling `Error` on a nil error panics. It happens on the path nobody tried, usually the one where the other half of a condition held: the request dies without an answer, and outside an HTTP handler the whole process with it.',
  fix: 'Ask for the error first, or print it with `%v`, which takes nil.\n\n```go\nif err != nil {\n\treturn fmt.Errorf("get stock: %w", err)\n}\nif resp.StatusCode != http.StatusOK {\n\treturn fmt.Errorf("get stock: %s", resp.Status)\n}\n```',
  references: ['https://go.dev/ref/spec#Method_values', 'https://go.dev/ref/spec#Run_time_panics'],
  examples: {
    bad: [
      `func stock(c *http.Client, req *http.Request) string {
	resp, err := c.Do(req)
	if err != nil || resp.StatusCode != http.StatusOK {
		return err.Error() // want
	}
	return resp.Status
}`,
      `func find(get func() (bool, error)) string {
	found, failure := get()
	if !found || failure != nil {
		log.Print("find: " + failure.Error()) // want
	}
	return ""
}`,
      `func save(write func() (int, error)) {
	n, err := write()
	log.Println(n, err.Error()) // want
	if err != nil {
		return
	}
}`,
      `func check(names []string) string {
	var err error
	if len(names) == 0 {
		return err.Error() // want
	}
	return names[0]
}`,
      `func ping[T any](get func() (T, error)) (string, T) {
	v, err := get()
	if err == nil {
		return err.Error(), v // want
	}
	return "", v
}`,
      `func load(get func() (int, error)) string {
	n, err := get()
	switch err {
	case nil:
		return err.Error() // want
	default:
		return err.Error() + strconv.Itoa(n)
	}
}`,
    ],
    good: [
      `type tooLarge struct{ error }

func answer(invalid bool, err error) string {
	if invalid || err != nil {
		switch err.(type) {
		case tooLarge:
			return err.Error()
		default:
			return "invalid"
		}
	}
	return ""
}`,
      `func stock(c *http.Client, req *http.Request) string {
	resp, err := c.Do(req)
	if err != nil {
		return err.Error()
	}
	return resp.Status
}`,
      `func stock(c *http.Client, req *http.Request) string {
	resp, err := c.Do(req)
	if resp == nil || err != nil {
		return err.Error()
	}
	if err == nil && resp.StatusCode == 200 {
		return resp.Status
	}
	return ""
}`,
      `func attempt(try func() error) string {
	var err error
	for i := 0; i < 3; i++ {
		if err = try(); err == nil {
			return ""
		}
	}
	return err.Error()
}`,
      `func serve(srv *http.Server) {
	err := srv.ListenAndServe()
	log.Print(err.Error())
	bad := rejected("x")
	log.Print(bad.Error())
}

func rejected(why string) error { return errors.New(why) }`,
      `func wait(ctx context.Context) string {
	<-ctx.Done()
	err := ctx.Err()
	return err.Error()
}`,
      `func both(a, b error, unknown Somewhere) string {
	if a != nil || b != nil {
		if a == nil {
			a = b
		}
		return a.Error() + unknown.Error()
	}
	err := errors.New("x")
	return err.Error()
}`,
      `func save(write func() (int, error)) (text string) {
	n, err := write()
	defer func() {
		if err != nil {
			text = err.Error()
		}
	}()
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrClosedPipe) {
		return err.Error()
	}
	if n > 0 && err == nil {
		return ""
	}
	return "failed"
}

func missing(get func() (int, error)) bool {
	_, err := get()
	gone := err != nil && strings.Contains(err.Error(), "not found")
	return gone
}`,
    ],
  },
  calls: /^Error$/,
  go: {
    call_expression(call, file, report) {
      const { tree } = file;
      const callee = calleeOf(tree, call);
      if (tree.kind(callee) !== Kind.selector_expression || calledName(file, call) !== 'Error') return;
      const operand = unparenthesized(tree, tree.child(callee, Field.operand));
      if (tree.kind(operand) !== Kind.identifier || !file.isError(operand) || isTestCode(file)) return;
      const reason = maybeNil(file, call, operand);
      if (reason === null) return;
      report(call, {
        message: `\`${tree.textOf(call)}\` panics with a nil pointer dereference: ${reason.text}.`,
        evidence: reason.at === NONE ? [] : [reason.at],
        ...(reason.mayBeMade ? { lane: 'H' as const } : {}),
      });
    },
  },
});

/** Why the error is nil there on some path; null when it is not certain that it can be. */
function maybeNil(file: GoFile, call: NodeId, operand: NodeId): { text: string; at: NodeId; mayBeMade?: true } | null {
  const { tree } = file;
  const variable = file.bindings[operand] as number;
  const root = enclosingFunction(tree, call);
  const graph = file.flow(root);
  const step = stepOf(file, graph, call);
  const state = step ? (nilness(file, graph, variable)?.[step.id] ?? 0) : 0;
  if (state === 0 || state === Holds.value) return null;
  const name = tree.textOf(operand);
  if (state === Holds.nil) return { text: `\`${name}\` is nil on every way to this line`, at: variable };
  const other = otherHalf(file, call, variable);
  if (other !== NONE) return { text: `when \`${tree.textOf(other)}\` is what holds, \`${name}\` is nil`, at: other };
  const origin = state === Holds.unchecked ? straightBefore(file, call, variable) : NONE;
  if (origin === NONE) return null;
  return {
    text: `nothing asks whether \`${calledText(file, origin)}\` failed, and \`${name}\` is nil when it did not`,
    at: origin,
    // The function may be one that always returns one.
    mayBeMade: true,
  };
}

/** `resp.StatusCode != 200` of `if err != nil || resp.StatusCode != 200 { … }` around the call. */
function otherHalf(file: GoFile, call: NodeId, variable: NodeId): NodeId {
  const { tree } = file;
  const statement = tree.ancestor(call, Kind.if_statement, Kind.func_literal);
  if (tree.kind(statement) !== Kind.if_statement) return NONE;
  const consequence = tree.child(statement, Field.consequence);
  // Statements between the condition and the call may ask again.
  if (tree.ancestor(call, Kind.block) !== consequence || hasBranch(file, consequence, call)) return NONE;
  const condition = unparenthesized(tree, tree.child(statement, Field.condition));
  if (tree.kind(condition) !== Kind.binary_expression) return NONE;
  if (tree.kind(tree.child(condition, Field.operator)) !== Token['||']) return NONE;
  const halves = [Field.left, Field.right].map((field) => unparenthesized(tree, tree.child(condition, field)));
  const asks = halves.find((half) => {
    const check = nilCheck(file, half);
    return check?.variable === variable && !check.nilWhen;
  });
  const other = halves.find((half) => half !== asks) ?? NONE;
  if (asks === undefined || mentions(file, other, variable)) return NONE;
  // `resp == nil` and another error say the same as the error itself, or something that depends on it.
  return saysNil(file, other) ? NONE : other;
}

function saysNil(file: GoFile, condition: NodeId): boolean {
  return [...file.tree.descendants(condition, Kind.nil)].length > 0;
}

function hasBranch(file: GoFile, block: NodeId, before: NodeId): boolean {
  return [...file.tree.descendants(block, Kind.if_statement)].some((node) => file.tree.next(node) <= before);
}

/**
 * The call that gave the error beside a result, when it and the use follow each other in one list of simple statements.
 * A function that returns an error alone may be one that makes it.
 */
function straightBefore(file: GoFile, use: NodeId, variable: NodeId): NodeId {
  const { tree } = file;
  let statement = use;
  while (tree.kind(tree.parent(statement)) !== Kind.statement_list) {
    if (tree.parent(statement) === NONE || tree.kind(statement) === Kind.func_literal) return NONE;
    statement = tree.parent(statement);
  }
  if (!SIMPLE.has(tree.kind(statement))) return NONE;
  // `failed := err != nil && err.Error() == "x"` asks in the same breath.
  for (let node = statement; node < use; node++)
    if (file.bindings[node] === variable && !givenAt(file, node)) return NONE;
  for (const sibling of tree.children(tree.parent(statement)).toReversed()) {
    if (sibling >= statement) continue;
    if (!SIMPLE.has(tree.kind(sibling))) return NONE;
    for (let node = tree.next(sibling) - 1; node >= sibling; node--) {
      if (file.bindings[node] !== variable || tree.kind(node) !== Kind.identifier) continue;
      const value = unparenthesized(tree, givenAt(file, node)?.value ?? NONE);
      return isCall(tree, value) && file.typeOf(value).kind === 'tuple' ? value : NONE;
    }
  }
  return NONE;
}

const SIMPLE = new Set<number>([
  Kind.expression_statement,
  Kind.short_var_declaration,
  Kind.assignment_statement,
  Kind.return_statement,
  Kind.var_declaration,
]);
