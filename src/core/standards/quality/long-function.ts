import type { GoFile } from '../../go/file.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../go/syntax/tree.ts';
import { defineStandard, type Report, type StandardOptions } from '../standard.ts';
import { isTestCode } from '../support/test-code.ts';

const MOST_STATEMENTS = 80;
/** Below it the function is a list, of routes or defaults, however long. */
const FEWEST_BRANCHES = 4;
/** From here on its ways multiply. */
const MANY_BRANCHES = 7;

/** So many statements, for the examples. */
const lines = (count: number, line = 'log.Print("step")') => `\t${line}\n`.repeat(count);

/** So many branches, of three statements each with its own. */
const branches = (count: number) => lines(count, 'if ready() {\n\t\tlog.Print("a")\n\t\tlog.Print("b")\n\t}');

export const longFunction = defineStandard({
  id: 'quality/long-function',
  severity: 'low',
  lane: 'D',
  flags: [],
  title: 'Function too long to check',
  why: 'Nobody can hold that many steps in mind, so a missed error path or a resource left open passes review, and tests reach only the paths that the whole function can be driven into. Defects there are found in production, and mended at the risk of new ones.',
  fix: `Give each phase a function of its own, named after what it does; pass it what it needs, let it return its error.

\`\`\`go
func (s *Importer) Run(ctx context.Context) error {
	orders, err := s.read(ctx)
	if err != nil {
		return err
	}
	return s.store(ctx, s.deduplicated(orders))
}
\`\`\`

Every statement counts, those of nested blocks and function literals too; the elements of composite literals, such as tables of commands, do not. A list without decisions is left alone: what counts as a branch is one that does more than set a value or leave. The limit is \`max_statements\` (${MOST_STATEMENTS}).`,
  references: [
    'https://google.github.io/styleguide/go/decisions#function-length',
    'https://go.dev/wiki/CodeReviewComments#indent-error-flow',
  ],
  examples: {
    bad: [
      `func importOrders() { // want\n${lines(60)}${branches(7)}}\n\nfunc ready() bool { return true }`,
      `type importer struct{}

func (i *importer) run(names []string) error { // want
	for _, name := range names {
		if name == "" {
			continue
		}
${lines(28)}${branches(4)}	}
	defer func() {
${lines(26)}${branches(4)}	}()
	return nil
}`,
      `func fold[T any](in []T, add func(T)) { // want
	for _, v := range in {
${branches(5)}${lines(66, 'add(v)')}	}
}`,
    ],
    good: [
      `func importOrders() {\n${lines(50)}${branches(10)}}`,
      `func routes(mux *http.ServeMux, admin bool) {\n${lines(90, 'mux.HandleFunc("/orders", nil)')}	if admin {\n${lines(9, 'mux.HandleFunc("/admin", nil)')}	}\n}`,
      `func copyFields(from, to map[string]int) {\n${lines(50, 'if v, ok := from["n"]; ok {\n\t\tto["n"] = v\n\t}')}}`,
      `func steps(do func() error) error {\n${lines(50, 'if err := do(); err != nil {\n\t\tlog.Print(err)\n\t\treturn err\n\t}')}	return nil\n}`,
      `type command struct {
	name string
	run  func()
}

func commands() []command {
	return []command{
		{name: "one", run: func() {
${lines(50)}		}},
		{name: "two", run: func() {
${lines(50)}		}},
	}
}`,
      `func table() []int {
	return []int{
${lines(120, '1,')}	}
}`,
      `func first() {\n${lines(60)}}\n\nfunc second() {\n${lines(60)}}`,
    ],
  },
  go: {
    function_declaration: (declaration, file, report, options) => judge(declaration, file, report, options),
    method_declaration: (declaration, file, report, options) => judge(declaration, file, report, options),
  },
});

function judge(declaration: NodeId, file: GoFile, report: Report, options: StandardOptions): void {
  const { tree } = file;
  const most = options.max_statements ?? MOST_STATEMENTS;
  const { statements: count, branches } = sizeOf(tree, tree.child(declaration, Field.body));
  if (count <= most || branches < FEWEST_BRANCHES || isTestCode(file)) return;
  // The name, so that the finding keeps its place while the body changes.
  const name = tree.child(declaration, Field.name);
  report(name, {
    about: declaration,
    // A main is wiring: long, but gone through once, from top to bottom.
    lane: branches < MANY_BRANCHES || (file.isMain && tree.textOf(name) === 'main') ? 'H' : 'D',
    message: `\`${file.symbolAt(name)}\` has ${count} statements, over the limit of ${most}, and ${branches} branches: its paths can no longer be reviewed or tested one by one, so errors on the rare ones surface in production.`,
  });
}

const BRANCHES = new Set<number>([
  Kind.if_statement,
  Kind.for_statement,
  Kind.expression_case,
  Kind.type_case,
  Kind.communication_case,
  Kind.default_case,
]);

interface Size {
  /** Entries of statement lists, composite literals left out. */
  statements: number;
  /** Places where the ways through the body part and do not end at once. */
  branches: number;
}

function sizeOf(tree: SyntaxTree, body: NodeId): Size {
  const size = { statements: 0, branches: 0 };
  const end = tree.next(body);
  for (let node = body; body && node < end; node++) {
    const kind = tree.kind(node);
    if (kind === Kind.statement_list) size.statements += tree.children(node).length;
    else if (kind === Kind.literal_value) node = tree.next(node) - 1;
    else if (BRANCHES.has(kind) && !isPlain(tree, node)) size.branches++;
  }
  return size;
}

const LEAVES = new Set<number>([
  Kind.return_statement,
  Kind.continue_statement,
  Kind.break_statement,
  Kind.goto_statement,
]);

/** `if err != nil { return err }`, or a branch of one statement: read in passing. */
function isPlain(tree: SyntaxTree, branch: NodeId): boolean {
  if (tree.child(branch, Field.alternative)) return false;
  const holder = tree.child(branch, Field.consequence) || tree.child(branch, Field.body) || branch;
  const list = tree.childOfKind(holder, Kind.statement_list);
  const statements = list ? tree.children(list) : [];
  const last = statements.at(-1) ?? NONE;
  return statements.length < 2 || (statements.length < 4 && LEAVES.has(tree.kind(last)));
}
