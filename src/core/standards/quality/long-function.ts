import type { GoFile } from '../../go/file.ts';
import { Field } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report, type StandardOptions } from '../standard.ts';
import { onlyChecks, repeatedBranches, type Size, sizeOf } from '../support/function-size.ts';
import { isTestCode } from '../support/test-code.ts';

const MOST_STATEMENTS = 80;
/** Below it the function is a list, of routes or defaults, however long. */
const FEWEST_BRANCHES = 4;
/** From here on its ways multiply. */
const MANY_BRANCHES = 7;
/** Branches for each statement, below which what lies between them is a list. */
const SPARSE = 1 / 25;

/** So many statements, for the examples. */
const lines = (count: number, line = 'log.Print("step")') => `\t${line}\n`.repeat(count);

/** So many branches, of three statements each with its own. */
const branches = (count: number) => lines(count, 'if ready() {\n\t\tlog.Print("a")\n\t\tlog.Print("b")\n\t}');

export const longFunction = defineStandard({
  id: 'quality/long-function',
  severity: 'low',
  lane: 'H',
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
  const body = tree.child(declaration, Field.body);
  const { statements: count, branches } = sizeOf(tree, body);
  if (count <= most || branches < FEWEST_BRANCHES || isTestCode(file)) return;
  // The name, so that the finding keeps its place while the body changes.
  const name = tree.child(declaration, Field.name);
  report(name, {
    about: declaration,
    ...((branches < MANY_BRANCHES || isList(file, name, body, { statements: count, branches })) && {
      severity: 'info',
    }),
    message: `\`${file.symbolAt(name)}\` has ${count} statements, over the limit of ${most}, and ${branches} branches: its paths can no longer be reviewed or tested one by one, so errors on the rare ones surface in production.`,
  });
}

/** Long, but gone through from top to bottom: wiring, routes, a dispatch of one form for each method, validation. */
function isList({ tree, isMain }: GoFile, name: NodeId, body: NodeId, { statements, branches }: Size): boolean {
  if (isMain && tree.textOf(name) === 'main') return true;
  if (branches < statements * SPARSE || repeatedBranches(tree, body) > branches / 2) return true;
  return /^valid/i.test(tree.textOf(name)) && onlyChecks(tree, body);
}
