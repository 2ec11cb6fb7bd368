import { expect, test } from 'vitest';
import { LazyFile, type ReadFacts } from '../../../../src/core/go/analysed.ts';
import { extractFacts } from '../../../../src/core/go/extract.ts';
import { GoIndex } from '../../../../src/core/go/index/go-index.ts';
import { parseGoMod } from '../../../../src/core/go/modules.ts';
import { remembered } from '../../../../src/core/go/remember.ts';
import { speakingIn } from '../../../../src/core/services/edges/speaking.ts';
import { mapOf } from '../../../../src/core/services/map/map.ts';
import { reachableFrom } from '../../../../src/core/services/reach/reachable.ts';
import { loadSignatures } from '../../../../src/edge/parse/signatures.ts';
import { parser } from '../../../support/go.ts';

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

type Texts = Readonly<Record<string, string>>;

const factsOf = remembered((text: string): ReadFacts => {
  const parsed = parser.parse(text);
  if ('skipped' in parsed) throw new Error(parsed.skipped);
  const facts = extractFacts(parsed.tree, false);
  return { blob: text, package: facts.package, json: JSON.stringify(facts) };
});
const signatures = loadSignatures();

function fold(texts: Texts, before: GoIndex | null = null): GoIndex {
  const files = Object.entries(texts).flatMap(([path, text]) =>
    /\.go$/.test(path) ? new LazyFile(path, factsOf(text)) : [],
  );
  return new GoIndex(files, [parseGoMod(texts['go.mod'] ?? '', '')], signatures, before);
}

function shared(edit: Texts): string[] {
  const base = fold(FILES);
  return [...fold({ ...FILES, ...edit }, base).sharedPaths(base)].sort();
}

test('a package is shared when it and all that it is built of are the same', () => {
  expect(shared({})).toHaveLength(5);
  expect(shared({ 'address/address.go': 'package address\n\nconst Of = "http://mail/items"\n' })).toEqual([
    'example.com/shop/clock',
    'example.com/shop/cmd/stock',
  ]);
  expect(shared({ 'clock/new.go': 'package clock\n' })).not.toContain('example.com/shop/clock');
});

test('a package whose import is there for the first time, or is gone, is not shared', () => {
  const [without, whole] = [Object.entries(FILES).filter(([path]) => path !== 'address/address.go'), FILES];
  for (const [before, after] of [
    [Object.fromEntries(without), whole],
    [whole, Object.fromEntries(without)],
  ] as const) {
    const base = fold(before);
    expect([...fold(after, base).sharedPaths(base)].sort()).toEqual([
      'example.com/shop/clock',
      'example.com/shop/cmd/stock',
    ]);
  }
});

test('after a change of the module file nothing is shared', () => {
  expect(shared({ 'go.mod': 'module example.com/store\n\ngo 1.25\n' })).toEqual([]);
});

test('what a program reaches is shared, unless code elsewhere calls a method by its name for the first time', () => {
  const texts = {
    ...FILES,
    'cmd/job/main.go': 'package main\n\ntype job struct{}\n\nfunc (job) Mail() {}\n\nfunc main() { _ = job{} }\n',
  };
  const base = fold(texts);
  const reached = reachableFrom(base, 'cmd/job');
  const names = (index: GoIndex) => [...reachableFrom(index, 'cmd/job')].map(({ fact }) => fact.name);
  expect(names(base)).toContain('Mail');
  expect(reachableFrom(fold({ ...texts, 'clock/new.go': 'package clock\n' }, base), 'cmd/job')).toBe(reached);
  const called = fold({ ...texts, 'clock/mail.go': 'package clock\n\nfunc f(m M) { m.Mail() }\n' }, base);
  expect(called.sharedPaths(base)).toContain('example.com/shop/cmd/job');
  expect(names(called)).not.toContain('Mail');
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
  const base = fold(FILES);
  mapOf(base, [], []);
  const head = fold({ ...FILES, ...edit }, base);
  const before = { speaking: speakingIn(base), unchanged: head.sharedPaths(base) };
  expect(Object.keys(before.speaking)).not.toEqual([]);
  expect(mapOf(head, [], [], before)).toEqual(mapOf(fold({ ...FILES, ...edit }), [], []));
});
