import { expect, test } from 'vitest';
import type { GoSnapshot } from '../../../../src/core/go/reader.ts';
import { unchangedPackages } from '../../../../src/core/go/unchanged.ts';
import { speakingIn } from '../../../../src/core/services/edges/speaking.ts';
import { mapOf } from '../../../../src/core/services/map/map.ts';
import { goTree } from '../../../support/go.ts';

const FILES = {
  'go.mod': 'module example.com/shop\n\ngo 1.25\n',
  'cmd/orders/main.go': `package main

import (
	"net/http"

	"example.com/shop/stock"
)

func main() {
	stock.Ask()
	_ = http.ListenAndServe(":80", nil)
}
`,
  'cmd/stock/main.go': `package main

import "net/http"

func main() {
	_, _ = http.Get("http://mail/send")
	_ = http.ListenAndServe(":80", nil)
}
`,
  'stock/stock.go': `package stock

import (
	"net/http"

	"example.com/shop/address"
)

func Ask() { _, _ = http.Get(address.Of) }
`,
  'address/address.go': 'package address\n\nconst Of = "http://stock/items"\n',
  'clock/clock.go': 'package clock\n\nfunc Now() int { return 1 }\n',
};

function snapshot(name: string, files: Record<string, string>) {
  const { index } = goTree(files);
  const go: GoSnapshot = {
    name,
    files: Object.entries(files).flatMap(([path, blob]) => (path.endsWith('.go') ? [{ path, blob }] : [])),
    modules: index.modules,
  };
  return { index, go };
}

function unchanged(edit: Record<string, string>): string[] {
  const [base, head] = [snapshot('base', FILES), snapshot('head', { ...FILES, ...edit })];
  return [...unchangedPackages(base.go, head.go, head.index)].sort();
}

test('a package is unchanged when it and all that it is built of are', () => {
  expect(unchanged({})).toHaveLength(5);
  expect(unchanged({ 'address/address.go': 'package address\n\nconst Of = "http://mail/items"\n' })).toEqual([
    'example.com/shop/clock',
    'example.com/shop/cmd/stock',
  ]);
  expect(unchanged({ 'clock/new.go': 'package clock\n' })).not.toContain('example.com/shop/clock');
});

test('after a change of the module file no package counts as unchanged', () => {
  expect(unchanged({ 'go.mod': 'module example.com/store\n\ngo 1.25\n' })).toEqual([]);
});

test.each([
  { edit: { 'address/address.go': 'package address\n\nconst Of = "http://mail/items"\n' } },
  { edit: { 'stock/stock.go': 'package stock\n\nfunc Ask() {}\n' } },
  {
    edit: {
      'clock/clock.go': 'package clock\n\nimport "net/http"\n\nfunc Now() { _, _ = http.Get("http://time/") }\n',
    },
  },
])('a map made with what is known of the base is the one made without', ({ edit }) => {
  const [base, head] = [snapshot('base', FILES), snapshot('head', { ...FILES, ...edit })];
  mapOf(base.index, [], []);
  const before = { speaking: speakingIn(base.index), unchanged: unchangedPackages(base.go, head.go, head.index) };
  const afresh = snapshot('head', { ...FILES, ...edit });
  expect(Object.keys(before.speaking)).not.toEqual([]);
  expect(mapOf(head.index, [], [], before)).toEqual(mapOf(afresh.index, [], []));
});
