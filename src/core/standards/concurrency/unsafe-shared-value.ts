import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { findMember } from '../../go/types/members.ts';
import { underlyingOf } from '../../go/types/operations.ts';
import { defineStandard, type Report } from '../standard.ts';
import { type Conflict, conflictOf, type Uses } from '../support/concurrent-use.ts';
import { STARTING_CALLS, startedBy } from '../support/goroutine.ts';
import { runsUnlocked } from '../support/own-goroutine.ts';
import { isTestCode } from '../support/test-code.ts';

export const unsafeSharedValue = defineStandard({
  id: 'concurrency/unsafe-shared-value',
  severity: 'high',
  lane: 'H',
  flags: [],
  title: 'Map or stream written from several goroutines',
  why: 'Go ends the whole process when it sees two goroutines write a map at once: "concurrent map writes" cannot be recovered. Streams and WebSocket connections take one writer at a time as well; two mix their frames, and the peer drops the connection.',
  fix: 'Guard the value with a mutex, or let one goroutine own it and send it the results.\n\n```go\nmu.Lock()\nfound[item.ID] = price\nmu.Unlock()\n```',
  references: [
    'https://go.dev/doc/faq#atomic_maps',
    'https://pkg.go.dev/google.golang.org/grpc#ServerStream',
    'https://pkg.go.dev/github.com/gorilla/websocket#hdr-Concurrency',
  ],
  examples: {
    bad: [
      `func prices(items []string, price func(string) int) map[string]int {
	found := make(map[string]int)
	var wg sync.WaitGroup
	for _, item := range items {
		wg.Add(1)
		go func() {
			defer wg.Done()
			found[item] = price(item) // want
		}()
	}
	wg.Wait()
	return found
}`,
      `package service

import group "golang.org/x/sync/errgroup"

type byName map[string]error

func check[T any](a, b func() error) byName {
	failed := byName{}
	var g group.Group
	g.Go(func() error {
		failed["a"] = a() // want
		return nil
	})
	g.Go(func() error {
		failed["b"] = b()
		return nil
	})
	g.Wait()
	return failed
}`,
      `package service

import ws "github.com/gorilla/websocket"

func talk(conn *ws.Conn, updates []string) {
	for _, update := range updates {
		go func() {
			conn.WriteJSON(update) // want
		}()
	}
}`,
    ],
    good: [
      `func prices(items []string, price func(string) int) map[string]int {
	found := make(map[string]int)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, item := range items {
		wg.Go(func() {
			p := price(item)
			mu.Lock()
			defer mu.Unlock()
			found[item] = p
		})
	}
	wg.Wait()
	return found
}`,
      `func prices(items []string, price func(string) int) map[string]int {
	found := make(map[string]int)
	all := make([]int, len(items))
	done := make(chan struct{})
	go func() {
		for i, item := range items {
			found[item] = price(item)
			all[i] = found[item]
		}
		close(done)
	}()
	<-done
	return found
}`,
      `package service

import "github.com/gorilla/websocket"

func talk(conn *websocket.Conn, update func() string) error {
	go func() {
		for {
			conn.WriteJSON(update())
		}
	}()
	for {
		if _, _, err := conn.ReadMessage(); err != nil {
			return err
		}
	}
}`,
      `func each(groups map[string][]string, size func(string) int) {
	for name := range groups {
		sizes := map[string]int{}
		go func() {
			sizes[name] = size(name)
			println(len(sizes))
		}()
	}
}`,
    ],
  },
  calls: STARTING_CALLS,
  go: {
    go_statement: visit,
    call_expression: visit,
  },
});

const MAP: Uses = { ofSibling: isMapWrite, ofFunction: (file, name) => isMapWrite(file, name) || isRead(file, name) };
const STREAM: Uses = { ofSibling: isStreamWrite, ofFunction: isStreamWrite };

function visit(start: NodeId, file: GoFile, report: Report): void {
  const { tree, bindings } = file;
  const literal = startedBy(file, start)?.literal;
  if (!literal || isTestCode(file)) return;
  const root = enclosingFunction(tree, start);
  const seen = new Set<NodeId>();
  for (const name of tree.descendants(literal, Kind.identifier)) {
    const variable = bindings[name] as number;
    if (variable === NONE || seen.has(variable) || tree.contains(literal, variable)) continue;
    const uses = isMapWrite(file, name) ? MAP : isStreamWrite(file, name) ? STREAM : null;
    if (!uses || enclosingFunction(tree, variable) !== root || !runsUnlocked(file, name, literal)) continue;
    seen.add(variable);
    const conflict = conflictOf(file, start, literal, variable, uses);
    if (conflict) report(name, { message: wordsFor(file, name, conflict, uses), evidence: [conflict.at, variable] });
  }
}

/** `m[k] = v` of a map. */
function isMapWrite(file: GoFile, name: NodeId): boolean {
  const { tree } = file;
  const index = tree.parent(name);
  if (tree.kind(index) !== Kind.index_expression || tree.field(name) !== Field.operand) return false;
  const list = tree.parent(index);
  if (tree.field(list) !== Field.left || tree.kind(tree.parent(list)) !== Kind.assignment_statement) return false;
  return underlyingOf(file.index, file.typeOf(name)).kind === 'map';
}

/** An element is read, or all are gone through. */
function isRead({ tree }: GoFile, name: NodeId): boolean {
  const kind = tree.kind(tree.parent(name));
  return kind === Kind.index_expression || kind === Kind.range_clause;
}

/** `stream.Send(m)` of gRPC, `conn.WriteJSON(v)` of a WebSocket. */
function isStreamWrite(file: GoFile, name: NodeId): boolean {
  const { tree } = file;
  const selector = tree.parent(name);
  const call = tree.parent(selector);
  if (tree.kind(selector) !== Kind.selector_expression || !isCall(tree, call) || calleeOf(tree, call) !== selector)
    return false;
  const method = tree.textOf(tree.child(selector, Field.field));
  if (/^Write(?:Message|JSON|PreparedMessage)$/.test(method))
    return file.isMethodCall(call, 'github.com/gorilla/websocket', 'Conn', method);
  if (method !== 'Send' && method !== 'SendMsg') return false;
  return findMember(file.index, file.typeOf(name), 'SendMsg')?.owner.package === 'google.golang.org/grpc';
}

function wordsFor(file: GoFile, name: NodeId, { kind, at }: Conflict, uses: Uses): string {
  const who =
    kind === 'loop'
      ? `every goroutine of the loop at line ${file.tree.line(at)}`
      : kind === 'sibling'
        ? `this goroutine and the one started at line ${file.tree.line(at)}`
        : `this goroutine and, at line ${file.tree.line(at)}, the function that started it`;
  const outcome =
    uses === MAP
      ? 'two at once end the process with "concurrent map writes"'
      : 'two at once mix their messages, and the peer drops the connection';
  return `\`${file.tree.textOf(name)}\` is used by ${who}, with no lock: ${outcome}.`;
}
