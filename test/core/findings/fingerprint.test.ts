import { expect, test } from 'vitest';
import { fingerprintClaims } from '../../../src/core/findings/fingerprint.ts';
import { auditFindings } from '../../../src/core/findings/match.ts';
import { claimsOf, compare } from './versions.ts';

const names = (version: Record<string, string>) => [...fingerprintClaims(claimsOf(version), new Set()).values()];
const F = 'func F {\n  BAD\n}\n';

test('sixteen hexadecimal digits that say nothing of the place in the file', () => {
  const [here] = names({ 'p/a.go': F });
  expect(here).toMatch(/^[0-9a-f]{16}$/);
  expect(names({ 'p/other.go': `clean\n\n${F}` })).toEqual([here]);
});

test('a pinned value: changing the recipe would orphan every waiver', () => {
  expect(names({ 'p/a.go': F })).toEqual(['b7506255aec27c99']);
});

test('package, symbol and header each tell claims apart', () => {
  const all = [
    ...names({ 'p/a.go': F }),
    ...names({ 'q/a.go': F }),
    ...names({ 'p/a.go': F.replace('F', 'G') }),
    ...names({ 'p/a.go': F.replace('BAD', 'x BAD') }),
  ];
  expect(new Set(all).size).toBe(4);
});

test('equals are told apart by their order', () => {
  const [first, second] = names({ 'p/a.go': 'func F {\n  BAD\n  BAD\n}\n' });
  expect(first).toBe(names({ 'p/a.go': F })[0]);
  expect(second).not.toBe(first);
});

test('a renamed one keeps its fingerprint', () => {
  const [old] = names({ 'p/a.go': F });
  const [kept] = compare({ 'p/a.go': F }, { 'q/a.go': F.replace('F', 'G') }, { renames: { 'q/a.go': 'p/a.go' } });
  expect(kept?.fingerprint).toBe(old);
});

test('a new one never takes the name of one that stood at base', () => {
  const taken = new Set(names({ 'p/a.go': F }));
  const [fresh] = fingerprintClaims(claimsOf({ 'p/a.go': F }), taken).values();
  expect(fresh).toBe(names({ 'p/a.go': 'func F {\n  BAD\n  BAD\n}\n' })[1]);
  expect(taken.size).toBe(2);
});

test('an audit counts everything', () => {
  const findings = auditFindings(claimsOf({ 'p/a.go': F, 'q/b.go': F }));
  expect(findings.map((one) => [one.new, one.causal])).toEqual([
    [true, null],
    [true, null],
  ]);
  expect(new Set(findings.map((one) => one.fingerprint)).size).toBe(2);
});
