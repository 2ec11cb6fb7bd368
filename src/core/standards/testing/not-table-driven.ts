import type { GoFile } from '../../go/file.ts';
import { isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';

const CREATE = (name: string, amount: string, code: string) => `func TestCreate${name}(t *testing.T) {
	recorder := httptest.NewRecorder()
	request := httptest.NewRequest("POST", "/refunds", strings.NewReader("amount=${amount}"))
	create(recorder, request)
	if recorder.Code != http.${code} {
		t.Fatalf("code %d", recorder.Code)
	}
}
`;
const HANDLER = 'func create(w http.ResponseWriter, r *http.Request) {}\n';

export const notTableDriven = defineStandard({
  id: 'testing/not-table-driven',
  severity: 'low',
  lane: 'H',
  flags: [],
  title: 'Tests that differ in their values only',
  why: 'The same steps written out for each case hide what differs: a reader compares line by line to see which case is missing, a change of the interface is made many times over, and the copy that was forgotten goes on testing what no longer holds.',
  fix: 'One test, a table of cases, and a name for each.\n\n```go\nfor _, tt := range []struct {\n\tname, body string\n\twant       int\n}{\n\t{"negative amount", `{"amount":-1}`, http.StatusBadRequest},\n\t{"unknown order", `{"order":"x"}`, http.StatusNotFound},\n} {\n\tt.Run(tt.name, func(t *testing.T) { … })\n}\n```',
  references: [
    'https://go.dev/wiki/TableDrivenTests',
    'https://go.dev/blog/subtests',
    'https://google.github.io/styleguide/go/decisions#table-driven-tests',
  ],
  tests: 'only',
  examples: {
    bad: [
      {
        'refunds/create_test.go': `${CREATE('Zero', '0', 'StatusBadRequest').replace('{\n', '{ // want\n')}
${CREATE('Unknown', '7', 'StatusNotFound')}
${CREATE('Fine', '12', 'StatusCreated')}
${HANDLER}`,
      },
      // In subtests, and with structs as the values.
      {
        'refunds/price_test.go': `package refunds

import (
	sut "testing"
)

type order struct{ Cents, Quantity int }

func TestPrice(t *sut.T) {
	t.Run("one", func(t *sut.T) { // want
		got, err := price(order{Cents: 100, Quantity: 1})
		if err != nil || got != 100 {
			t.Fatal(got, err)
		}
		t.Log("one is fine")
	})
	t.Run("two", func(t *sut.T) {
		got, err := price(order{Cents: 100, Quantity: 2})
		if err != nil || got != 200 {
			t.Fatal(got, err)
		}
		t.Log("two are fine")
	})
	t.Run("none", func(t *sut.T) {
		got, err := price(order{})
		if err != nil || got != 0 {
			t.Fatal(got, err)
		}
		t.Log("none is fine")
	})
}

func price(o order) (int, error) { return o.Cents * o.Quantity, nil }
`,
      },
      // Four of a kind are one finding; the fifth does something else.
      {
        'refunds/create_test.go': `${CREATE('A', '1', 'StatusOK').replace('{\n', '{ // want\n')}
func TestOther(t *testing.T) { t.Log("other") }

${CREATE('B', '2', 'StatusOK')}${CREATE('C', '3', 'StatusOK')}${CREATE('D', '4', 'StatusOK')}
${HANDLER}`,
      },
    ],
    good: [
      // Two cases need no table.
      { 'refunds/create_test.go': `${CREATE('A', '1', 'StatusOK')}${CREATE('B', '2', 'StatusOK')}${HANDLER}` },
      // Too short to gain by it.
      {
        'refunds/parse_test.go': `func TestParseA(t *testing.T) { check(t, "a", 1) }

func TestParseB(t *testing.T) { check(t, "b", 2) }

func TestParseC(t *testing.T) { check(t, "c", 3) }

func check(t *testing.T, text string, want int) {}
`,
      },
      // Fixtures, each a page of its own.
      {
        'refunds/create_test.go': ['A', 'B', 'C']
          .map((name) => CREATE(name, '1', 'StatusOK').replace('"amount=1"', `\`\n${`amount=${name}\n`.repeat(6)}\``))
          .concat(HANDLER)
          .join('\n'),
      },
      // The same shape, but each calls something else.
      {
        'refunds/create_test.go': `${CREATE('A', '1', 'StatusOK')}
${CREATE('B', '2', 'StatusOK').replace('create(recorder', 'update(recorder')}
${CREATE('C', '3', 'StatusOK').replace('create(recorder', 'remove(recorder')}
${HANDLER}${HANDLER.replace('create', 'update')}${HANDLER.replace('create', 'remove')}`,
      },
    ],
  },
  go: {
    source_file(_root, file, report) {
      for (const alike of groups(file)) {
        const [first, ...others] = alike;
        if (first === undefined || alike.length < FEWEST) continue;
        const names = alike.map(({ name }) => `\`${name}\``);
        const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
        report(first.at, {
          message: `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)} take the same steps and differ in their values only: as cases of one table each would be a line, and the missing one would show.`,
          evidence: others.map(({ at }) => at),
        });
      }
    },
  },
});

const FEWEST = 3;
/** Nodes of a body that a table shortens: below, it is a line or two. */
const SMALLEST = 40;

/** Lines of a value that still fits into a row. */
const LONGEST = 5;

interface Unit {
  name: string;
  /** The name of the test, or of the subtest. */
  at: NodeId;
}

/** Tests of the file, and subtests of each test, that have the same steps. */
function groups(file: GoFile): Unit[][] {
  const { tree } = file;
  const found = new Map<string, Unit[]>();
  const add = (scope: string, unit: Unit, body: NodeId) => {
    const steps = stepsOf(file, body);
    if (steps !== null) found.set(scope + steps, [...(found.get(scope + steps) ?? []), unit]);
  };
  for (let node = 1; node < tree.size; node++) {
    if (tree.kind(node) === Kind.function_declaration) {
      const name = tree.child(node, Field.name);
      const text = tree.textOf(name);
      if (/^Test(?![a-z])./.test(text)) add('', { name: text, at: name }, tree.child(node, Field.body));
    } else if (isCall(tree, node) && file.calledName(node) === 'Run') {
      const [name, literal = NONE] = file.arguments(node);
      if (name === undefined || tree.kind(literal) !== Kind.func_literal) continue;
      const text = tree.textOf(name).replace(/^["`]|["`]$/g, '');
      const scope = `${tree.ancestor(node, Kind.block)} `;
      add(scope, { name: text, at: name }, tree.child(literal, Field.body));
    }
  }
  return [...found.values()];
}

const VALUES = new Set<number>([
  Kind.interpreted_string_literal,
  Kind.raw_string_literal,
  Kind.int_literal,
  Kind.float_literal,
  Kind.rune_literal,
  Kind.true,
  Kind.false,
  Kind.literal_value,
]);

/** The body's syntax with its values left out; null where it is short, or goes through cases already. */
function stepsOf(file: GoFile, body: NodeId): string | null {
  const { tree } = file;
  const parts: string[] = [];
  const end = tree.next(body);
  for (let node = body; node < end; node++) {
    const kind = tree.kind(node);
    if (kind === Kind.for_statement || (isCall(tree, node) && file.calledName(node) === 'Run')) return null;
    if (kind === Kind.comment) continue;
    const isValue = (VALUES.has(kind) && isShort(file, node)) || isNamedValue(file, node);
    const isLeaf = tree.next(node) === node + 1;
    parts.push(isValue ? 'value' : isLeaf ? `${kind}${tree.textOf(node)}` : `${kind}`);
    if (isValue) node = tree.next(node) - 1;
  }
  return parts.length < SMALLEST ? null : parts.join(' ');
}

/** A fixture that fills a page would not become a line of a table. */
function isShort({ tree }: GoFile, value: NodeId): boolean {
  return tree.endLine(value) - tree.line(value) < LONGEST;
}

/** `http.StatusOK`: a value of another package, not what is called. */
function isNamedValue(file: GoFile, node: NodeId): boolean {
  const { tree } = file;
  if (tree.kind(node) !== Kind.selector_expression || tree.field(node) === Field.function) return false;
  return file.importPath(tree.child(node, Field.operand)) !== null;
}
