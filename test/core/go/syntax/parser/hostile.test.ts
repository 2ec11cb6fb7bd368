import { expect, test } from 'vitest';
import { parseGo } from '../../../../../src/core/go/syntax/parser/source-file.ts';

const MANY = 100_000;
const body = (statement: string) => `package p\n\nfunc f() {\n\t${statement}\n}\n`;
const nested = (open: string, inner: string, close: string, times = MANY) =>
  open.repeat(times) + inner + close.repeat(times);

/** Processor time of this thread, so that a busy machine changes nothing. */
function milliseconds(work: () => void): number {
  const start = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1000;
}

test.each([
  ['parentheses', body(`x = ${nested('(', '1', ')')}`)],
  ['blocks', body(nested('{', '', '}'))],
  ['functions', body(`x = ${nested('func(){', '', '}')}`)],
  ['calls', body(nested('f(', 'x', ')'))],
  ['stars', body(`x = ${'*'.repeat(MANY)}y`)],
  ['signs', body(`x = ${'- '.repeat(MANY)}y`)],
  ['literals', body(`x = T${nested('{', '', '}')}`)],
  ['indices', body(`x = ${nested('a[', '1', ']')}`)],
  ['type arguments of values', body(`x = ${nested('f[[]g[', 'int', ']]', MANY / 2)}`)],
  ['lengths within type arguments', body(`x = ${nested('f[[h[', '1', ']]int]', MANY / 2)}`)],
  ['conversions', body(`x = ${nested('f[i](', 'y', ')')}`)],
  ['pairs of brackets', body(`x = y${'[i]'.repeat(MANY)}`)],
  ['slices of slices', `package p\n\nvar x ${'[]'.repeat(MANY)}int\n`],
  ['channels of channels', `package p\n\nvar x ${'chan '.repeat(MANY)}int\n`],
  ['channels that send channels', `package p\n\nvar x ${'chan<- '.repeat(MANY)}int\n`],
  ['functions of functions', `package p\n\nvar x ${nested('func(', '', ')')}\n`],
  ['conditions', body(`if x {} ${'else if x {}'.repeat(MANY)}`)],
  ['labels', body('a: '.repeat(MANY))],
  ['sums', body(`x = 1${' + 1'.repeat(MANY)}`)],
  ['selectors', body(`x${'.y'.repeat(MANY)}`)],
  ['parameters', `package p\n\nfunc f(${'a, '.repeat(MANY)}b int)\n`],
  ['parameters of no name', `package p\n\nfunc f(${'a, '.repeat(MANY)}b.c)\n`],
  ['arguments', body(`f[a](${'x, '.repeat(MANY)})`)],
  ['comments', `package p\n\n${'// c\n'.repeat(MANY)}`],
  ['line ends', `package p\n\nvar x = 1${'\n'.repeat(MANY)}`],
  ['escapes', `package p\n\nvar x = "${'\\n'.repeat(MANY)}"\n`],
  ['comments that are not ended', `package p\n\n${'/* '.repeat(MANY)}`],
  ['brackets that are not closed', body('('.repeat(MANY))],
  ['one line', `package p\n\nvar x = "${'a'.repeat(900_000)}"\n`],
])('%s beyond all measure are soon done with', (_name, text) => {
  const spent = milliseconds(() => {
    const tree = parseGo(text);
    if (tree) expect(tree.depth).toBeLessThanOrEqual(1_000);
  });
  expect(spent).toBeLessThan(1_500);
});
