import type { ServiceMap } from '../../services/service-map.ts';
import { defineStandard } from '../standard.ts';
import { shopAround } from '../support/examples/shop.ts';
import { programsOf } from '../support/programs.ts';
import { type ServiceSize, serviceSizes } from '../support/service-size.ts';

/** Siblings that make a comparison. */
const FEWEST = 2;
/** Answers and tables below which nothing is large. */
const LARGE = { answers: 15, tables: 6 };
/** How many times more than the next one. */
const FAR = 2;
const MOST_PLACES = 40;

const NAMES = ['orders', 'stock', 'mail'];
const program = (name: string, routes: number, tables: number, want = false) => `package main

import (
	"database/sql"
	"net/http"
)

var db, _ = sql.Open("postgres", "postgres://${name}-db/${name}")

func main() {${want ? ' // want' : ''}
${Array.from({ length: routes }, (_, at) => `\thttp.HandleFunc("/${name}/${at}", answer)\n`).join('')}	_ = http.ListenAndServe(":80", nil)
}

func answer(w http.ResponseWriter, r *http.Request) {
${Array.from({ length: tables }, (_, at) => `\t_, _ = db.Exec("INSERT INTO ${name}_${at} (id) VALUES (1)")\n`).join('')}}
`;
const shop = (orders: [routes: number, tables: number], stock: [routes: number, tables: number], want = false) =>
  shopAround(NAMES, {
    orders: program('orders', ...orders, want),
    stock: program('stock', ...stock),
    mail: program('mail', 2, 1),
  });

export const godService = defineStandard({
  id: 'architecture/god-service',
  severity: 'low',
  lane: 'H',
  flags: ['distributed-monolith'],
  title: 'Service that does far more than its siblings',
  why: 'When one service answers most questions and keeps most tables, most changes are changes to it: its releases wait for each other, its outage is everybody’s, and the others are its satellites. That is a monolith with the network’s latency added.',
  fix: 'Look for parts of it that change for reasons of their own and keep tables that the rest does not touch, and give the next feature of that kind a home outside. Where the size is meant, write the decision down.',
  references: [
    'https://learn.microsoft.com/en-us/azure/architecture/microservices/model/microservice-boundaries',
    'https://martinfowler.com/bliki/BoundedContext.html',
  ],
  examples: {
    bad: [
      shop([16, 8], [3, 2], true),
      shop([40, 6], [10, 3], true),
      // The others keep nothing.
      shop([15, 6], [7, 0], true),
    ],
    good: [
      // Large, and so is another.
      shop([16, 8], [12, 7]),
      // A gateway has many routes and no tables.
      shop([40, 0], [3, 2]),
      // All of them are small.
      shop([8, 4], [2, 1]),
    ],
  },
  services(judged, report) {
    if (programsOf(judged).length <= FEWEST || !hasManyTables(judged.map)) return;
    const sizes = serviceSizes(judged);
    for (const own of sizes) {
      const others = sizes.filter((one) => one !== own);
      if (others.length < FEWEST || !isFarLarger(own, others)) continue;
      const { service, equipment } = own.program;
      const next = { answers: most(others, 'answers'), tables: most(others, 'tables') };
      report(equipment.main, {
        wherever: true,
        message: `\`${service.name}\` answers ${own.answers} methods and routes, keeps ${own.tables} tables and has ${own.edges} exchanges with others; no other service has more than ${next.answers} and ${next.tables}. Most changes end here, wait for each other here, and fail together.`,
        evidence: own.places.slice(0, MOST_PLACES),
      });
    }
  },
});

/** Some service keeps as many tables as it takes, which is known without looking at code. */
function hasManyTables({ edges }: ServiceMap): boolean {
  const tables = Map.groupBy(
    edges.filter(({ kind }) => kind === 'table'),
    ({ from }) => from,
  );
  return [...tables.values()].some((own) => own.length >= LARGE.tables);
}

function isFarLarger(own: ServiceSize, others: readonly ServiceSize[]): boolean {
  return (['answers', 'tables'] as const).every(
    (what) => own[what] >= LARGE[what] && own[what] >= FAR * most(others, what),
  );
}

function most(sizes: readonly ServiceSize[], what: 'answers' | 'tables'): number {
  return Math.max(0, ...sizes.map((size) => size[what]));
}
