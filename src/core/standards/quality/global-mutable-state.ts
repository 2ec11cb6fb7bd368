import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingDeclaration, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { functionsAround } from '../support/functions.ts';
import { entryOf, reachedFromEntries } from '../support/handlers.ts';
import { tells } from '../support/telling-uses.ts';
import { isTestCode } from '../support/test-code.ts';

export const globalMutableState = defineStandard({
  id: 'quality/global-mutable-state',
  severity: 'low',
  lane: 'H',
  flags: [],
  title: 'Package variable written while requests are served',
  why: 'Requests run at once and share the variable: they overwrite each other, and a map written by two of them ends the process. Each replica has its own, so that answers depend on which one is asked, and a restart forgets it.',
  fix: 'Keep it in a store, or in a field of the service behind a lock.\n\n```go\ntype Service struct {\n\tmu    sync.Mutex\n\tquota map[string]int\n}\n```',
  references: ['https://go.dev/doc/articles/race_detector', 'https://12factor.net/processes'],
  examples: {
    bad: [
      `var visits = map[string]int{}

func place(w http.ResponseWriter, r *http.Request) {
	visits[r.URL.Path]++ // want
}`,
      `package service

import "github.com/gin-gonic/gin"

var (
	last  string
	names []string
)

func place(c *gin.Context) { remember(c.Query("name")) }

func remember(name string) {
	last = name // want
	names = append(names, name) // want
}`,
      `var sessions = make(map[string]string)

func logout(w http.ResponseWriter, r *http.Request) {
	delete(sessions, r.FormValue("id")) // want
}`,
    ],
    good: [
      `var limits map[string]int

func init() { limits = map[string]int{"a": 1} }

func place(w http.ResponseWriter, r *http.Request) {
	limits := map[string]int{}
	limits["a"]++
}`,
      `var (
	mu     sync.Mutex
	visits = map[string]int{}
)

func place(w http.ResponseWriter, r *http.Request) {
	mu.Lock()
	defer mu.Unlock()
	visits[r.URL.Path]++
}`,
      // Who calls the writer holds the lock; a plugin is configured before it serves.
      `package service

import (
	"net/http"
	"sync"
)

var (
	mu    sync.Mutex
	last  string
	limit string
)

func place(w http.ResponseWriter, r *http.Request) { record(r.URL.Path) }

func record(path string) {
	mu.Lock()
	defer mu.Unlock()
	keep(path)
}

func keep(path string) { last = path }

func Configure(w http.ResponseWriter, r *http.Request) { limit = r.FormValue("limit") }`,
      `var (
	once   sync.Once
	client *http.Client
	total  atomic.Int64
)

func place(w http.ResponseWriter, r *http.Request) {
	once.Do(func() { client = &http.Client{} })
	total.Add(1)
}`,
      `var port = 80

func configure(p int) { port = p }

func place(w http.ResponseWriter, r *http.Request) { log.Print(port) }`,
    ],
  },
  calls: /^delete$/,
  go: {
    assignment_statement(statement, file, report) {
      for (const target of file.tree.children(file.tree.child(statement, Field.left)))
        judge(target, statement, file, report);
    },
    inc_statement: (statement, file, report) =>
      judge(file.tree.children(statement)[0] ?? NONE, statement, file, report),
    dec_statement: (statement, file, report) =>
      judge(file.tree.children(statement)[0] ?? NONE, statement, file, report),
    call_expression(call, file, report) {
      if (file.calledName(call) !== 'delete' || !file.isCallTo(call, '', 'delete')) return;
      judge(file.arguments(call)[0] ?? NONE, call, file, report);
    },
  },
});

const LOCKS = /^(?:R?Lock|TryR?Lock|Acquire)$/;

function judge(target: NodeId, write: NodeId, file: GoFile, report: Report): void {
  const { tree } = file;
  let variable = target;
  while (tree.kind(variable) === Kind.index_expression) variable = tree.child(variable, Field.operand);
  if (tree.kind(variable) !== Kind.identifier || file.bindings[variable]) return;
  const name = tree.textOf(variable);
  if (name === '_' || file.package?.member(name)?.kind !== 'var') return;
  const reach = requestWay(file, write);
  const way = reach?.map((each) => `\`${each}\``).join(' → ') ?? null;
  if (reach === null || isTestCode(file) || isGuarded(file, write) || isArranged(file, reach)) return;
  report(write, {
    message: `\`${name}\` belongs to the whole process, and every request writes it (${way}), without a lock: requests that run at once race for it, and each replica has another.`,
  });
}

/** Functions by which requests come to the one around the write, entry first; null where they are not seen to. */
function requestWay(file: GoFile, write: NodeId): readonly string[] | null {
  const { tree } = file;
  const around = enclosingDeclaration(tree, write);
  if (around === NONE || !file.package) return null;
  const inner = functionsAround(file, write).find((fn) => entryOf(file, fn) !== null);
  if (inner !== undefined) return [file.symbolAt(around) ?? 'handler'];
  const receiver = tree.child(around, Field.receiver);
  const name = tree.textOf(tree.child(around, Field.name));
  const type = receiver ? (/(\w+)(?:\[.*)?\)$/s.exec(tree.textOf(receiver))?.[1] ?? '') : '';
  const declared = type ? file.package.methodFact(type, name) : file.package.function(name);
  return (declared && reachedFromEntries(file.package).get(declared.fact)?.way) ?? null;
}

/** Entry points that are called while the program is set up, one after another. */
const SETS_UP = /^(?:configure|init(?:iali[sz]e)?|set_?up|start|load|reload|register)(?:[A-Z_]|$)/i;

/** A function on the way holds a lock over what it calls, or is called once before the others. */
function isArranged(file: GoFile, way: readonly string[]): boolean {
  const names = way.map((each) => each.replace(/^\(\*?(.*)\)/, '$1').split('.'));
  if (SETS_UP.test(names[0]?.at(-1) ?? '')) return true;
  return names.some(([first = '', method]) => {
    const declared = method === undefined ? file.package?.function(first) : file.package?.methodFact(first, method);
    return declared ? tells(declared.fact, 'excludes') : false;
  });
}

/** The function locks something, or the write runs once. */
function isGuarded(file: GoFile, write: NodeId): boolean {
  const { tree } = file;
  const around = enclosingDeclaration(tree, write);
  for (const call of tree.descendants(around, Kind.call_expression)) {
    const name = tree.textOf(tree.child(calleeOf(tree, call), Field.field));
    if (LOCKS.test(name)) return true;
    if (name === 'Do' && isCall(tree, call) && tree.contains(call, write)) return true;
  }
  return false;
}
