import { describe, expect, test } from 'vitest';
import { badLines, neverClosed, type Standard } from './toy.ts';
import { blamed, compare } from './versions.ts';

const ORDERS = `
func Place {
  clean one
  x := BAD(place, order)
  clean two
}

func Cancel {
  clean three
  BAD(cancel, order)
  clean four
}
`;

const NOTHING: string[] = [];

describe('what stood at base is not new', () => {
  test('when nothing changed', () => {
    const findings = compare({ 'a.go': ORDERS }, { 'a.go': ORDERS });
    expect(findings.map((finding) => finding.new)).toEqual([false, false]);
  });

  test('when lines above it come and go', () => {
    const head = `clean import\nclean import\n${ORDERS.replace('  clean three\n', '')}`;
    expect(blamed(compare({ 'a.go': ORDERS }, { 'a.go': head }))).toEqual(NOTHING);
  });

  test('when its function moved within the file', () => {
    const [, place = '', cancel = ''] = ORDERS.split(/(?=func )/);
    const head = `\n${cancel}${place}`;
    expect(blamed(compare({ 'a.go': ORDERS }, { 'a.go': head }))).toEqual(NOTHING);
  });

  test('when its function was renamed, even where the statement says the name', () => {
    const base = 'func Walk {\n  BAD(Walk, left)\n}\n';
    const head = 'func Visit {\n  BAD(Visit, left)\n}\n';
    expect(blamed(compare({ 'a.go': base }, { 'a.go': head }))).toEqual(NOTHING);
  });

  test('when its function moved to another file', () => {
    const [top = '', place = '', cancel = ''] = ORDERS.split(/(?=func )/);
    const head = { 'orders/a.go': top + place, 'orders/b.go': `clean\n${cancel}` };
    expect(blamed(compare({ 'orders/a.go': ORDERS }, head))).toEqual(NOTHING);
  });

  test('when its function moved to another package under another name', () => {
    const [top = '', place = '', cancel = ''] = ORDERS.split(/(?=func )/);
    const head = { 'orders/a.go': top + place, 'stock/b.go': cancel.replace('Cancel', 'Release') };
    expect(blamed(compare({ 'orders/a.go': ORDERS }, head))).toEqual(NOTHING);
  });

  test('when its file was renamed and edited', () => {
    const head = ORDERS.replace('x := BAD(place, order)', 'clean five\n  y := BAD(place, order)');
    const findings = compare({ 'o/a.go': ORDERS }, { 'o/b.go': head }, { renames: { 'o/b.go': 'o/a.go' } });
    expect(blamed(findings)).toEqual(NOTHING);
  });

  test('when its package directory was renamed, also in a file that git did not recognise', () => {
    const base = { 'old/a.go': ORDERS, 'old/b.go': ORDERS, 'old/c.go': 'func F {\n  BAD\n}\n' };
    const head = { 'new/a.go': ORDERS, 'new/b.go': ORDERS, 'new/d.go': 'clean\nclean\nfunc F {\n  clean\n  BAD\n}\n' };
    const renames = { 'new/a.go': 'old/a.go', 'new/b.go': 'old/b.go' };
    expect(blamed(compare(base, head, { renames }))).toEqual(NOTHING);
  });

  test('when another line of its statement changed', () => {
    const base = 'func F {\n  x := BAD(\n    one,\n    two,\n  )\n}\n';
    expect(blamed(compare({ 'a.go': base }, { 'a.go': base.replace('two', 'three') }))).toEqual(NOTHING);
  });

  test('when the rest of its line changed', () => {
    const head = ORDERS.replace('x := BAD', 'y := wrap BAD');
    expect(blamed(compare({ 'a.go': ORDERS }, { 'a.go': head }))).toEqual(NOTHING);
  });

  test('when the code was reformatted', () => {
    const head = ORDERS.replaceAll('  ', '\t\t').replace('BAD(place, order)', 'BAD(place,   order)');
    expect(blamed(compare({ 'a.go': ORDERS }, { 'a.go': head }))).toEqual(NOTHING);
  });

  test('when an equal one was taken away elsewhere in the file', () => {
    const base = 'func F {\n  BAD(one, two)\n  clean\n}\nfunc G {\n  clean\n}\n';
    const head = 'func F {\n  clean\n}\nfunc G {\n  clean\n  BAD(one, two)\n}\n';
    expect(blamed(compare({ 'a.go': base }, { 'a.go': head }))).toEqual(NOTHING);
  });

  test('when one of two equals was mended', () => {
    const base = 'func F {\n  BAD\n  clean one\n  BAD\n}\n';
    const findings = compare({ 'a.go': base }, { 'a.go': 'func F {\n  clean\n  clean one\n  BAD\n}\n' });
    expect(findings.map(({ line, new: isNew }) => [line, isNew])).toEqual([[4, false]]);
  });

  test('when the base moved under it: both sides hold what the base gained', () => {
    const rebased = ORDERS.replace('clean one', 'clean zero\n  BAD(gained, by, base)');
    const head = rebased.replace('clean four', 'BAD(brought, in)');
    expect(blamed(compare({ 'a.go': rebased }, { 'a.go': head }))).toEqual(['a.go:12']);
  });

  test('when it is one of very many equals', () => {
    const many = (count: number) => `func F {\n${'  BAD\n'.repeat(count)}}\n`;
    expect(blamed(compare({ 'a.go': many(600) }, { 'a.go': many(599) }))).toEqual(NOTHING);
    expect(blamed(compare({ 'a.go': many(600) }, { 'a.go': many(603) }))).toHaveLength(3);
  });
});

