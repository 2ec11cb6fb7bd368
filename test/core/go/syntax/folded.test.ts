import { expect, test } from 'vitest';
import { foldedText } from '../../../../src/core/go/syntax/folded.ts';

test.each([
  ['map[string]int', 'map[string]int'],
  [
    'func(\n\tctx context.Context, // the context\n\tid string,\n) error',
    'func( ctx context.Context, id string, ) error',
  ],
  ['struct {\n\ta int\n\tsync.Mutex\n}', 'struct { a int; sync.Mutex }'],
  [
    'struct {\n\ta int // first\n\n\t/* second\n\t */\n\tb string `json:"b // c"`\n}',
    'struct { a int; b string `json:"b // c"` }',
  ],
  ['interface {\n\tM(\n\t\ta int,\n\t) error\n\tN()\n}', 'interface { M( a int, ) error; N() }'],
  ['chan\r\n  int', 'chan int'],
])('%j', (text, wanted) => {
  expect(foldedText(text)).toBe(wanted);
});
