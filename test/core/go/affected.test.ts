import { expect, test } from 'vitest';
import { changedDeclarations, dependentsOf } from '../../../src/core/go/affected.ts';
import { goFiles } from '../../support/go.ts';

const BASE = {
  'go.mod': 'module example.com/m\n',
  'store/store.go':
    'package store\n\ntype Store struct {\n\tName string\n}\n\nfunc New(size int) *Store { return nil }\n\nfunc (s *Store) Close() error { return nil }\n\nconst Limit = 1\n\nfunc Same() {}\n',
  'store/other.go': 'package store\n\nvar made = New(Limit)\n',
  'store/quiet.go': 'package store\n\nfunc quiet() { Same() }\n',
  'go-odd/odd.go': 'package strange\n\nfunc Call() {}\n',
  'a/calls.go': 'package a\n\nimport "example.com/m/store"\n\nfunc f() { store.New(1) }\n',
  'a/alias.go': 'package a\n\nimport st "example.com/m/store"\n\nvar x = st.Limit\n',
  'a/dot.go': 'package a\n\nimport . "example.com/m/store"\n\nfunc g() { New(1) }\n',
  'a/method.go': 'package a\n\nimport "example.com/m/store"\n\nfunc h(s *store.Store) { s.Close() }\n',
  'a/literal.go': 'package a\n\nimport "example.com/m/store"\n\nvar y = store.Store{Name: "a"}\n',
  'a/blind.go': 'package a\n\nfunc New(int) {}\n\nfunc i() { New(1) }\n',
  'b/odd.go': 'package b\n\nimport "example.com/m/go-odd"\n\nfunc j() { strange.Call() }\n',
};

/** Files affected when these texts change, with the use that is why. */
function affected(changes: Record<string, string | null>): Record<string, string> {
  const head: Record<string, string> = { ...BASE };
  for (const [path, text] of Object.entries(changes)) {
    if (text === null) delete head[path];
    else head[path] = text;
  }
  const at = (texts: Record<string, string>) => new Map(goFiles(texts).map((file) => [file.path, file]));
  const [before, after] = [at(BASE), at(head)];
  const pairs = Object.keys(changes).map((path) => ({
    base: before.get(path)?.index.file(path) ?? null,
    head: after.get(path)?.index.file(path) ?? null,
    package: (after.get(path) ?? before.get(path))?.package?.path ?? '',
  }));
  const index = [...after.values()][0]?.index;
  if (!index) throw new Error('no files');
  const found = [...dependentsOf(index, changedDeclarations(pairs))].filter(({ file }) => !(file.path in changes));
  return Object.fromEntries(found.map(({ file, changed }) => [file.path, changed.use]));
}

const edited = (from: string, to: string, path: keyof typeof BASE = 'store/store.go') => ({
  [path]: BASE[path].replace(from, to),
});

test('a signature affects those who name the function, under whatever name they import it', () => {
  expect(affected(edited('New(size int)', 'New(size, more int)'))).toEqual({
    'store/other.go': 'New',
    'a/calls.go': 'New',
    'a/dot.go': 'New',
  });
});

test('a body affects nobody', () => {
  expect(affected(edited('{ return nil }', '{ panic(1) }'))).toEqual({});
});

test('names of parameters affect nobody', () => {
  expect(affected(edited('size int', 'count int'))).toEqual({});
});

test('a method, a field, a constant', () => {
  expect(affected(edited('Close() error', 'Close() (bool, error)'))).toEqual({ 'a/method.go': '.Close' });
  expect(affected(edited('Name string', 'Name error'))).toEqual({ 'a/literal.go': '.Name' });
  expect(affected(edited('Limit = 1', 'Limit = 2'))).toEqual({ 'store/other.go': 'Limit', 'a/alias.go': 'Limit' });
});

test('a package whose name is not what its path suggests', () => {
  expect(affected(edited('Call()', 'Call(x int)', 'go-odd/odd.go'))).toEqual({ 'b/odd.go': 'Call' });
});

test('a file that is gone', () => {
  expect(Object.keys(affected({ 'store/store.go': null })).sort()).toEqual([
    'a/alias.go',
    'a/calls.go',
    'a/dot.go',
    'a/literal.go',
    'a/method.go',
    'store/other.go',
    'store/quiet.go',
  ]);
});

test('what changed says where it stands', () => {
  const [before] = goFiles({ 'a.go': 'package p\n\nfunc f() {}\n\nfunc gone() {}\n' });
  const [after] = goFiles({ 'a.go': 'package p\n\nfunc f() error { return nil }\n' });
  expect(
    changedDeclarations([
      { base: before?.index.file('a.go') ?? null, head: after?.index.file('a.go') ?? null, package: 'p' },
    ]),
  ).toEqual([
    {
      package: 'p',
      use: 'f',
      at: { path: 'a.go', line: 3, endLine: 3 },
      callee: { package: 'p', receiver: null, name: 'f' },
    },
    { package: 'p', use: 'gone', at: null, callee: { package: 'p', receiver: null, name: 'gone' } },
  ]);
});
