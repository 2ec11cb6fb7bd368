import type { GoFile } from '../../go/file.ts';
import { isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { valuesGiven } from '../support/assigned.ts';
import { parameterNodes } from '../support/functions.ts';
import { lockWithin } from '../support/lock-value.ts';
import { quoted } from '../support/quoted.ts';
import { isTestCode } from '../support/test-code.ts';

export const copylock = defineStandard({
  id: 'concurrency/copylock',
  severity: 'medium',
  lane: 'H',
  flags: [],
  title: 'Lock copied by value',
  why: 'A copied mutex is another mutex, in the state that it was copied in. Who locks the copy keeps nobody out who locks the original, so both change the data at once; and a copy taken while the original was locked stays locked for ever. Counters and once-only steps of `sync` and `sync/atomic` fall apart the same way.',
  fix: 'Hand on a pointer, in receivers too. To copy the data alone, copy its fields, or keep them in a struct of their own beside the lock.\n\n```go\nfunc (s *store) Get(id string) int {\n\ts.mu.Lock()\n\tdefer s.mu.Unlock()\n\treturn s.items[id]\n}\n```',
  references: [
    'https://pkg.go.dev/sync#pkg-overview',
    'https://pkg.go.dev/golang.org/x/tools/go/analysis/passes/copylock',
  ],
  examples: {
    bad: [
      `type store struct {
	mu    sync.Mutex
	items map[string]int
}

func (s store) get(id string) int { // want
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.items[id]
}`,
      `package service

import (
	locks "sync"
	"sync/atomic"
)

type stats struct{ hits atomic.Int64 }

type server struct {
	stats
	pending [2]locks.WaitGroup
}

func snapshot(s *server) stats {
	copied := *s // want
	println(&copied)
	return s.stats // want
}

func wait(first, second locks.WaitGroup) { // want
	first.Wait()
	second.Wait()
}`,
      `type cell[T any] struct {
	once  sync.Once
	value T
}

func fill(cells []cell[int], byName map[string]*cell[int]) []cell[int] {
	for _, c := range cells { // want
		println(&c)
	}
	cells[0] = *byName["first"] // want
	fresh := cell[int]{}
	taken := fresh // want
	println(&taken)
	return append(cells, cells[0]) // want
}`,
      `func dial(base *tls.Config, host string) *tls.Config {
	config := *base // want
	config.ServerName = host
	return &config
}`,
    ],
    good: [
      // New values, pointers, and what only refers to a lock.
      `type store struct {
	mu    sync.Mutex
	items map[string]int
}

type view struct {
	store *store
	all   []store
	cond  *sync.Cond
}

func open() store {
	s := store{items: map[string]int{}}
	s.items["first"] = 1
	return s
}

func (s *store) reset() {
	*s = store{}
	fresh := open()
	println(&fresh)
}

func look(v view) view {
	other := v
	for i := range other.all {
		println(&other.all[i])
	}
	first := &v.all[0]
	println(first, len(v.all))
	_ = v.all[0]
	return other
}`,
      // Only read.
      `package service

import "google.golang.org/genproto/googleapis/type/money"

func isZero(m money.Money) bool { return m.GetUnits() == 0 }`,
      `type lock struct{ name string }

func (l lock) Lock()   {}
func (l lock) Unlock() {}

func pass(l lock) lock { return l }`,
      `func dial(base *tls.Config, host string) *tls.Config {
	config := base.Clone()
	config.ServerName = host
	return config
}`,
      `type job struct {
	done chan struct{}
	mu   *sync.Mutex
	run  func(sync.Locker)
}

func all(jobs []job) (last job) {
	for _, j := range jobs {
		last = j
		j.run(j.mu)
	}
	return last
}`,
    ],
  },
  go: {
    short_var_declaration: assigned,
    assignment_statement: assigned,
    var_spec: assigned,
    literal_element(element, file, report) {
      if (file.tree.field(element) !== Field.key)
        copied(file, file.tree.children(element)[0] ?? NONE, report, 'stored');
    },
    return_statement(statement, file, report) {
      const list = file.tree.childOfKind(statement, Kind.expression_list);
      if (list) for (const value of file.tree.children(list)) copied(file, value, report, 'returned');
    },
    call_expression(call, file, report) {
      if (isTestCode(file)) return;
      const [first, ...more] = file
        .arguments(call)
        .filter((argument) => isVariable(file, argument) && !isLocal(file, argument) && lockOf(file, argument));
      if (first === undefined || takesNoCopy(file, call)) return;
      for (const argument of [first, ...more]) copied(file, argument, report, 'passed');
    },
    range_clause(clause, file, report) {
      const { tree } = file;
      const left = tree.child(clause, Field.left);
      if (left === NONE || isTestCode(file)) return;
      for (const name of tree.children(left)) {
        if (tree.kind(name) !== Kind.identifier || tree.textOf(name) === '_') continue;
        const lock = lockOf(file, name);
        if (lock)
          report(name, {
            message: `Every turn copies an element, and the \`${lock}\` in it, into ${quoted(tree, name)}: ${consequence(lock)}`,
          });
      }
    },
    method_declaration: declared,
    function_declaration: declared,
    func_literal: declared,
  },
});

/** Of messages of protocol buffers. */
function isMessageState(lock: string): boolean {
  return lock.endsWith('.MessageState');
}

function consequence(lock: string): string {
  if (isMessageState(lock))
    return 'the copy shares state that the generated code keeps by address; `proto.Clone` makes a copy of its own.';
  if (lock.startsWith('atomic.')) return 'the two count apart from here on, and the copying itself is no atomic read.';
  if (lock === 'sync.Once') return 'what is to run once runs once for every copy.';
  if (lock === 'sync.WaitGroup') return 'who waits for the one does not wait for the other.';
  if (lock === 'sync.Map')
    return 'it must not be copied once it was used, and what one of the two sees of the other is not defined.';
  return 'who locks the copy keeps nobody out who locks the original.';
}

function assigned(statement: NodeId, file: GoFile, report: Report): void {
  const { tree } = file;
  const spec = tree.kind(statement) === Kind.var_spec;
  if (
    !spec &&
    tree.kind(statement) === Kind.assignment_statement &&
    tree.kind(tree.child(statement, Field.operator)) !== Token['=']
  )
    return;
  const right = tree.child(statement, spec ? Field.value : Field.right);
  if (right === NONE) return;
  const names = spec ? tree.childrenInField(statement, Field.name) : tree.children(tree.child(statement, Field.left));
  tree.children(right).forEach((value, index) => {
    const name = names[index];
    if (name !== undefined && tree.textOf(name) !== '_') copied(file, value, report, 'assigned');
  });
}

/** By-value receivers and parameters. */
function declared(fn: NodeId, file: GoFile, report: Report): void {
  const { tree } = file;
  if (isTestCode(file)) return;
  const receiver = tree.child(fn, Field.receiver);
  const own = receiver ? tree.children(receiver) : [];
  const parameters = parameterNodes(file, fn).filter(({ variadic }) => !variadic);
  const seen = new Set<NodeId>();
  for (const { node, type } of [
    ...own.map((node) => ({ node, type: tree.child(node, Field.type) })),
    ...parameters.map(({ declaration, type }) => ({ node: declaration, type })),
  ]) {
    const kind = tree.kind(type);
    if (
      kind !== Kind.type_identifier &&
      kind !== Kind.qualified_type &&
      kind !== Kind.generic_type &&
      kind !== Kind.array_type
    )
      continue;
    const lock = seen.has(node) ? null : lockWithin(file, file.typeAt(type));
    // A message that is only read is safe in a copy: where it is assigned or stored, it may be changed.
    if (!lock || isMessageState(lock)) continue;
    seen.add(node);
    const what = own.includes(node)
      ? 'Every call of the method copies its receiver'
      : `Every call copies ${quoted(tree, node)}`;
    report(node, {
      message: `${what}, and the \`${lock}\` in it: ${consequence(lock)}`,
    });
  }
}

function copied(file: GoFile, expression: NodeId, report: Report, how: string): void {
  if (!isVariable(file, expression) || (how !== 'assigned' && isLocal(file, expression)) || isTestCode(file)) return;
  const lock = lockOf(file, expression);
  if (lock && !isCopyAlready(file, expression))
    report(expression, {
      message: `${quoted(file.tree, expression)} is ${how} by value, and the \`${lock}\` in it copied: ${consequence(lock)}`,
    });
}

/** Names a value that exists already: no new one, and no call's result. */
function isVariable(file: GoFile, expression: NodeId): boolean {
  const { tree } = file;
  const node = unparenthesized(tree, expression);
  switch (tree.kind(node)) {
    case Kind.identifier:
      return tree.kind(tree.parent(node)) !== Kind.keyed_element;
    case Kind.selector_expression:
    case Kind.index_expression:
      return true;
    case Kind.unary_expression:
      return (
        tree.kind(tree.child(node, Field.operator)) === Token['*'] &&
        !isCall(tree, unparenthesized(tree, tree.child(node, Field.operand)))
      );
    default:
      return false;
  }
}

/** A variable of the function, moved to its place: what a constructor fills and returns, or a copy blamed already. */
function isLocal({ tree, bindings }: GoFile, expression: NodeId): boolean {
  const node = unparenthesized(tree, expression);
  return tree.kind(node) === Kind.identifier && bindings[node] !== NONE;
}

/** A parameter, a range's variable or one that was given a copy, each blamed where it gets it. */
function isCopyAlready(file: GoFile, expression: NodeId): boolean {
  const { tree, bindings } = file;
  if (!isLocal(file, expression)) return false;
  const variable = bindings[unparenthesized(tree, expression)] as number;
  if (tree.ancestor(variable, Kind.parameter_list) > tree.ancestor(variable, Kind.block)) return true;
  if (tree.kind(tree.parent(tree.parent(variable))) === Kind.range_clause) return true;
  return valuesGiven(file, variable).some(({ value }) => isVariable(file, value));
}

function lockOf(file: GoFile, expression: NodeId): string | null {
  const node = unparenthesized(file.tree, expression);
  // A type's name, as in `new(T)`, is no value.
  const named = file.qualified(node);
  if (named && file.index.package(named.package)?.type(named.name)) return null;
  return lockWithin(file, file.typeOf(node));
}

/** A predeclared function, a conversion, or a function of the repository, whose parameter is blamed itself. */
function takesNoCopy(file: GoFile, call: NodeId): boolean {
  const found = file.callee(call);
  if (found?.package === '' && found.name !== 'append' && found.name !== 'panic') return true;
  if (found?.package === 'unsafe') return true;
  if (found && file.index.package(found.package)?.type(found.name)) return true;
  const fact = found && file.index.functionFact(found);
  return fact ? !fact.parameters.some(({ type }) => /^(?:\.\.\.)?(?:any|interface\{\})$/.test(type)) : false;
}
