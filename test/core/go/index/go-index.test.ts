import { describe, expect, test } from 'vitest';
import { isBuilt } from '../../../../src/core/go/index/build-constraint.ts';
import { findMember } from '../../../../src/core/go/types/members.ts';
import { typeString } from '../../../../src/core/go/types/type.ts';
import { goFiles } from '../../../support/go.ts';
import { fileIn } from '../helpers.ts';

const GO_MOD = 'module example.com/m\n\ngo 1.25\n';

describe('build constraints', () => {
  test.each([
    ['a.go', null, true],
    ['a_linux.go', null, true],
    ['a_windows.go', null, false],
    ['a_linux_amd64.go', null, true],
    ['a_linux_arm64.go', null, false],
    ['a_windows_amd64.go', null, false],
    ['a_amd64_test.go', null, true],
    ['a_darwin_test.go', null, false],
    ['dir_windows/a.go', null, true],
    ['linux.go', null, true],
    ['windows.go', null, true],
    ['a.go', 'linux && (amd64 || !cgo)', true],
    ['a.go', '!linux', false],
    ['a.go', 'ignore', false],
    ['a.go', 'integration || unix', true],
    ['a.go', 'go1.21 && !go1.22', false],
    ['a.go', '!(darwin || windows)', true],
    ['a.go', '((', true],
  ])('%s with %s: %s', (path, constraint, wanted) => {
    expect(isBuilt(path, constraint)).toBe(wanted);
  });
});

test('of variants by system the one for Linux counts, whatever the order', () => {
  const windows = {
    'a_windows.go':
      'package p\n\nfunc Open() (int, error) { return 0, nil }\n\ntype T struct{}\n\nfunc (t T) X() int { return 0 }\n',
  };
  const linux = { 'b_linux.go': 'package p\n\nfunc Open() error { return nil }\n\ntype T struct{ X string }\n' };
  for (const texts of [
    { ...windows, ...linux },
    { ...linux, ...windows },
  ]) {
    const { index } = fileIn({ 'go.mod': GO_MOD, ...texts }, 'b_linux.go');
    expect(index.package('example.com/m')?.member('Open')).toMatchObject({ at: { path: 'b_linux.go' } });
    const type = { kind: 'named', package: 'example.com/m', name: 'T', args: [] } as const;
    expect(findMember(index, type, 'X')).toMatchObject({ method: false, type: { name: 'string' } });
  }
});

test('a directory holds a package, its external tests and programs that are not built', () => {
  const texts = {
    'go.mod': GO_MOD,
    'p/gen.go': '//go:build ignore\n\npackage main\n\nfunc main() {}\n\nfunc New() int { return 0 }\n',
    'p/p.go': 'package p\n\nfunc New() error { return nil }\n',
    'p/p_test.go': 'package p\n\nfunc helper() {}\n',
    'p/x_test.go': 'package p_test\n\nimport . "example.com/m/p"\n\nfunc helper() error { return New() }\n',
    'cmd/main.go': 'package main\n\nfunc main() {}\n',
    'strange/a.go': 'package other\n',
  };
  const { index } = fileIn(texts, 'p/p.go');
  expect(index.package('example.com/m/p')?.name).toBe('p');
  expect(index.package('example.com/m/p')?.member('New')?.at).toEqual({ path: 'p/p.go', line: 3 });
  expect(index.package('example.com/m/p')?.member('helper')?.at).toEqual({ path: 'p/p_test.go', line: 3 });
  expect(index.packageOf('p/x_test.go')?.path).toBe('example.com/m/p [test]');
  expect(index.packageOf('p/gen.go')?.path).toBe('example.com/m/p [main]');
  expect(index.package('example.com/m/cmd')?.name).toBe('main');
  expect(index.package('example.com/m/strange')?.name).toBe('other');
});

test('the real name of a package in the repository, and what dot imports bring', () => {
  const texts = {
    'go.mod': GO_MOD,
    'go-api/api.go': 'package client\n\ntype Client struct{}\n\nfunc New() *Client { return nil }\n',
    'a.go':
      'package p\n\nimport (\n\t"example.com/m/go-api"\n\t. "net/http"\n)\n\nvar c = client.New()\nvar d Header\n',
  };
  const file = fileIn(texts, 'a.go');
  const type = (name: string) => typeString(file.package?.member(name)?.type ?? { kind: 'unknown' });
  expect(type('c')).toBe('*example.com/m/go-api.Client');
  expect(type('d')).toBe('net/http.Header');
  expect(file.index.nameOfImport(file.facts, 'example.com/m/go-api')).toBe('client');
});

test('several modules, one replaced by a directory', () => {
  const texts = {
    'go.mod': `${GO_MOD}\nreplace example.com/lib => ./lib\n`,
    'lib/go.mod': 'module example.com/lib-fork\n',
    'lib/sub/s.go': 'package sub\n\nfunc F() error { return nil }\n',
    'a.go': 'package p\n\nimport "example.com/lib/sub"\n\nvar err = sub.F()\n',
  };
  const file = fileIn(texts, 'a.go');
  expect(file.index.module('lib/sub/s.go')?.path).toBe('example.com/lib-fork');
  expect(file.index.packageOf('lib/sub/s.go')?.path).toBe('example.com/lib-fork/sub');
  expect(typeString(file.package?.member('err')?.type ?? { kind: 'unknown' })).toBe('error');
});

test('initialisers that refer to each other end, whichever is asked for first', () => {
  const text = 'package p\n\nvar a = b\nvar b = f(c)\nvar c = a\nvar d = d\n\nfunc f(x int) int { return x }\n';
  const names = ['a', 'b', 'c', 'd'];
  for (const order of [names, [...names].reverse()]) {
    const [file] = goFiles({ 'a.go': text });
    for (const name of order) file?.package?.member(name);
    const type = (name: string) => typeString(file?.package?.member(name)?.type ?? { kind: 'unknown' });
    expect(names.map(type)).toEqual(['int', 'int', 'int', 'unknown']);
  }
});
