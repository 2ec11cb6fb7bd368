import { expect, test } from 'vitest';
import { renamedDirectories } from '../../../src/core/findings/renames.ts';
import { entry } from './versions.ts';

function renamed(...moves: [string, string][]) {
  const files = moves.map(([basePath, path]) =>
    entry({ path, basePath, status: path === basePath ? 'modified' : 'renamed', hunks: [] }),
  );
  return Object.fromEntries(renamedDirectories({ base: 'b', head: 'h', title: null, body: null, files }));
}

test('a directory goes where most of its changed files go', () => {
  expect(renamed(['a/x.go', 'b/x.go'], ['a/y.go', 'b/y.go'], ['a/z.go', 'c/z.go'])).toEqual({ a: 'b' });
});

test('a parent follows its children', () => {
  expect(renamed(['svc/orders/cmd/main.go', 'svc/sales/cmd/main.go'])).toEqual({
    'svc/orders/cmd': 'svc/sales/cmd',
    'svc/orders': 'svc/sales',
  });
});

test('one file that leaves renames nothing while others stay', () => {
  expect(renamed(['a/x.go', 'b/x.go'], ['a/y.go', 'a/y.go'], ['a/z.go', 'a/z.go'])).toEqual({});
});

test('a file renamed in place and the root move nothing', () => {
  expect(renamed(['a/x.go', 'a/y.go'], ['x.go', 'y.go'])).toEqual({});
  expect(renamed(['x.go', 'cmd/x.go'])).toEqual({ '': 'cmd' });
});

test('a copy moves nothing', () => {
  const copy = entry({ path: 'b/x.go', basePath: 'a/x.go', status: 'copied', hunks: [] });
  expect(renamedDirectories({ base: 'b', head: 'h', title: null, body: null, files: [copy] }).size).toBe(0);
});
