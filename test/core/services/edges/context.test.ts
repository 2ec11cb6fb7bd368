import { expect, test } from 'vitest';
import { namedBy } from '../../../../src/core/services/edges/context.ts';
import { parseExpression } from '../../../../src/core/services/wire/expression.ts';
import { indexOf } from './helpers.ts';

test('a long chain of calls whose types are not at hand takes no longer than its links', () => {
  const index = indexOf({ 'orders/orders.go': 'package orders\n\nfunc insert() *sql.Statement { return nil }\n' });
  const own = index.sourcePackage('example.com/service/orders');
  const [file] = own?.files ?? [];
  const [fact] = file?.facts.functions ?? [];
  if (!own || !file || !fact) throw new Error('not read');
  const chain = parseExpression(`start()${'.Pair()'.repeat(LINKS)}.Exec`);
  expect(namedBy(chain, { index, package: own, file, fact })).toBeNull();
});

const LINKS = 40;
