import { describe, expect, test } from 'vitest';
import type { ServiceNode } from '../../../../src/core/services/service-map.ts';
import { edgesOf, service } from './helpers.ts';

const opens = (address: string, driver = 'postgres') => ({
  'cmd/orders/main.go': `package main

import (
	"database/sql"
	"os"
)

func main() {
	_, _ = sql.Open("${driver}", ${address})
	_ = os.Args
}
`,
});
const store = (name: string, product: string, ...published: string[]): ServiceNode => ({
  ...service(name),
  kind: 'store',
  main: null,
  product,
  published,
});
const UNKNOWN = 'os.Getenv("DATABASE_URL")';

describe('a database whose address names no host of the snapshot', () => {
  test('is what compose publishes under the port of the machine', () => {
    const nodes = [service('orders'), store('a', 'postgres', '5432'), store('b', 'postgres', '5433')];
    expect(edgesOf(opens('"postgres://app@localhost:5433/shop"'), nodes)).toEqual(['orders -> b database called null']);
  });

  test('is what is called after the service', () => {
    const nodes = [service('orders'), service('stock'), store('order-db', 'postgres'), store('stock-db', 'postgres')];
    expect(edgesOf(opens(UNKNOWN), nodes)).toEqual(['orders -> order-db database called null']);
  });

  test('is the only one of its kind', () => {
    const nodes = [service('orders'), store('db', 'postgres'), store('cache', 'redis'), store('docs', 'mongodb')];
    expect(edgesOf(opens(UNKNOWN), nodes)).toEqual(['orders -> db database called null']);
  });

  test('is the machine that is written there', () => {
    const nodes = [service('orders'), store('db', 'postgres')];
    expect(edgesOf(opens('"postgres://app@ledger.internal/shop"'), nodes)).toEqual([
      'orders -> ledger.internal database called null',
    ]);
  });

  test.each([
    ['two of its kind', [store('one', 'postgres'), store('two', 'postgres')]],
    ['only one of another kind', [store('db', 'mysql')]],
    ['only that of another service', [service('stock'), store('stock-db', 'postgres')]],
  ])('stays open where there is %s', (_, others) => {
    expect(edgesOf(opens(UNKNOWN), [service('orders'), ...others])).toEqual([
      'orders -> postgres database unresolved null',
    ]);
  });
});

test('a store that a helper opens for whoever wants it is only wired where nothing is asked of it', () => {
  const texts = {
    'cmd/orders/main.go': `package main

import (
	"context"
	"database/sql"
	"os"

	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
)

func open() (*sql.DB, *mongo.Client) {
	db, _ := sql.Open("postgres", os.Getenv("DSN"))
	client, _ := mongo.Connect(context.Background(), options.Client().ApplyURI(os.Getenv("MONGO")))
	return db, client
}

func main() {
	db, _ := open()
	_, _ = db.Exec("DELETE FROM orders")
}
`,
  };
  const nodes = [service('orders'), store('pg', 'postgres'), store('mongo', 'mongodb')];
  expect(edgesOf(texts, nodes)).toEqual([
    'orders -> mongo database wired null',
    'orders -> pg database called null',
    'orders -> pg table called orders',
  ]);
});