describe('what the change brought in is new', () => {
  test('the inserted one of two equals is blamed', () => {
    const base = 'func F {\n  clean one\n  BAD\n}\n';
    const head = 'func F {\n  BAD\n  clean zero\n  clean one\n  BAD\n}\n';
    expect(blamed(compare({ 'a.go': base }, { 'a.go': head }))).toEqual(['a.go:2']);
  });

  test('a copy is new once', () => {
    const copy = ORDERS.replaceAll('func ', 'func Other');
    expect(blamed(compare({ 'a.go': ORDERS }, { 'a.go': ORDERS, 'b.go': copy }))).toEqual(['b.go:4', 'b.go:10']);
  });

  test('moved and copied at once: one is old, one is new', () => {
    const base = { 'a.go': 'func F {\n  BAD(a, b, c)\n}\n' };
    const head = { 'b.go': 'func F {\n  BAD(a, b, c)\n}\n', 'c.go': 'func G {\n  BAD(a, b, c)\n}\n' };
    expect(blamed(compare(base, head))).toEqual(['c.go:2']);
  });

  test('a second claim on a line that holds one', () => {
    const base = 'func F {\n  clean\n}\n';
    expect(blamed(compare({ 'a.go': base }, { 'a.go': base.replace('clean', 'BAD clean') }))).toEqual(['a.go:2']);
  });

  test('a word that says nothing is not recognised in another package', () => {
    const base = { 'a/a.go': 'func F {\n  keep\n  BAD\n}\n', 'b/b.go': 'func G {\n  keep\n}\n' };
    const head = { 'a/a.go': 'func F {\n  keep\n}\n', 'b/b.go': 'func G {\n  keep\n  BAD\n}\n' };
    expect(blamed(compare(base, head))).toEqual(['b/b.go:3']);
  });

  test('a file that was renamed and gained one', () => {
    const head = ORDERS.replace('clean four', 'BAD(four)');
    expect(blamed(compare({ 'a.go': ORDERS }, { 'b.go': head }, { renames: { 'b.go': 'a.go' } }))).toEqual(['b.go:11']);
  });

  test('one that stands and was mended by other lines did not move to where an equal one appears', () => {
    const base = 'func F {\n  OPEN the, big, db\n  keep\n}\n\nfunc G {\n  keep\n}\n';
    const head = base.replace('  keep', '  CLOSE the').replace('  keep', '  OPEN the, big, db');
    expect(blamed(compare({ 'a.go': base }, { 'a.go': head }, { standard: neverClosed }))).toEqual(['a.go:7']);
  });

  test('a statement that says little is not recognised in another package, one that says more is', () => {
    const statement = (text: string) => `func F {\n  keep\n  ${text}\n}\n`;
    const other = (text: string) => `func G {\n  keep\n  ${text}\n}\n`;
    const blamedOf = (text: string) =>
      blamed(
        compare({ 'a/a.go': statement(text), 'b/b.go': other('') }, { 'a/a.go': statement(''), 'b/b.go': other(text) }),
      );
    expect(blamedOf('BAD(err)')).toEqual(['b/b.go:3']);
    expect(blamedOf('value, _ := BAD(err)')).toEqual([]);
  });

  test('of equals on edited lines, the farthest from where the old ones stood', () => {
    const base = 'func F {\n  clean one\n  a := BAD(x, y)\n  clean two\n  clean three\n  clean four\n}\n';
    const head = base
      .replace('a :=', 'b :=')
      .replace('clean four', 'clean four\n  c := BAD(x, y)')
      .replace('clean one', 'clean zero\n  clean one');
    expect(blamed(compare({ 'a.go': base }, { 'a.go': head }))).toEqual(['a.go:8']);
  });
});

