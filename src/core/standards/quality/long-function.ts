import type { GoFile } from '../../go/file.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import type { NodeId, SyntaxTree } from '../../go/syntax/tree.ts';
import { defineStandard, type Report, type StandardOptions } from '../standard.ts';
import { isTestCode } from '../support/test-code.ts';

const MOST_STATEMENTS = 80;

/** So many statements, for the examples. */
const lines = (count: number, line = 'log.Print("step")') => `\t${line}\n`.repeat(count);

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

Every statement counts, those of nested blocks and function literals too; the elements of composite literals, such as tables of commands, do not. The limit is \`max_statements\` (${MOST_STATEMENTS}).`,
  references: [
    'https://google.github.io/styleguide/go/decisions#function-length',
    'https://go.dev/wiki/CodeReviewComments#indent-error-flow',
  ],
  examples: {
    bad: [
      `func importOrders() { // want\n${lines(81)}}`,
      `type importer struct{}

func (i *importer) run(names []string) error { // want
	for _, name := range names {
		if name == "" {
			continue
		}
${lines(40)}	}
	defer func() {
${lines(36)}	}()
	return nil
}`,
      `func fold[T any](in []T, add func(T)) { // want
	for _, v := range in {
${lines(80, 'add(v)')}	}
}`,
    ],
    good: [
      `func importOrders() {\n${lines(80)}}`,
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
  const count = statementsIn(tree, tree.child(declaration, Field.body));
  if (count <= most || isTestCode(file)) return;
  // The name, so that the finding keeps its place while the body changes.
  const name = tree.child(declaration, Field.name);
  report(name, {
    about: declaration,
    message: `\`${file.symbolAt(name)}\` has ${count} statements, over the limit of ${most}: its paths can no longer be reviewed or tested one by one, so errors on the rare ones surface in production.`,
  });
}

/** Entries of statement lists, composite literals left out. */
function statementsIn(tree: SyntaxTree, body: NodeId): number {
  let count = 0;
  const end = tree.next(body);
  for (let node = body; body && node < end; node++) {
    const kind = tree.kind(node);
    if (kind === Kind.statement_list) count += tree.children(node).length;
    else if (kind === Kind.literal_value) node = tree.next(node) - 1;
  }
  return count;
}
