import { expect, test } from 'vitest';
import { type Affected, spread } from '../../../src/core/standards/spread.ts';
import { goFiles } from '../../support/go.ts';

const BASE: Readonly<Record<string, string>> = {
  'go.mod': 'module example.com/m\n',
  'store/store.go': `package store

import (
	"database/sql"
	"log"
	"os"
)

type Store struct{ db *sql.DB }

func (s *Store) Save(name string) error {
	log.Print(name)
	return check(name)
}

func Load(f *os.File) (int, error) { return read(f) }
`,
  'store/read.go': 'package store\n\nimport "os"\n\nfunc read(f *os.File) (int, error) { return f.Fd(), nil }\n',
  'store/check.go': 'package store\n\nfunc check(name string) error { return nil }\n',
  'store/store_test.go': 'package store\n\nfunc TestSave() { new(Store).Save("a") }\n',
  'a/loads.go': 'package a\n\nimport "example.com/m/store"\n\nvar n = 1\n\nfunc f() { store.Load(nil) }\n',
  'a/saves.go':
    'package a\n\ntype Saver interface{ Save(name string) error }\n\nfunc g(s Saver) error { return s.Save("") }\n',
  'a/blind.go': 'package a\n\nfunc Load() {}\n\nfunc h() { Load() }\n',
  'web/handle.go':
    'package web\n\nimport "net/http"\n\nfunc handle(w http.ResponseWriter, r *http.Request) { search("all") }\n',
  'web/write.go': 'package web\n\nfunc write() {}\n',
  'web/render.go': 'package web\n\nfunc render() { write() }\n',
  'web/page.go': 'package web\n\nfunc page() { render() }\n',
  'web/search.go': 'package web\n\nfunc search(q string) {}\n',
};

/** What a replaced text affects in other files, with the names that changed and where that is to be seen. */
function affected(path: string, from: string, to: string): Record<string, string[]> {
  const head = { ...BASE, [path]: (BASE[path] ?? '').replace(from, to) };
  const [base, changed] = [BASE, head].map((texts) => goFiles(texts)[0]?.index);
  if (!base || !changed) throw new Error('no files');
  const own = changed.packageOf(path)?.path ?? '';
  const found = spread({ base, head: changed }, [{ base: base.file(path), head: changed.file(path), package: own }]);
  const words = ({ line, changed: { use, at } }: Affected) => `${line} ${use} ${at?.path}:${at?.line}`;
  return Object.fromEntries(
    [...found].filter(([one]) => one !== path).map(([one, list]) => [one, list.map(words).toSorted()]),
  );
}

test('what a function does with what it is given, and callers of callers', () => {
  expect(affected('store/read.go', '{ return', '{ defer f.Close(); return')).toEqual({
    'store/store.go': ['16 read store/read.go:5'],
    'a/loads.go': ['7 Load store/read.go:5'],
  });
});

test('what a method writes, for those who call it by an interface', () => {
  expect(affected('store/store.go', 'return check(name)', '_, err := s.db.Exec(name)\n\treturn err')).toEqual({
    'store/store_test.go': ['3 .Save store/store.go:11'],
    'a/saves.go': ['5 .Save store/store.go:11'],
  });
});

test('a caller of whom nothing else can be told is where it ends', () => {
  expect(affected('web/write.go', '{}', '{ panic(1) }')).toEqual({ 'web/render.go': ['3 write web/write.go:3'] });
});

test('what a request gives goes to the function that is handed it', () => {
  expect(affected('web/handle.go', '"all"', 'r.FormValue("q")')).toEqual({
    'web/search.go': ['3 handle web/handle.go:5'],
  });
});

test.each([
  ['a log line', 'store/store.go', 'log.Print(name)', 'log.Printf("saved %s", name)'],
  [
    'a local name',
    'store/read.go',
    '(f *os.File) (int, error) { return f',
    '(file *os.File) (int, error) { return file',
  ],
  ['a literal', 'store/check.go', 'return nil', 'if name == "x" { return nil }; return nil'],
  ['order', 'store/store.go', '\tlog.Print(name)\n', '\tx := len(name)\n\tlog.Print(name, x)\n'],
])('%s is nobody’s business', (_, path, from, to) => {
  expect(affected(path, from, to)).toEqual({});
});
