import type { GoFile } from '../../go/file.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { isTestCode } from '../support/test-code.ts';

const MOST = 10;

export const interfaceBloat = defineStandard({
  id: 'quality/interface-bloat',
  severity: 'low',
  lane: 'D',
  flags: [],
  title: 'Interface with many methods',
  why: 'Whoever needs one method depends on all of them: every fake has to have each, every change of one touches every implementation, and nobody can tell what a caller uses.',
  fix: 'Let each caller declare the few methods that it calls, beside the caller; the one type goes on satisfying them all. The limit is the option `max_methods`.\n\n```go\ntype orderFinder interface {\n\tFind(ctx context.Context, id string) (Order, error)\n}\n```',
  references: ['https://go.dev/wiki/CodeReviewComments#interfaces', 'https://go-proverbs.github.io/'],
  examples: {
    bad: [
      `type Store interface { // want
	A()
	B()
	C()
	D()
	E()
	F()
	G()
	H()
	I()
	J()
	K()
}`,
      `type (
	reader interface{ A() }
	store[T any] interface { // want
		reader
		B(T)
		C(T)
		D(T)
		E(T)
		F(T)
		G(T)
		H(T)
		I(T)
		J(T)
		K(T)
		L(T)
	}
)`,
      `func run(s interface { // want
	A()
	B()
	C()
	D()
	E()
	F()
	G()
	H()
	I()
	J()
	K()
}) {
}`,
    ],
    good: [
      `type Store interface {
	A()
	B()
	C()
	D()
	E()
	F()
	G()
	H()
	I()
	J()
}`,
      `type Logger interface {
	Debug(string); Debugf(string, ...any); Info(string); Infof(string, ...any); Warn(string); Warnf(string, ...any)
	Error(string); Errorf(string, ...any); Fatal(string); Fatalf(string, ...any); Named(string) Logger
}`,
      `type number interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~float32 | ~float64
}`,
      `type Store interface {
	reader
	writer
}

type reader interface{ A(); B(); C(); D(); E(); F() }
type writer interface{ G(); H(); I(); J(); K(); L() }`,
    ],
  },
  go: {
    interface_type(node, file, report, options) {
      const most = options.max_methods ?? MOST;
      const methods = file.tree.children(node).filter((each) => file.tree.kind(each) === Kind.method_elem);
      if (methods.length <= most || isTestCode(file)) return;
      const name = nameOf(file, node);
      // A logger has its methods once for each level.
      if (name !== NONE && /Log(?:ger)?$/.test(file.tree.textOf(name))) return;
      report(name || node, {
        message: `${name ? `\`${file.tree.textOf(name)}\`` : 'This interface'} asks for ${methods.length} methods of its own, over ${most}: who calls one of them depends on all, and every fake and implementation changes with each.`,
        about: node,
      });
    },
  },
});

function nameOf(file: GoFile, node: NodeId): NodeId {
  const spec = file.tree.parent(node);
  return file.tree.kind(spec) === Kind.type_spec ? file.tree.child(spec, Field.name) : NONE;
}
