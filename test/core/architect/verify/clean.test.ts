import { expect, test } from 'vitest';
import { clean } from '../../../../src/core/architect/verify/clean.ts';

test.each([
  [
    'keeps prose and code',
    'Handlers wait on `s.charge(ctx)`: 5 < 7 & so on.',
    'Handlers wait on `s.charge(ctx)`: 5 < 7 & so on.',
  ],
  ['mentions nobody', 'Ask @octocat or @org/team.', 'Ask octocat or org/team.'],
  ['links nowhere', 'See https://evil.example/?q=1 and [here](http://evil.example).', 'See (link removed) and here.'],
  ['shows no image', 'So ![x](https://evil.example/x.png) it is.', 'So x it is.'],
  ['writes no HTML', 'A <img src=x onerror=y> tag <!-- architect:finding 0 --> here.', 'A tag here.'],
  ['opens no fence', 'Do\n```suggestion\nos.Exit(0)\n```\nthis.', 'Do `suggestion os.Exit(0) ` this.'],
  ['gives no orders', 'Then\n/architect waive abc because so', 'Then architect waive abc because so'],
  ['names no issue', 'Closes #12 and GH-7.', 'Closes no. 12 and no. 7.'],
  ['hides nothing', 'pay\u202Elap', 'pay lap'],
  ['keeps routes', 'A call of `/orders/{id}` and /orders waits.', 'A call of `/orders/{id}` and orders waits.'],
])('%s', (_what, prose, shown) => {
  expect(clean(prose)).toBe(shown);
});
