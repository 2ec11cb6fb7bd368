import { expect, test } from 'vitest';
import { codeOwners } from '../../../src/core/config/code-owners.ts';

const owners = codeOwners(`# who owns what
*            @shop/all
*.proto      @shop/contracts # and nobody else
/services/orders/ @shop/orders @ann
docs/*       docs@example.com
apps         @shop/apps
/services/orders/vendor
`);

test.each([
  ['main.go', ['@shop/all']],
  ['services/orders/store/store.go', ['@shop/orders', '@ann']],
  ['api/v1/shop.proto', ['@shop/contracts']],
  ['docs/readme.md', ['docs@example.com']],
  ['docs/more/readme.md', ['@shop/all']],
  ['a/apps/b.go', ['@shop/apps']],
  ['services/orders/vendor/x.go', []],
])('%s', (path, expected) => {
  expect(owners(path)).toEqual(expected);
});

test('patterns that would take for ever own nothing', () => {
  expect(codeOwners(`${'*a'.repeat(40)} @x\n`)('a'.repeat(200))).toEqual([]);
});
