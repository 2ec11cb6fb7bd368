import type { DeclaredDatabase } from '../../services/databases/declared.ts';
import { areApart, usersOf } from '../../services/databases/users.ts';
import { manifestKind } from '../../services/manifests/kind.ts';
import type { ServiceNode } from '../../services/service-map.ts';
import { defineStandard } from '../standard.ts';

const program = (statement: string) => `package main

import (
	"database/sql"
	"net/http"
	"os"
)

func main() {
	db, _ := sql.Open("postgres", os.Getenv("DB"))
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		_, _ = db.ExecContext(r.Context(), "${statement}")
	})
	_ = http.ListenAndServe(":80", nil)
}
`;
const SHOP = {
  'services/orders/Dockerfile':
    'FROM golang:1.25 AS b\nCOPY . /src\nWORKDIR /src\nRUN go build -o /app .\nFROM scratch\nCOPY --from=b /app /app\nENTRYPOINT ["/app"]\n',
  'services/stock/Dockerfile':
    'FROM golang:1.25 AS b\nCOPY . /src\nWORKDIR /src\nRUN go build -o /app .\nFROM scratch\nCOPY --from=b /app /app\nENTRYPOINT ["/app"]\n',
  'services/orders/main.go': program('UPDATE orders SET state = 1'),
  'services/stock/main.go': program('UPDATE items SET count = 1'),
};
const deployment = (name: string, ...variables: string[]) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  template:
    spec:
      containers:
        - name: ${name}
          image: shop/${name}
          env:
${variables.map((one) => `            - ${one}\n`).join('')}`;
const url = (value: string, mark = '') => `{name: DB, value: "${value}"}${mark && ' # want'}`;
const secret = (name: string) => `{name: DATABASE_URL, valueFrom: {secretKeyRef: {name: ${name}, key: url}}}`;
const cluster = (orders: string[], stock: string[]) => ({
  ...SHOP,
  'deploy/orders.yaml': deployment('orders', ...orders),
  'deploy/stock.yaml': deployment('stock', ...stock),
});
const compose = (orders: string, stock: string) => ({
  ...SHOP,
  'compose.yaml': `services:
  orders:
    build: services/orders
    environment:
      - DB=${orders}
  stock:
    build: services/stock
    environment:
      - DB=${stock}
`,
});

export const sharedDatabase = defineStandard({
  id: 'data/shared-database',
  severity: 'high',
  lane: 'H',
  flags: ['distributed-monolith'],
  title: 'Services that log into one database',
  why: 'Services that share a database share its schema, its connections, its locks and its worst query: none can migrate, scale or fail alone, and what one writes the other reads without a contract. The service boundary stands in the code and is gone in production.',
  fix: 'Give each service a database of its own; on one server that is a second database, or a schema with a role that sees nothing else. What another service needs, ask its owner for or copy from its events.',
  references: [
    'https://microservices.io/patterns/data/database-per-service.html',
    'https://learn.microsoft.com/en-us/azure/architecture/microservices/design/data-considerations',
  ],
  examples: {
    bad: [
      cluster([url('postgres://app@db/shop', 'x')], [url('postgres://app@db/shop', 'x')]),
      // Host and name in variables of their own.
      cluster(
        ['{name: DB_HOST, value: db} # want', '{name: DB_NAME, value: shop}'],
        ['{name: DB_HOST, value: db} # want', '{name: DB_NAME, value: shop}'],
      ),
      // The database is called like its owner: the other is a guest.
      cluster([url('app:x@tcp(db:3306)/orders')], [url('app:x@tcp(db:3306)/orders', 'x')]),
      // The same secret; the owner's name is on it.
      cluster([secret('orders-database')], [`${secret('orders-database')} # want`]),
      // A hint where only compose says so.
      compose('postgres://app@db/shop # want', 'postgres://app@db/shop # want'),
    ],
    good: [
      cluster([url('postgres://app@db/orders')], [url('postgres://app@db/stock')]),
      cluster([url('postgres://app@orders-db/shop')], [url('postgres://app@stock-db/shop')]),
      cluster([secret('orders-database')], [secret('stock-database')]),
      // Schemas kept apart by role, and by name.
      cluster([url('postgres://orders@db/shop')], [url('postgres://stock@db/shop')]),
      cluster([url('postgres://app@db/shop?search_path=orders')], [url('postgres://app@db/shop?search_path=stock')]),
      // Each has its own beside it.
      cluster([url('postgres://app@localhost:5432/shop')], [url('postgres://app@localhost:5432/shop')]),
      // Two processes of one service.
      {
        'services/orders/cmd/api/main.go': program('UPDATE orders SET state = 1'),
        'services/orders/cmd/worker/main.go': program('UPDATE items SET count = 1'),
        'deploy/api.yaml': deployment('api', url('postgres://app@db/shop')),
        'deploy/worker.yaml': deployment('worker', url('postgres://app@db/shop')),
      },
      // The second has no code that opens it.
      {
        ...cluster([url('postgres://app@db/shop')], [url('postgres://app@db/shop')]),
        'services/stock/main.go':
          'package main\n\nimport "net/http"\n\nfunc main() { _ = http.ListenAndServe(":80", nil) }\n',
      },
    ],
  },
  services({ map }, report) {
    const users = usersOf(map);
    for (const user of users) {
      const { service } = user;
      const found = user.declared.flatMap((own) => {
        const others = users.flatMap((other) => {
          const same = areApart(other, user) ? other.declared.find((one) => isOne(one, own)) : undefined;
          return same ? [{ service: other.service, at: same.at }] : [];
        });
        if (others.length === 0 || isNamedFor(service, own.secret ? own.server : own.database)) return [];
        return [{ own, others, hint: [own, ...others].some(({ at }) => isDevelopers(at.path)) }];
      });
      // What developers start repeats what the cluster runs.
      const proven = found.filter(({ hint }) => !hint);
      for (const { own, others } of proven.length > 0 ? proven : found)
        report(own.at, {
          wherever: true,
          message: `\`${service.name}\` logs into ${nameOf(own)}, which is that of ${namesOf(others)} too: what one migrates, locks or overloads there stops the others.`,
          evidence: others.map(({ at }) => at),
        });
    }
  },
});

function namesOf(others: readonly { service: ServiceNode }[]): string {
  return [...new Set(others.map(({ service }) => `\`${service.name}\``))].join(', ');
}

/** One database, and nothing that keeps what lies in it apart. */
function isOne(a: DeclaredDatabase, b: DeclaredDatabase): boolean {
  if (a.secret !== b.secret || a.server !== b.server || a.database !== b.database || a.schema !== b.schema)
    return false;
  return a.role === b.role || a.role === null || b.role === null;
}

function nameOf({ secret, server, database }: DeclaredDatabase): string {
  return secret
    ? `the database of the secret \`${server}\` (\`${database}\`)`
    : `the database \`${database}\` on \`${server}\``;
}

function isDevelopers(path: string): boolean {
  const kind = manifestKind(path);
  return kind === 'compose' || kind === 'environment';
}

/** `orders`, `orders_db` or `ordersdb` is the database of `orders`. */
function isNamedFor({ name }: ServiceNode, database: string): boolean {
  const plain = (text: string) =>
    text
      .toLowerCase()
      .replace(/[-_]/g, '')
      .replace(/(?:service|svc|server|api|db|database)+$/, '');
  return plain(name) !== '' && plain(name) === plain(database);
}
