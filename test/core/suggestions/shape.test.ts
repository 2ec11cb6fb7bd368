import { describe, expect, test } from 'vitest';
import { shaped } from '../../../src/core/suggestions/shape.ts';

describe('proposed code', () => {
  test.each([
    ['a line', 'return nil', '\treturn nil'],
    ['a block', 'if err != nil {\nreturn err\n}', '\tif err != nil {\n\t\treturn err\n\t}'],
    ['a call over lines', 'go func() {\ndefer wg.Done()\nrun(ctx, map[string]int{\n"a": 1,\n})\n}()', null],
    ['a closure', 'do(func() error {\n    return run(ctx)\n})', '\tdo(func() error {\n\t\treturn run(ctx)\n\t})'],
    [
      'a switch',
      'switch kind {\ncase a:\nrun()\ndefault:\nstop()\n}',
      '\tswitch kind {\n\tcase a:\n\t\trun()\n\tdefault:\n\t\tstop()\n\t}',
    ],
    ['a blank line', 'a()\n\nb()', '\ta()\n\n\tb()'],
    ['nothing', '  \n', ''],
  ])('is indented as gofmt does: %s', (_what, code, wanted) => {
    const got = shaped(code, '\t');
    if (wanted === null)
      expect(got?.split('\n').map((line) => /^\t*/.exec(line)?.[0].length)).toEqual([1, 2, 2, 3, 2, 1]);
    else expect(got).toBe(wanted);
  });

  test.each([
    ['that is spaced otherwise', 'if(err!=nil) { return err }'],
    ['with two spaces', 'a :=  b'],
    ['with an assignment run together', 'a:=b'],
    ['whose brackets are left open', 'if err != nil {'],
    ['that goes on in the next line', 'a := b +\nc'],
    ['with columns', 'x := T{\nA: 1,\nLonger: 2,\n}'],
    ['with a string over lines', 'x := `a\nb`'],
    ['with characters that nobody sees', 'a\u202eb()'],
    ['with a carriage return', 'a()\r\nb()'],
    ['with a comment over lines', '/* a */ b()'],
  ])('%s is none', (_what, code) => {
    expect(shaped(code, '\t')).toBeNull();
  });
});
