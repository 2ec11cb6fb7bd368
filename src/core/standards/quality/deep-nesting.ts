import type { GoFile } from '../../go/file.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../go/syntax/tree.ts';
import { defineStandard, type Report, type StandardOptions } from '../standard.ts';
import { isTestCode } from '../support/test-code.ts';

const MOST_LEVELS = 5;

const WORDS = new Map<number, string>([
  [Kind.if_statement, 'if'],
  [Kind.for_statement, 'for'],
  [Kind.expression_switch_statement, 'switch'],
  [Kind.type_switch_statement, 'switch'],
  [Kind.select_statement, 'select'],
]);
const FUNCTIONS = new Set<number>([Kind.function_declaration, Kind.method_declaration, Kind.func_literal]);

export const deepNesting = defineStandard({
  id: 'quality/deep-nesting',
  severity: 'low',
  lane: 'H',
  flags: [],
  title: 'Blocks nested too deep',
  why: 'To know when a line deep inside runs, a reader must hold every condition around it in mind. A branch that is missed there, an error that falls through, a lock that stays held, is seen first by a customer.',
  fix: `Return or continue early on the failing condition, and give the inner loop or case a function of its own.

\`\`\`go
for _, order := range orders {
	if !order.Due() {
		continue
	}
	if err := s.charge(ctx, order); err != nil {
		return err
	}
}
\`\`\`

\`if\`, \`for\`, \`switch\` and \`select\` count one level each; \`else if\` and \`case\` add none; a function literal starts again. The limit is \`max_nesting\` (${MOST_LEVELS}).`,
  references: [
    'https://go.dev/wiki/CodeReviewComments#indent-error-flow',
    'https://google.github.io/styleguide/go/decisions#indent-error-flow',
  ],
  examples: {
    bad: [
      `func find(grid [][][]int, want int) bool {
	for _, plane := range grid {
		for _, row := range plane {
			for _, cell := range row {
				if cell > 0 {
					switch cell {
					case want:
						if cell%2 == 0 { // want
							if cell%4 == 0 {
								return true
							}
						}
						if cell%3 == 0 {
							return true
						}
					}
				}
			}
		}
	}
	return false
}`,
      `type pump struct{ in, out chan any }

func (p *pump) run(ctx context.Context) {
	for {
		select {
		case v := <-p.in:
			switch v := v.(type) {
			case []int:
				for _, n := range v {
					if n > 0 {
						select { // want
						case p.out <- n:
						case <-ctx.Done():
							return
						}
					}
				}
			}
		case <-ctx.Done():
			return
		}
	}
}`,
      `func handler(a, b, c, d, e, f bool) func() {
	if a {
		return func() {
			if a {
				if b {
					if c {
						if d {
							if e {
								if f { // want
									log.Print("deep")
								}
							}
						}
					}
				}
			}
		}
	}
	return nil
}`,
    ],
    good: [
      `func five(a, b, c, d, e bool) {
	for a {
		if b {
			for c {
				if d {
					if e {
						log.Print("five")
					}
				}
			}
		}
	}
}`,
      `func chain(n int) {
	for {
		for {
			for {
				for {
					if n == 1 {
						return
					} else if n == 2 {
						return
					} else if n == 3 {
						return
					} else {
						n++
					}
				}
			}
		}
	}
}`,
      `func literal(a, b, c bool, each func(func())) {
	if a {
		if b {
			if c {
				each(func() {
					if a {
						if b {
							if c {
								log.Print("a function of its own")
							}
						}
					}
				})
			}
		}
	}
}`,
      `func blocks() {
	{
		{
			{
				{
					{
						{
							log.Print("plain blocks are no conditions")
						}
					}
				}
			}
		}
	}
}`,
    ],
  },
  go: {
    if_statement: judge,
    for_statement: judge,
    expression_switch_statement: judge,
    type_switch_statement: judge,
    select_statement: judge,
  },
});

function judge(node: NodeId, file: GoFile, report: Report, options: StandardOptions): void {
  const { tree } = file;
  const most = options.max_nesting ?? MOST_LEVELS;
  // One claim for each block of the function's own level: its places are mended together.
  if (levelsTo(tree, node).length !== 1) return;
  const [first, ...others] = blocksAt(tree, node, most + 1);
  if (first === undefined || isTestCode(file)) return;
  const path = levelsTo(tree, first).map((level) => WORDS.get(tree.kind(level)) ?? '');
  const more = others.length > 0 ? ` and ${others.length} more in the same \`${path[0]}\`` : '';
  report(first, {
    message: `This block${more} is ${path.length} levels deep in \`${file.symbolAt(first) ?? 'a literal'}\` (${path.join(' → ')}), over the limit of ${most}: too many conditions decide when it runs to check them all.`,
    evidence: [node, ...others.slice(0, 3)],
  });
}

/** The blocks from the function's own level down to the node; none for an `else if`. */
function levelsTo(tree: SyntaxTree, node: NodeId): NodeId[] {
  const levels: NodeId[] = [];
  if (!isLevel(tree, node)) return levels;
  for (let at = node; at !== NONE && !FUNCTIONS.has(tree.kind(at)); at = tree.parent(at))
    if (isLevel(tree, at)) levels.unshift(at);
  return levels;
}

/** Blocks of this level below `top`, those of function literals left out. */
function blocksAt(tree: SyntaxTree, top: NodeId, level: number): NodeId[] {
  const found: NodeId[] = [];
  const end = tree.next(top);
  for (let node = top; node < end; node++) {
    if (tree.kind(node) === Kind.func_literal) node = tree.next(node) - 1;
    else if (isLevel(tree, node) && levelsTo(tree, node).length === level) found.push(node);
  }
  return found;
}

function isLevel(tree: SyntaxTree, node: NodeId): boolean {
  return WORDS.has(tree.kind(node)) && tree.field(node) !== Field.alternative;
}
