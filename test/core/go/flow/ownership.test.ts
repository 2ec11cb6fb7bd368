import { describe, expect, test } from 'vitest';
import { findLeak } from '../../../../src/core/go/flow/ownership.ts';
import { enclosingFunction } from '../../../../src/core/go/syntax/calls.ts';
import { Kind } from '../../../../src/core/go/syntax/grammar.ts';
import { acquisitionOf } from '../../../../src/core/standards/support/acquisition.ts';
import { exampleFiles, goFiles } from '../../../support/go.ts';

const HELPERS = `
func reads(f *os.File)        { f.Stat() }
func decodes(r io.Reader) any { var v any; json.NewDecoder(r).Decode(&v); return v }
func closes(f io.Closer)      { f.Close() }
func passesOn(f *os.File)     { closes(f) }
func keeps(f *os.File) *log   { return &log{f} }

type log struct{ f *os.File }
`;

/** Whether the file that the first \`os.Open\` of the body gives is lost, and how. */
function lost(body: string): 'kept' | 'left open' | 'overwritten' {
  const source = `func run(path string, flag bool, fail error) (int, error) {\n${body}\n}\n${HELPERS}`;
  const [file] = goFiles(exampleFiles(source).texts);
  if (!file) throw new Error('no file');
  expect(file.facts.partial).toBeNull();
  for (const call of file.tree.descendants(0, Kind.call_expression)) {
    const acquired = acquisitionOf(file, call);
    if (!acquired || !file.isCallTo(call, 'os', 'Open')) continue;
    const [value = 0, error = 0] = acquired.names.map((name) => file.bindings[name] as number);
    const leak = findLeak(file, file.flow(enclosingFunction(file.tree, call)), {
      variable: value,
      acquired: acquired.statement,
      error,
      releases: new Set(['.Close()']),
    });
    return leak ? (leak.overwritten ? 'overwritten' : 'left open') : 'kept';
  }
  throw new Error('nothing acquired');
}

const OPEN = 'f, err := os.Open(path)\nif err != nil { return 0, err }\n';

describe('findLeak', () => {
  test.each([
    ['never closed', `${OPEN} return 1, nil`],
    ['closed on one way only', `${OPEN} if flag { return 1, nil }\n f.Close()\n return 2, nil`],
    ['passed to a function that reads', `${OPEN} reads(f)\n return 1, nil`],
    ['decoded by a function', `${OPEN} decodes(f)\n return 1, nil`],
    ['read to the end', `${OPEN} _, err = io.ReadAll(f)\n return 1, err`],
    ['read through wrappers', `${OPEN} _, err = io.ReadAll(io.LimitReader(f, 9))\n return 1, err`],
    ['checked after another error', `${OPEN} if err = f.Chdir(); err != nil { return 0, err }\n f.Close()\n return 1, nil`],
    ['closed on panic only', `${OPEN} defer func() { if r := recover(); r != nil { f.Close() } }()\n return 1, nil`],
    ['closed where the flag cannot be', `if flag { ${OPEN} if !flag { f.Close() }\n return 2, nil }\n return 1, nil`],
  ])('%s: left open', (_, body) => expect(lost(body)).toBe('left open'));

  test.each([
    ['in a loop', 'for i := range 3 { f, err := os.Open(path)\n if err != nil { continue }\n if i == 2 { f.Close() } }\n return 1, nil'],
    ['by a second value', `${OPEN} f, err = os.Open(path + "2")\n if err != nil { return 0, err }\n f.Close()\n return 1, nil`],
  ])('%s: overwritten', (_, body) => expect(lost(body)).toBe('overwritten'));

  test.each([
    ['deferred', `${OPEN} defer f.Close()\n return 1, nil`],
    ['deferred in a literal', `${OPEN} defer func() { _ = f.Close() }()\n return 1, nil`],
    ['deferred before, by reference', `var f *os.File\n var err error\n defer func() { if f != nil { f.Close() } }()\n if f, err = os.Open(path); err != nil { return 0, err }\n return 1, nil`],
    ['closed further down the calls', `${OPEN} passesOn(f)\n return 1, nil`],
    ['kept by who is given it', `${OPEN} keeps(f)\n return 1, nil`],
    ['handed on as a method value', `${OPEN} fn := f.Close\n return 1, fn()`],
    ['sent', `${OPEN} c := make(chan *os.File, 1)\n c <- f\n return 1, nil`],
    ['under a switch on the error', 'f, err := os.Open(path)\n switch { case errors.Is(err, fail): return 0, nil\n case err != nil: return 0, err }\n f.Close()\n return 1, nil'],
    ['under a switch of the error', 'f, err := os.Open(path)\n switch err { case nil:\n default: return 0, err }\n f.Close()\n return 1, nil'],
    ['under a type switch', 'f, err := os.Open(path)\n switch err.(type) { case nil: f.Close()\n case *os.PathError: return 1, nil }\n return 2, nil'],
    ['where a predicate says it is no error', 'f, err := os.Open(path)\n if os.IsNotExist(err) { return 0, nil }\n if err != nil { return 0, err }\n f.Close()\n return 1, nil'],
    ['where the error was copied', 'f, err := os.Open(path)\n last := err\n if last != nil { return 0, last }\n f.Close()\n return 1, nil'],
    ['where a flag remembers the error', 'f, err := os.Open(path)\n ok := err == nil\n if !ok { return 0, err }\n f.Close()\n return 1, nil'],
    ['where an assertion says there is no error', 'f, err := os.Open(path)\n if assert.NoError(nil, err) { f.Close() }\n return 1, nil'],
    ['under the same flag', 'var f *os.File\n var err error\n if flag { if f, err = os.Open(path); err != nil { return 0, err } }\n if flag { f.Close() }\n return 1, nil'],
    ['if it is there', 'var f *os.File\n if flag { f, _ = os.Open(path) }\n if f != nil { f.Close() }\n return 1, nil'],
    ['at the next turn', 'var f *os.File\n var err error\n for range 3 { if f != nil { f.Close() }\n if f, err = os.Open(path); err != nil { continue }\n }\n return 1, f.Close()'],
    ['after goto', `again:\n f, err := os.Open(path)\n if err != nil { goto again }\n f.Close()\n return 1, nil`],
    ['in a range', `${OPEN} for _, log := range []*log{} { log.f = f }\n return 1, nil`],
    ['in an endless loop', `${OPEN} for { f.Sync() }`],
    ['when the process ends', `${OPEN} if flag { os.Exit(1) }\n f.Close()\n return 1, nil`],
  ])('given back %s: kept', (_, body) => expect(lost(body)).toBe('kept'));
}); // biome-ignore format: one case a line
