import { describe, expect, test } from 'vitest';
import { databasesOf } from '../../../../src/core/services/databases/declared.ts';
import { databaseAddress } from '../../../../src/core/services/databases/dsn.ts';

describe('databaseAddress', () => {
  test.each([
    ['postgres://app:x@db:5432/shop?sslmode=disable', 'db:5432', 'shop', 'app', null],
    ['postgresql://db/shop?search_path=orders', 'db', 'shop', null, 'orders'],
    ['app:x@tcp(mysql:3306)/shop?parseTime=true', 'mysql:3306', 'shop', 'app', null],
    ["host=db port=5432 user=app password='a b' dbname=shop", 'db:5432', 'shop', 'app', null],
    ['mongodb://root:x@mongo-0,mongo-1/shop', 'mongo-0,mongo-1', 'shop', 'root', null],
    ['sqlserver://sa:x@mssql:1433?database=shop', 'mssql:1433', 'shop', 'sa', null],
  ])('reads %s', (text, server, database, role, schema) => {
    expect(databaseAddress(text)).toEqual({ server, database, role, schema });
  });

  test.each([
    'postgres://app@localhost:5432/shop',
    'mongodb://mongo:27017',
    'postgres://app@$(DB_HOST)/shop',
    'redis://cache:6379/0',
    'https://example.com/shop',
  ])('is silent on %s', (text) => {
    expect(databaseAddress(text)).toBeNull();
  });
});

describe('databasesOf', () => {
  const variables = (path: string, given: Readonly<Record<string, string>>) =>
    Object.entries(given).map(([name, value]) => ({ path, line: 1, text: '', name, value }));

  test('joins variables of one manifest', () => {
    const environment = [
      ...variables('dev.yaml', { DB_HOST: 'db', DB_NAME: 'dev' }),
      ...variables('live.yaml', { DB_HOST: 'live', DB_NAME: 'shop', DB_PORT: '5432', DB_USER: 'app' }),
    ];
    expect(databasesOf({ environment }).map(({ server, database, role }) => `${role}@${server}/${database}`)).toEqual([
      'null@db/dev',
      'app@live:5432/shop',
    ]);
  });
});
