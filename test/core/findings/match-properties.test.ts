import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blamed, compare, type Version } from './versions.ts';

type Functions = string[][];

const statement = fc.constantFrom('clean one', 'clean two', 'keep', 'BAD(one, thing)', 'BAD(other, thing)', 'BAD');
const functions: fc.Arbitrary<Functions> = fc.array(fc.array(statement, { maxLength: 8 }), {
  minLength: 1,
  maxLength: 6,
});
/** Swaps two functions. */
const move = fc.tuple(fc.nat(), fc.nat());
/** Inserts a line: which function, where. */
const insertion = fc.tuple(fc.nat(), fc.nat());

interface Named {
  name: string;
  body: string[];
}

function named(bodies: Functions): Named[] {
  return bodies.map((body, index) => ({ name: `f${index}`, body: [...body] }));
}

function write(list: readonly Named[]): Version {
  return {
    'p/a.go': list
      .map(({ name, body }) => `func ${name} {\n${body.map((line) => `  ${line}\n`).join('')}}\n`)
      .join('\n'),
  };
}

function moved(list: Named[], moves: readonly (readonly [number, number])[]): Named[] {
  const result = [...list];
  for (const [from, to] of moves) {
    const [taken] = result.splice(from % result.length, 1);
    if (taken !== undefined) result.splice(to % (result.length + 1), 0, taken);
  }
  return result;
}

function inserted(list: Named[], places: readonly (readonly [number, number])[], line: string): Named[] {
  const result = list.map(({ name, body }) => ({ name, body: [...body] }));
  for (const [which, where] of places) {
    const body = result[which % result.length]?.body;
    body?.splice(where % (body.length + 1), 0, line);
  }
  return result;
}

test('moving functions and inserting clean lines makes nothing new', () => {
  fc.assert(
    fc.property(
      functions,
      fc.array(move, { maxLength: 4 }),
      fc.array(insertion, { maxLength: 6 }),
      (bodies, moves, clean) => {
        const head = inserted(moved(named(bodies), moves), clean, 'clean inserted');
        expect(blamed(compare(write(named(bodies)), write(head)))).toEqual([]);
      },
    ),
    { numRuns: 500 },
  );
});

test.each(['BAD(fresh, thing)', 'BAD(one, thing)', 'BAD'])('inserting k lines %s makes exactly k new', (line) => {
  fc.assert(
    fc.property(functions, fc.array(insertion, { maxLength: 5 }), (bodies, places) => {
      const findings = compare(write(named(bodies)), write(inserted(named(bodies), places, line)));
      expect(blamed(findings)).toHaveLength(places.length);
    }),
    { numRuns: 300 },
  );
});

test('fingerprints are unique, and those of the old survive any move', () => {
  fc.assert(
    fc.property(
      functions,
      fc.array(move, { maxLength: 4 }),
      fc.array(insertion, { maxLength: 3 }),
      (bodies, moves, bad) => {
        const base = write(named(bodies));
        const before = new Set(compare(base, base).map((finding) => finding.fingerprint));
        const after = compare(base, write(inserted(moved(named(bodies), moves), bad, 'BAD(fresh, thing)')));
        expect(new Set(after.map((finding) => finding.fingerprint)).size).toBe(after.length);
        const old = after.filter((finding) => !finding.new).map((finding) => finding.fingerprint);
        expect(new Set(old)).toEqual(before);
      },
    ),
    { numRuns: 300 },
  );
});
