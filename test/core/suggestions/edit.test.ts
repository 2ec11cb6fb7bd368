import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits, type Edit, movedTo } from '../../../src/core/suggestions/edit.ts';
import { lineEdits } from '../../../src/core/suggestions/line-edits.ts';

const line = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\t'), maxLength: 6 });
const source = fc.array(line, { minLength: 1, maxLength: 30 }).map((lines) => `${lines.join('\n')}\n`);

/** A text with edits that do not touch each other. */
const edited = source.chain((text) =>
  fc
    .uniqueArray(fc.nat(text.length), { maxLength: 8 })
    .chain((cuts) => {
      const offsets = [...cuts].sort((a, b) => a - b);
      const pairs = offsets.flatMap((start, i) =>
        i % 2 === 0 && i + 1 < offsets.length ? [[start, offsets[i + 1]]] : [],
      );
      return fc.tuple(
        ...pairs.map(([start = 0, end = 0]) =>
          fc
            .string({ unit: fc.constantFrom('x', 'y', '\n'), maxLength: 5 })
            .map((own): Edit => ({ start, end, text: own })),
        ),
      );
    })
    .map((edits) => ({ text, edits: edits as Edit[] })),
);

/** What somebody sees who replaces the lines by hand, from the bottom up. */
function replaceLines(text: string, edits: readonly { line: number; endLine: number; text: string }[]): string {
  const lines = text.split('\n');
  for (const edit of edits.toSorted((a, b) => b.line - a.line))
    lines.splice(edit.line - 1, edit.endLine - edit.line + 1, ...(edit.text === '' ? [] : edit.text.split('\n')));
  return lines.join('\n');
}

describe('edits', () => {
  it('are the same in any order', () => {
    fc.assert(
      fc.property(edited, ({ text, edits }) => {
        expect(applyEdits(text, edits.toReversed())).toBe(applyEdits(text, edits));
      }),
    );
  });

  it('leave what stands outside them, and tell where it went', () => {
    fc.assert(
      fc.property(edited, fc.nat(200), ({ text, edits }, at) => {
        const result = applyEdits(text, edits) ?? '';
        const outside = at < text.length && edits.every(({ start, end }) => at < start || at >= end);
        if (outside) expect(result[movedTo(edits, at)]).toBe(text[at]);
      }),
    );
  });

  it('that overlap, or reach beyond the text, are refused', () => {
    const [a, b] = [
      { start: 1, end: 4, text: '' },
      { start: 3, end: 5, text: 'x' },
    ];
    expect(applyEdits('abcdefgh', [a, b])).toBeNull();
    expect(applyEdits('abc', [b])).toBeNull();
  });
});

describe('line edits', () => {
  it('make of the lines what the edits make of the text', () => {
    fc.assert(
      fc.property(edited, fc.nat(29), fc.nat(5), ({ text, edits }, at, head) => {
        const blamed = 1 + (at % (text.split('\n').length - 1));
        const found = lineEdits(text, edits, blamed, head);
        if (found && edits.length > 0) expect(replaceLines(text, found)).toBe(applyEdits(text, edits));
      }),
      { numRuns: 500 },
    );
  });

  const text = 'package p\n\nimport "os"\n\nfunc f() {\n\ta()\n\tb()\n\tc()\n}\n';
  const at = (found: string) => text.indexOf(found);

  it('reach the blamed line when it is near', () => {
    const edit = { start: at('\n}'), end: at('\n}'), text: '\n\td()' };
    expect(lineEdits(text, [edit], 6)).toEqual([{ line: 6, endLine: 8, text: '\ta()\n\tb()\n\tc()\n\td()' }]);
  });

  it('join what is close, but never imports with code', () => {
    const edits = ['"os"', 'a()', 'c()'].map((found) => ({ start: at(found), end: at(found), text: 'x' }));
    expect(lineEdits(text, edits, 8, 3)).toEqual([
      { line: 6, endLine: 8, text: '\txa()\n\tb()\n\txc()' },
      { line: 3, endLine: 3, text: 'import x"os"' },
    ]);
  });

  it('say nothing where a deletion and a blank line would read alike', () => {
    expect(lineEdits(text, [{ start: at('a()') - 1, end: at('a()') + 3, text: '' }], 6)).toBeNull();
    expect(lineEdits(text, [{ start: at('a()') - 1, end: at('a()') + 4, text: '' }], 6)).toEqual([
      { line: 6, endLine: 6, text: '' },
    ]);
  });
});
