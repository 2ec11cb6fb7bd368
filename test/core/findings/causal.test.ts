import { describe, expect, test } from 'vitest';
import { neverClosed, type Standard, scopeIn } from './toy.ts';
import { blamed, type CompareOptions, compare, type Version } from './versions.ts';

const filler = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `  clean ${from + index}\n`).join('');

const FAR = `func F {\n  OPEN db\n${filler(1, 12)}  CLOSE db\n  clean end\n}\n\nfunc G {\n  clean g\n}\n`;
const NEAR = 'func F {\n  OPEN db\n  CLOSE db\n  clean end\n}\n';

function compareClosing(base: Version, head: Version, options: CompareOptions = {}) {
  return compare(base, head, { standard: neverClosed, scope: scopeIn(head), ...options });
}

describe('a new claim is posted on the line that explains it', () => {
  test('its own line, where the change wrote it', () => {
    const head = NEAR.replace('clean end', 'OPEN file');
    expect(blamed(compareClosing({ 'a.go': NEAR }, { 'a.go': head }))).toEqual(['a.go:4']);
  });

  test('an inserted line of its evidence', () => {
    const head = FAR.replace('clean 9\n', 'clean 9\n  RETURN\n');
    expect(blamed(compareClosing({ 'a.go': FAR }, { 'a.go': head }))).toEqual(['a.go:12']);
  });

  test('itself, where the diff shows it beside the deleted line', () => {
    const head = NEAR.replace('  CLOSE db\n', '');
    expect(blamed(compareClosing({ 'a.go': NEAR }, { 'a.go': head }))).toEqual(['a.go:2']);
  });

  test('the line next to the deleted one, far below', () => {
    const head = FAR.replace('  CLOSE db\n', '');
    expect(blamed(compareClosing({ 'a.go': FAR }, { 'a.go': head }))).toEqual(['a.go:14']);
  });

  test('also where the deleted line was replaced', () => {
    const head = FAR.replace('  CLOSE db\n', '  clean instead\n');
    expect(blamed(compareClosing({ 'a.go': FAR }, { 'a.go': head }))).toEqual(['a.go:14']);
  });

  test('itself, where a diff without context shows no line of the function', () => {
    const head = NEAR.replace('  CLOSE db\n', '');
    expect(blamed(compareClosing({ 'a.go': NEAR }, { 'a.go': head }, { context: 0 }))).toEqual(['a.go:2']);
  });

  test('also where the deleted line was the first of the function', () => {
    const guarded: Standard = (path, text) => (text.includes('GUARD') ? [] : neverClosed(path, text));
    const base = 'func F {\n  GUARD\n  OPEN db\n}\n';
    for (const context of [0, 3]) {
      const options = { standard: guarded, context };
      expect(blamed(compareClosing({ 'a.go': base }, { 'a.go': base.replace('  GUARD\n', '') }, options))).toEqual([
        'a.go:2',
      ]);
    }
  });

  test('also where the declaration itself was edited, but not what stood above it', () => {
    const handlers: Standard = (path, text) => (text.includes('func Handle') ? neverClosed(path, text) : []);
    const base = 'clean import\nfunc F {\n  OPEN db\n}\n';
    const options = { standard: handlers };
    const edited = base.replace('func F', 'func HandleF');
    expect(blamed(compareClosing({ 'a.go': base }, { 'a.go': edited }, options))).toEqual(['a.go:3']);
    const above = (path: string, text: string) => (text.includes('import') ? [] : neverClosed(path, text));
    const trimmed = base.replace('clean import\n', '');
    expect(blamed(compareClosing({ 'a.go': base }, { 'a.go': trimmed }, { standard: above }))).toEqual([]);
  });

  test('without knowing the function, the hunk that shows the claim decides', () => {
    const near = NEAR.replace('  CLOSE db\n', '');
    expect(compare({ 'a.go': NEAR }, { 'a.go': near }, { standard: neverClosed }).map((one) => one.new)).toEqual([
      true,
    ]);
    const far = FAR.replace('  CLOSE db\n', '');
    expect(compare({ 'a.go': FAR }, { 'a.go': far }, { standard: neverClosed }).map((one) => one.new)).toEqual([false]);
  });
});

describe('a claim that no line explains merely became resolvable', () => {
  // At base the standard could not see it; at head it can, though nobody touched it.
  const seenAtHead = (path: string, text: string) => (text.includes('RESOLVED') ? neverClosed(path, text) : []);
  const base = 'func F {\n  OPEN db\n}\n\nfunc G {\n  clean g\n  clean h\n}\n';

  test('with an edit in another function', () => {
    const head = base.replace('clean h', 'RESOLVED');
    const findings = compareClosing({ 'a.go': base }, { 'a.go': head }, { standard: seenAtHead });
    expect(findings.map(({ new: isNew, causal }) => [isNew, causal])).toEqual([[false, null]]);
  });

  test('with a deletion in another function of the same hunk', () => {
    const head = base.replace('  clean g\n', '').replace('clean h', 'RESOLVED');
    const findings = compareClosing({ 'a.go': base }, { 'a.go': head }, { standard: seenAtHead });
    expect(findings.map((finding) => finding.new)).toEqual([false]);
  });

  test('unless the caller knows that a dependency of it changed', () => {
    const head = base.replace('clean h', 'RESOLVED');
    const causes = () => ({ path: 'helper.go', line: 7 });
    const findings = compareClosing({ 'a.go': base }, { 'a.go': head }, { standard: seenAtHead, causes });
    expect(blamed(findings)).toEqual(['helper.go:7']);
  });
});
