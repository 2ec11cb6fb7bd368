import type { GoFile } from '../../go/file.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { findMember } from '../../go/types/members.ts';
import { isContext, isNamed, type Type } from '../../go/types/type.ts';
import { defineStandard, type Report } from '../standard.ts';
import { parameterNodes } from '../support/functions.ts';
import { isTestCode } from '../support/test-code.ts';

export const notFirst = defineStandard({
  id: 'context/not-first',
  severity: 'low',
  lane: 'H',
  flags: [],
  title: 'Context is not the first parameter',
  why: 'Go functions take their context first, and readers, generators and wrappers rely on it. Elsewhere it reads like a value of the operation, a signature of its own is needed for every decorator and mock, and changing it later breaks every caller.',
  fix: 'Move it to the front and call it `ctx`.\n\n```go\nfunc (s *Store) Save(ctx context.Context, id string) error\n```',
  references: ['https://pkg.go.dev/context#pkg-overview', 'https://go.dev/wiki/CodeReviewComments#contexts'],
  examples: {
    bad: [
      `func save(id string, ctx context.Context) error { // want
	return ctx.Err()
}`,
      `package service

import stdctx "context"

type store[K comparable] struct{ ids []K }

func (s *store[K]) Save(
	id K,
	_ stdctx.Context, // want
) error {
	return nil
}`,
      `type store interface {
	Save(id string, ctx context.Context, retries ...int) error // want
}

type memory struct{}

func (memory) Save(id string, ctx context.Context, retries ...int) error { return nil }

func (memory) Drop(id string, ctx context.Context) error { return nil } // want`,
      {
        'go.mod': 'module example.com/shop\n\ngo 1.25\n',
        'port/port.go':
          'package port\n\nimport "context"\n\ntype Store interface {\n\tSave(id string, ctx context.Context) error // want\n}\n',
        'memory/memory.go':
          'package memory\n\nimport "context"\n\ntype Memory struct{}\n\nfunc (m *Memory) Save(id string, ctx context.Context) error { return nil }\n',
      },
    ],
    good: [
      `type store struct{ wait func(time.Duration, context.Context) }

func (s *store) Save(ctx context.Context, id string) error { return nil }

func merge(ctx, other context.Context) context.Context { return other }

func open(id string, ctx ...context.Context) error { return nil }

var handlers = map[string]func(any, context.Context){"save": handle}

func handle(server any, ctx context.Context) {}

func each(ids []string, do func(id string, ctx context.Context)) {
	each(ids, func(id string, ctx context.Context) {})
}`,
      {
        'kit/kit.go':
          'package kit\n\nimport (\n\t"context"\n\t"testing"\n)\n\ntype T interface{ testing.TB }\n\nfunc Start(t testing.TB, ctx context.Context) {}\n\nfunc Stop(t *testing.T, ctx context.Context) {}\n',
      },
      `package service

import (
	"context"

	"example.com/vendor/queue"
)

type handler struct{}

var _ queue.Handler = (*handler)(nil)

func (h *handler) Handle(message queue.Message, ctx context.Context) error { return nil }`,
      `package service

import "example.com/other/context"

func save(id string, ctx context.Context) error { return nil }`,
    ],
  },
  go: {
    function_declaration: (node, file, report) => judge(node, file, report, isHandedOver),
    method_elem: (node, file, report) => judge(node, file, report, () => false),
    method_declaration: (node, file, report) => judge(node, file, report, isAsked),
  },
});

function judge(node: NodeId, file: GoFile, report: Report, isFixed: (file: GoFile, fn: NodeId) => boolean): void {
  const at = contextAt(file, node);
  const parameter = parameterNodes(file, node)[at];
  if (parameter === undefined || isTestCode(file) || isFixed(file, node)) return;
  const name = file.tree.textOf(file.tree.child(node, Field.name));
  report(parameter.declaration, {
    message: `The context of \`${name}\` is parameter ${at + 1}; Go's convention has it first, where readers, decorators and generated mocks expect it.`,
  });
}

/** The function is used as a value, so that a type elsewhere fixes its parameters: `Handler: handle`. */
function isHandedOver(file: GoFile, fn: NodeId): boolean {
  const { tree, bindings } = file;
  const own = tree.child(fn, Field.name);
  const name = tree.textOf(own);
  return [...tree.descendants(NONE, Kind.identifier)].some(
    (use) => use !== own && !bindings[use] && tree.field(use) !== Field.function && tree.textOf(use) === name,
  );
}

/** Position of the context that should stand first; -1 when it does, or when there is none. */
function contextAt(file: GoFile, fn: NodeId): number {
  const text = file.tree.textOf(file.tree.child(fn, Field.parameters));
  // It mostly stands where it should.
  if (!/\bContext\b/.test(text) || /^\(\s*\w+\s+context\.Context\b/.test(text)) return -1;
  const types = parameterNodes(file, fn).map(({ type, variadic }) => (variadic ? null : file.typeAt(type)));
  const at = types.findIndex((type) => type !== null && isContext(type));
  return at > 0 && !types.slice(0, at).some((type) => type !== null && mayStandBefore(file, type)) ? at : -1;
}

/** Tests, and contexts of frameworks, which are first by the same convention. */
function mayStandBefore(file: GoFile, type: Type): boolean {
  if (['T', 'B', 'F', 'TB'].some((name) => isNamed(type, 'testing', name))) return true;
  return findMember(file.index, type, 'Deadline')?.method === true;
}

/** An interface wants the method like this, so that the interface is where to mend it; or one that cannot be read may. */
function isAsked(file: GoFile, method: NodeId): boolean {
  const { tree } = file;
  const name = tree.textOf(tree.child(method, Field.name));
  for (const candidate of file.index.allFiles()) {
    if (candidate.mentions?.(`{"name":"${name}","type":"func(`) === false) continue;
    const found = candidate.facts.types.some(({ methods }) =>
      methods.some(
        (listed) => listed.name === name && /^func\((?!\s*(?:\w+\s+)?\w+\.Context\b).*\bContext\b/.test(listed.type),
      ),
    );
    if (found) return true;
  }
  const receiver = tree.children(tree.child(method, Field.receiver))[0] ?? NONE;
  const owner = /\w+/.exec(tree.textOf(tree.child(receiver, Field.type)))?.[0] ?? '';
  return (file.package?.files ?? []).some(({ facts }) =>
    facts.values.some(({ name: variable, type, value }) => {
      if (variable !== '_' || !type?.includes('.')) return false;
      return new RegExp(`\\b${owner}\\b`).test(value ?? '');
    }),
  );
}
