import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRepoConfig } from '../../../src/core/config/repo-config.ts';

const SIZE = 256 * 1024;
const full = (part: string) => part.repeat(Math.floor(SIZE / part.length));
const numbered = (line: (index: number) => string) =>
  Array.from({ length: 9000 }, (_, index) => line(index)).join('\n');

// Ten times what the slowest of them takes on two slow cores.
const DEADLINE = 20_000;

test.each([
  ['brackets', full('['), 'nested too deeply'],
  ['braces', full('{a: '), 'nested too deeply'],
  ['dashes', full('- '), 'nested too deeply'],
  ['questions', full('? '), 'nested too deeply'],
  ['anchors', full('&a '), 'too many anchors'],
  ['closers', full('}\n'), 'Unexpected flow-map-end'],
  ['keys', numbered((index) => `key${index}:`), 'unknown key'],
  ['bad ids', `standards:\n${numbered((index) => `  Bad/${index}: low`)}`, 'write a standard'],
  ['items', `shared:\n${full('- a/**\n').slice(20)}`, 'at most 500 items'],
  ['size', `${full('x')}xx`, 'larger than 256 KB'],
  [
    'depth by indentation',
    Array.from({ length: 700 }, (_, index) => `${' '.repeat(index)}a:`).join('\n'),
    'unknown key',
  ],
  ['documents', '---\na: 1\n---\nb: 1\n', 'multiple documents'],
  ['keys that are groups', '? { a: 1 }\n: 2\n', 'cannot be a key'],
  ['prototypes', '__proto__: { failOn: never }', 'unknown key'],
  ['an alias of nothing', 'fail_on: *nothing', 'Unresolved alias'],
  [
    'an alias bomb',
    [
      'a: &a [x,x,x,x,x,x,x,x]',
      'b: &b [*a,*a,*a,*a,*a,*a,*a,*a]',
      'c: &c [*b,*b,*b,*b,*b,*b,*b,*b]',
      'd: [*c,*c,*c]',
    ].join('\n'),
    'Excessive alias count',
  ],
])(
  '%s are refused in bounded time',
  (_, text, message) => {
    const { errors } = parseRepoConfig(text);
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.length).toBeLessThanOrEqual(20);
    expect(errors.map((error) => error.message).join('\n')).toContain(message);
  },
  DEADLINE,
);

test('no text makes it throw, and every error has a place', () => {
  const token = fc.constantFrom(
    'fail_on',
    'standards',
    'waivers',
    ':',
    ' ',
    '\n',
    '  ',
    '- ',
    '[',
    ']',
    '{',
    '}',
    '&a ',
    '*a',
    '!!map ',
    '"',
    "'",
    '|',
    '>',
    '#',
    '1',
    'low',
    '? ',
    '<<',
    '%',
  );
  fc.assert(
    fc.property(fc.array(token, { maxLength: 40 }), (tokens) => {
      for (const { line, column, message } of parseRepoConfig(tokens.join('')).errors) {
        expect(line).toBeGreaterThan(0);
        expect(column).toBeGreaterThan(0);
        expect(message).not.toBe('');
      }
    }),
    { numRuns: 2000 },
  );
});
