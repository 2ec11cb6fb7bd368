import { describe, expect, test } from 'vitest';
import { buildFlow } from '../../../../src/core/go/flow/build.ts';
import { pathAvoiding, unreachable } from '../../../../src/core/go/flow/paths.ts';
import { Kind } from '../../../../src/core/go/syntax/grammar.ts';
import { goFiles } from '../../../support/go.ts';

/** Flow of the function `f` of the text; calls named `exit` do not return. */
function flowOf(body: string) {
  const [file] = goFiles({ 'a.go': `package a\n\nfunc f() {\n${body}\n}\n` });
  if (!file) throw new Error('no file');
  const { tree } = file;
  const [root] = [...tree.descendants(0, Kind.function_declaration)];
  if (root === undefined) throw new Error('no function');
  const graph = buildFlow(tree, root, { aborts: (call) => /^(exit|panic)\(/.test(tree.textOf(call)) });
  return { graph, tree };
}

/** Texts of the first lines of the steps of the way from `open()` to the end that misses `close()`; null when none does. */
function leak(body: string): string[] | null {
  const { graph, tree } = flowOf(body);
  const textOf = (node: number) => tree.lineText(tree.line(node));
  const start = graph.steps.find(({ node }) => tree.textOf(node) === 'open()');
  const path = pathAvoiding(
    graph,
    start?.id ?? -1,
    ({ node, kind }) => kind !== 'end' && /^(defer )?close\(\)$/.test(tree.textOf(node)),
  );
  return path?.map(({ node, kind }) => (kind === 'end' ? 'end' : textOf(node))) ?? null;
}

describe('a way to the end that misses close()', () => {
  test.each([
    ['straight', 'open()\nclose()', null],
    ['missing', 'open()\nwork()', ['work()', 'end']],
    ['deferred', 'open()\ndefer close()\nif x {\nreturn\n}', null],
    ['early return', 'open()\nif x {\nreturn\n}\nclose()', ['if x {', 'return', 'end']],
    ['both branches', 'open()\nif x {\nclose()\n} else {\nclose()\n}', null],
    ['else if left open', 'open()\nif x {\nclose()\n} else if y {\nclose()\n}', ['if x {', '} else if y {', 'end']],
    ['abort is no way out', 'open()\nif x {\nexit(1)\n}\nclose()', null],
    ['panic is no way out', 'open()\nif x {\npanic("x")\n}\nclose()', null],
    [
      'closed in a loop that may not turn',
      'open()\nfor i := 0; i < n; i++ {\nclose()\n}',
      ['for i := 0; i < n; i++ {', 'for i := 0; i < n; i++ {', 'for i := 0; i < n; i++ {', 'end'],
    ],
    ['closed after an endless loop by break', 'open()\nfor {\nif x {\nbreak\n}\n}\nclose()', null],
    ['endless loop never ends', 'open()\nfor {\nwork()\n}', null],
    [
      'return within range',
      'open()\nfor _, v := range vs {\nif v {\nreturn\n}\n}\nclose()',
      ['for _, v := range vs {', 'if v {', 'return', 'end'],
    ],
    ['labelled break', 'open()\nouter:\nfor {\nfor {\nbreak outer\n}\n}\nclose()', null],
    [
      'labelled continue goes round',
      'outer:\nfor x() {\nopen()\nfor {\ncontinue outer\n}\nclose()\n}',
      ['for {', 'continue outer', 'for x() {', 'for x() {', 'end'],
    ],
    ['switch without default', 'open()\nswitch x {\ncase 1:\nclose()\n}', ['switch x {', 'case 1:', 'end']],
    ['switch with default', 'open()\nswitch x {\ncase 1:\nclose()\ndefault:\nclose()\n}', null],
    [
      'default in the middle',
      'open()\nswitch x {\ncase 1:\nclose()\ndefault:\nwork()\ncase 2:\nclose()\n}',
      ['switch x {', 'case 1:', 'case 2:', 'work()', 'end'],
    ],
    ['fallthrough', 'open()\nswitch x {\ncase 1:\nfallthrough\ndefault:\nclose()\n}', null],
    [
      'type switch',
      'open()\nswitch x.(type) {\ncase int:\nclose()\ndefault:\nreturn\n}',
      ['switch x.(type) {', 'case int:', 'return', 'end'],
    ],
    ['select', 'open()\nselect {\ncase <-a:\nclose()\ncase <-b:\n}', ['select {', 'case <-b:', 'end']],
    ['empty select blocks for ever', 'open()\nselect {}', null],
    ['goto', 'open()\nif x {\ngoto done\n}\nclose()\ndone:\nwork()', ['if x {', 'goto done', 'done:', 'work()', 'end']],
    ['goto backwards', 'again:\nopen()\nclose()\ngoto again', null],
    ['code in a literal is not run here', 'open()\ng(func() {\nclose()\n})', ['g(func() {', 'end']],
  ])('%s', (_name, body, expected) => {
    expect(leak(body)).toEqual(expected);
  });
});

test('conditions are taken apart, so that a branch knows its outcome', () => {
  const { graph, tree } = flowOf('if a && !(b || c) {\nyes()\n} else {\nno()\n}');
  const leadsTo = (operand: string, when: boolean) => {
    const step = graph.steps.find(({ kind, node }) => kind === 'branch' && tree.textOf(node) === operand);
    const edge = step?.next.find((candidate) => candidate.when === when);
    return tree.textOf(graph.steps[edge?.to ?? 0]?.node ?? 0);
  };
  expect([leadsTo('a', true), leadsTo('a', false)]).toEqual(['b', 'no()']);
  expect([leadsTo('b', true), leadsTo('b', false)]).toEqual(['no()', 'c']);
  expect([leadsTo('c', true), leadsTo('c', false)]).toEqual(['no()', 'yes()']);
});

test('what stands after a return is not reached', () => {
  const { graph, tree } = flowOf('return\nwork()');
  expect([...unreachable(graph)].map((id) => tree.textOf(graph.steps[id]?.node ?? 0))).toEqual(['work()']);
});
