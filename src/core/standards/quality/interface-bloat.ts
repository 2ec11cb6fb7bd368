import type { GoFile } from '../../go/file.ts';
import { isExported } from '../../go/names.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { packagesImplementing } from '../support/implementations.ts';
import { isTestCode } from '../support/test-code.ts';

const MOST = 10;

/** For the examples, a method of each name: as an interface lists it, and as a type has it. */
const methodLines = (names: string) => [...names].map((name) => `\t${name}()\n`).join('');
const methodBodies = (type: string, names: string) =>
  [...names].map((name) => `func (${type}) ${name}() {}\n`).join('');

export const interfaceBloat = defineStandard({
  id: 'quality/interface-bloat',
  severity: 'low',
  lane: 'H',
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
      // Its users are other packages.
      {
        'store/store.go': `package store

type Store interface { // want
${methodLines('ABCDEFGHIJK')}}

type postgres struct{}

${methodBodies('postgres', 'ABCDEFGHIJK')}
func New() Store { return postgres{} }
`,
        'api/api.go': `package api

import "example.com/service/store"

type handler struct{ orders store.Store }
`,
      },
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
      const names = methods.map((method) => file.tree.textOf(file.tree.child(method, Field.name)));
      // A logger has its methods once for each level.
      if (name !== NONE && /Log(?:ger)?$/.test(file.tree.textOf(name))) return;
      report(name || node, {
        message: `${name ? `\`${file.tree.textOf(name)}\`` : 'This interface'} asks for ${methods.length} methods of its own, over ${most}: who calls one of them depends on all, and every fake and implementation changes with each.`,
        about: node,
        ...(!isProvided(file, node, name, names) && { severity: 'info' }),
      });
    },
  },
});

/** Embeds of an interface that is the sum of a program's parts, as a registry is. */
const SUM = 5;

/**
 * A provider's interface, on which other packages depend as a whole: exported, and implemented beside it or used by two
 * packages. What lists the calls of one consumer, mirrors a type of a library or has one method for each kind of message may need
 * as many as there are.
 */
function isProvided(file: GoFile, node: NodeId, name: NodeId, methods: readonly string[]): boolean {
  const own = file.package;
  if (own === null || name === NONE || !isExported(file.tree.textOf(name))) return false;
  if (file.tree.children(node).filter((each) => file.tree.kind(each) === Kind.type_elem).length >= SUM) return false;
  if (new Set(methods.map((each) => /^\p{L}\p{Ll}*/u.exec(each)?.[0])).size === 1) return false;
  const implementing = packagesImplementing(file.index, methods);
  if (implementing.length === 0) return false;
  const beside = implementing.some((path) => path === own.path || path.startsWith(`${own.path}/`));
  return usersOf(file, file.tree.textOf(name)) >= (beside ? 1 : 2);
}

/** How many other packages of the repository name the type, tests aside. */
function usersOf(file: GoFile, type: string): number {
  const users = new Set<string>();
  for (const { path, facts } of file.index.importers(file.package?.path ?? '')) {
    const qualifier = file.index.nameOfImport(facts, file.package?.path ?? '');
    const using = file.index.packageOf(path);
    if (using === null || using === file.package || /mock|fake|test/i.test(path)) continue;
    const declared = [...facts.functions, ...facts.types, ...facts.values];
    if (declared.some(({ uses }) => uses.includes(`${qualifier}.${type}`))) users.add(using.path);
  }
  return users.size;
}

function nameOf(file: GoFile, node: NodeId): NodeId {
  const spec = file.tree.parent(node);
  return file.tree.kind(spec) === Kind.type_spec ? file.tree.child(spec, Field.name) : NONE;
}
