import { describe, expect, test } from 'vitest';
import { standardById } from '../../../src/core/standards/registry.ts';
import { StandardRunner } from '../../../src/core/standards/run.ts';
import { reachedFromEntries } from '../../../src/core/standards/support/handlers.ts';
import { exampleFiles, goFiles } from '../../support/go.ts';

/** Lines of `body`, put into a function, that the standard blames; counted from 1. */
function blamed(id: string, body: string, signature = 'func run(get func() (*http.Response, error)) error'): number[] {
  const standard = standardById(id);
  if (!standard) throw new Error(`no standard ${id}`);
  const { texts } = exampleFiles(`${signature} {\n${body}\n}`);
  const [text = ''] = Object.values(texts);
  const first = text.split('\n').findIndex((line) => line.startsWith('func run')) + 1;
  const runner = new StandardRunner([standard]);
  return goFiles(texts).flatMap((file) => runner.run(file).map(({ line }) => line - first));
}

describe('ways through a function', () => {
  test.each([
    [
      'a check on one way only',
      'resp, err := get()\nif resp == nil && err != nil {\nreturn err\n}\n_ = resp.Status\nreturn err',
      [],
    ],
    [
      'a use before a loop that checks',
      'resp, err := get()\n_ = resp.Status\nfor err != nil {\nreturn err\n}\nreturn nil',
      [2],
    ],
    [
      'a check in a switch',
      'resp, err := get()\nswitch {\ncase err != nil:\nreturn err\n}\n_ = resp.Status\nreturn nil',
      [],
    ],
    ['a goto past the check', 'resp, err := get()\ngoto use\nuse:\n_ = resp.Status\nreturn err', [4]],
    [
      'a second result under the same names',
      'resp, err := get()\nif err != nil {\nreturn err\n}\nresp, err = get()\n_ = resp.Status\nreturn err',
      [6],
    ],
    [
      'a use in a function literal that runs later',
      'resp, err := get()\nf := func() string { return resp.Status }\nif err != nil {\nreturn err\n}\n_ = f()\nreturn nil',
      [],
    ],
    ['the error handed to a helper', 'resp, err := get()\nlog.Print(err)\n_ = resp.Status\nreturn err', []],
  ])('errors/use-before-check: %s', (_name, body, lines) => {
    expect(blamed('errors/use-before-check', body)).toEqual(lines);
  });

  test.each([
    [
      'nil on the other half',
      '_, err := get()\nif err != nil || len(os.Args) > 2 {\nreturn errors.New(err.Error())\n}\nreturn nil',
      [3],
    ],
    [
      'asked again inside',
      '_, err := get()\nif err != nil || len(os.Args) > 2 {\nif err != nil {\nreturn errors.New(err.Error())\n}\n}\nreturn nil',
      [],
    ],
    [
      'set on every way',
      'var err error\nif len(os.Args) > 2 {\nerr = errors.New("a")\n} else {\nerr = errors.New("b")\n}\nreturn errors.New(err.Error())',
      [],
    ],
    ['written by a literal', 'var err error\nfunc() { _, err = get() }()\nreturn errors.New(err.Error())', []],
    [
      'cleared before',
      '_, err := get()\nif err != nil {\nerr = nil\nreturn errors.New(err.Error())\n}\nreturn nil',
      [4],
    ],
  ])('errors/err-method-unguarded: %s', (_name, body, lines) => {
    expect(blamed('errors/err-method-unguarded', body)).toEqual(lines);
  });

  test.each([
    ['a bare drop', '_, err := get()\nif err != nil {\nreturn nil\n}\nreturn nil', [3]],
    ['in else', '_, err := get()\nif err == nil {\nreturn nil\n} else {\nreturn nil\n}', [5]],
    ['told before', '_, err := get()\nlog.Print(err)\nif err != nil {\nreturn nil\n}\nreturn nil', []],
    [
      'another condition decides',
      '_, err := get()\nif err != nil && len(os.Args) > 1 {\nreturn nil\n}\nreturn err',
      [],
    ],
    [
      'sent away',
      'errs := make(chan error, 1)\n_, err := get()\nif err != nil {\nerrs <- err\nreturn nil\n}\nreturn nil',
      [],
    ],
    [
      'wrapped though nil',
      '_, err := get()\nif err != nil {\nreturn err\n}\nif len(os.Args) > 1 {\nreturn fmt.Errorf("too many: %w", err)\n}\nreturn nil',
      [6],
    ],
    [
      'wrapped though nil, on one way only',
      '_, err := get()\nif len(os.Args) > 1 {\nreturn fmt.Errorf("too many: %w", err)\n}\nreturn nil',
      [],
    ],
  ])('errors/nil-returned-on-err: %s', (_name, body, lines) => {
    expect(blamed('errors/nil-returned-on-err', body)).toEqual(lines);
  });

  const handler = 'func run(w http.ResponseWriter, r *http.Request, ok bool)';
  test.each([
    ['runs into the answer', 'if !ok {\nhttp.Error(w, "no", 400)\n}\nw.WriteHeader(200)', [2]],
    ['the same flag keeps them apart', 'if !ok {\nhttp.Error(w, "no", 400)\n}\nif ok {\nw.WriteHeader(200)\n}', []],
    ['only logs', 'if !ok {\nhttp.Error(w, "no", 400)\n}\nlog.Print(ok)', []],
    [
      'leaves the loop, then answers',
      'for ok {\nif r.Method == "" {\nhttp.Error(w, "no", 400)\nbreak\n}\n}\nw.Write(nil)',
      [],
    ],
    ['panics next', 'if !ok {\nhttp.Error(w, "no", 400)\n}\npanic(http.ErrAbortHandler)', []],
  ])('errors/http-error-no-return: %s', (_name, body, lines) => {
    expect(blamed('errors/http-error-no-return', body, handler)).toEqual(lines);
  });
});

test('a way from an entry point is followed by names that can mean one method only', () => {
  const [file] = goFiles({
    'a.go': `package a

import "net/http"

type s struct{}
type t struct{}

func (s) place(w http.ResponseWriter, r *http.Request) { s{}.price(); shared() }
func (s) price()  { deep() }
func (s) close()  {}
func (t) close()  { never() }
func deep()       {}
func shared()     { s{}.close() }
func never()      {}
`,
  });
  const own = file?.package;
  const found = own ? [...reachedFromEntries(own).values()].map(({ way }) => way.join(' > ')) : [];
  expect(found.sort()).toEqual(['s.place', 's.place > s.price', 's.place > s.price > deep', 's.place > shared']);
});
