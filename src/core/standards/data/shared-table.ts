import type { ServiceEdge } from '../../services/service-map.ts';
import { defineStandard } from '../standard.ts';

const store = (dsn: string, statement: string) => `package main

import (
	"database/sql"
	"net/http"
	"os"
)

func main() {
	db, _ := sql.Open("postgres", os.Getenv("${dsn}"))
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		_, _ = db.ExecContext(r.Context(), "${statement}")
	})
	_ = http.ListenAndServe(":80", nil)
}
`;
const wanted = (text: string) => text.replace(/(ExecContext.*)/, '$1 // want');
const DOCKERFILE =
  'FROM golang:1.25 AS b\nCOPY . /src\nWORKDIR /src\nRUN go build -o /app .\nFROM scratch\nCOPY --from=b /app /app\nENTRYPOINT ["/app"]\n';
const compose = (orders: string, stock: string) => `services:
  orders: {build: services/orders, environment: {DB: "postgres://app@${orders}/shop"}}
  stock: {build: services/stock, environment: {DB: "postgres://app@${stock}/shop"}}
  db: {image: postgres}
  other: {image: postgres}
`;
const shop = (files: { orders: string; stock: string }) => ({
  'services/orders/Dockerfile': DOCKERFILE,
  'services/stock/Dockerfile': DOCKERFILE,
  'services/orders/main.go': files.orders,
  'services/stock/main.go': files.stock,
});
const UPDATE = 'UPDATE items SET count = 1 WHERE id = $1';

export const sharedTable = defineStandard({
  id: 'data/shared-table',
  severity: 'high',
  lane: 'H',
  flags: ['distributed-monolith'],
  title: 'Table that several services write',
  why: 'A table that two services write has no owner: neither can change its columns, its rules or its database without the other, each overwrites what the other just checked, and no test of one sees what the other does. It couples them more tightly than any call.',
  fix: 'Give the table to one service, and let the other ask it or listen to its events. Where the second only reads, give it a copy of its own that events keep.',
  references: [
    'https://microservices.io/patterns/data/database-per-service.html',
    'https://learn.microsoft.com/en-us/azure/architecture/microservices/design/data-considerations',
  ],
  examples: {
    bad: [
      {
        'compose.yaml': compose('db', 'db'),
        ...shop({ orders: wanted(store('DB', UPDATE)), stock: wanted(store('DB', UPDATE)) }),
      },
      {
        'compose.yaml': compose('db', 'db'),
        ...shop({
          orders: wanted(store('DB', 'INSERT INTO items (id) VALUES ($1)')),
          stock: wanted(store('DB', 'DELETE FROM items WHERE id = $1')),
        }),
      },
      // The same server by its name within the cluster.
      {
        'compose.yaml': compose('db', 'db:5432'),
        ...shop({ orders: wanted(store('DB', UPDATE)), stock: wanted(store('DB', UPDATE)) }),
      },
    ],
    good: [
      // Each its own server.
      {
        'compose.yaml': compose('db', 'other'),
        ...shop({ orders: store('DB', UPDATE), stock: store('DB', UPDATE) }),
      },
      // One writes, the other reads.
      {
        'compose.yaml': compose('db', 'db'),
        ...shop({ orders: store('DB', UPDATE), stock: store('DB', 'SELECT count FROM items WHERE id = $1') }),
      },
      // Tables apart.
      {
        'compose.yaml': compose('db', 'db'),
        ...shop({ orders: store('DB', 'DELETE FROM orders WHERE id = $1'), stock: store('DB', UPDATE) }),
      },
    ],
  },
  services({ map }, report) {
    const stores = new Set(map.services.filter(({ kind }) => kind === 'store').map(({ name }) => name));
    const running = new Set(map.services.filter(({ kind }) => kind === 'go').map(({ name }) => name));
    const written = map.edges.filter(
      ({ kind, access, from, to }) => kind === 'table' && access === 'write' && stores.has(to) && running.has(from),
    );
    for (const edges of Map.groupBy(written, ({ to, subject }) => JSON.stringify([to, subject])).values()) {
      const services = new Set(edges.map(({ from }) => from));
      if (services.size < 2) continue;
      const owner = edges.find(({ from, to, subject }) => isNamedFor(from, to, subject))?.from;
      for (const edge of edges) if (edge.from !== owner) blame(edge);
    }

    function blame(edge: ServiceEdge): void {
      const [statement] = edge.evidence;
      const others = written.filter(
        ({ from, to, subject }) => from !== edge.from && to === edge.to && subject === edge.subject,
      );
      const names = [...new Set(others.map(({ from }) => `\`${from}\``))].join(', ');
      if (statement)
        report(statement, {
          message: `\`${edge.from}\` writes the table \`${edge.subject}\` of \`${edge.to}\`, and so does ${names}: the table has no owner.`,
          evidence: others.flatMap(({ evidence }) => evidence.slice(0, 1)),
        });
    }
  },
});

/** The table, or its database, has the service's name: the others write what is not theirs. */
function isNamedFor(service: string, store: string, table: string | null): boolean {
  return [store, table].some(
    (name) => name === service || name?.startsWith(`${service}-`) || name?.startsWith(`${service}_`),
  );
}