describe('a claim about a whole service', () => {
  // Blames the first line that serves, though the claim is about the service.
  const perService: Standard = (path, text) =>
    badLines(path, text.replaceAll('SERVE', 'BAD'))
      .slice(0, 1)
      .map((claim) => {
        const root = path.slice(0, path.indexOf('/'));
        return { ...claim, anchor: { package: root, symbol: null, header: 'metrics', expression: 'metrics' } };
      });
  const main = 'func main {\n  clean one\n  SERVE http\n  clean two\n}\n';
  const grown = main.replace('clean one', 'SERVE grpc\n  clean one');
  const options = { standard: perService };

  test('stays what it was when it is blamed on another line', () => {
    expect(blamed(compare({ 'shop/cmd/main.go': main }, { 'shop/cmd/main.go': grown }, options))).toEqual([]);
  });

  test('also when the service is renamed', () => {
    const renames = { 'store/cmd/main.go': 'shop/cmd/main.go' };
    const findings = compare({ 'shop/cmd/main.go': main }, { 'store/cmd/main.go': grown }, { ...options, renames });
    expect(blamed(findings)).toEqual([]);
  });

  test('also when its file is written anew under the new name', () => {
    const base = { 'shop/cmd/main.go': main, 'shop/cmd/other.go': 'clean\n' };
    const head = { 'store/cmd/serve.go': main.replaceAll('clean', 'fresh'), 'store/cmd/other.go': 'clean\n' };
    const renames = { 'store/cmd/other.go': 'shop/cmd/other.go' };
    expect(blamed(compare(base, head, { ...options, renames }))).toEqual([]);
  });

  test('is new for a service that takes the place of another', () => {
    expect(blamed(compare({ 'shop/main.go': main }, { 'till/main.go': main }, options))).toEqual(['till/main.go:3']);
  });

  test('is new for a new service', () => {
    const head = { 'shop/cmd/main.go': main, 'till/cmd/main.go': main };
    expect(blamed(compare({ 'shop/cmd/main.go': main }, head, options))).toEqual(['till/cmd/main.go:3']);
  });
});

test('a file that leaves its package takes its claims along, wherever the other files went', () => {
  const body = 'func F {\n  clean one\n  BAD\n  clean two\n}\n';
  // Split in two: the claim is now in the other file, on a line that stood there before.
  const seen: Standard = (path, text) => (text.includes('QUIET') ? [] : badLines(path, text).slice(0, 1));
  const base = { 'old/a.go': body, 'old/a2.go': `QUIET\n${body}`, 'old/b.go': 'clean\n', 'old/c.go': 'clean\n' };
  const head = { 'one/a.go': 'clean\n', 'one/a2.go': body, 'two/b.go': 'clean\n', 'two/c.go': 'clean\n' };
  const renames = { 'one/a.go': 'old/a.go', 'one/a2.go': 'old/a2.go', 'two/b.go': 'old/b.go', 'two/c.go': 'old/c.go' };
  const [finding] = compare(base, head, { standard: seen, renames });
  const [old] = compare(base, base, { standard: seen });
  expect(finding).toMatchObject({ path: 'one/a2.go', new: false, fingerprint: old?.fingerprint });
});
