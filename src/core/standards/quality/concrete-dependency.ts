import type { GoIndex } from '../../go/index/go-index.ts';
import type { SourcePackage } from '../../go/index/source-package.ts';
import { isExported } from '../../go/names.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE } from '../../go/syntax/tree.ts';
import { deref, type NamedType } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { adapterField, dependenciesOf, isAdapter } from '../support/adapters.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';
import { isUseCase } from '../support/use-cases.ts';

const STOCK = `package stock

import (
	"context"
	"database/sql"
)

type Store struct{ db *sql.DB }

func (s *Store) Take(ctx context.Context) error { return nil }
`;

export const concreteDependency = defineStandard({
  id: 'quality/concrete-dependency',
  severity: 'low',
  lane: 'H',
  flags: [],
  title: 'Use case on a concrete adapter',
  why: 'A use case that holds the client of a database or of another service itself cannot be tested without that server, and every change of the client reaches the business code. Beside dependencies that are interfaces it is mostly an oversight: the one call that nobody can replace, time out or break off in one place.',
  fix: 'Say in the package that uses it what it needs, as an interface, and hand the adapter in where the program is put together.\n\n```go\ntype Payments interface {\n\tAuthorize(ctx context.Context, order Order) (string, error)\n}\n```',
  references: [
    'https://go.dev/wiki/CodeReviewComments#interfaces',
    'https://alistair.cockburn.us/hexagonal-architecture/',
    'https://threedots.tech/post/introducing-clean-architecture/',
  ],
  examples: {
    bad: [
      {
        'orders/express.go': `package orders

import (
	"context"

	bank "example.com/service/payments/acquirer"
)

type Service struct{ payments Payments }

type Payments interface {
	Authorize(ctx context.Context, order string) error
}

type Express struct {
	*Service
	acquirer *bank.Client // want
}

func (e *Express) Place(ctx context.Context, order string) error { return e.acquirer.Authorize(ctx, order) }
`,
        'payments/acquirer/client.go': `package acquirer

import (
	"context"
	"net/http"
)

type Client struct {
	url  string
	http *http.Client
}

func (c *Client) Authorize(ctx context.Context, order string) error { return nil }
`,
      },
      // By value, and beside a port that is declared elsewhere.
      {
        'usecase/order.go': `package usecase

import (
	"context"

	"example.com/service/broker"
	"example.com/service/domain"
)

type OrderUsecase struct {
	repo   domain.OrderRepository
	broker broker.Events // want
}

func (u *OrderUsecase) Place(ctx context.Context, id string) error { return u.broker.Publish(ctx, id) }
`,
        'domain/order.go': `package domain

import "context"

type OrderRepository interface {
	Save(ctx context.Context, id string) error
}
`,
        'broker/events.go': `package broker

import (
	"context"

	amqp "github.com/rabbitmq/amqp091-go"
)

type Events struct{ channel *amqp.Channel }

func (e Events) Publish(ctx context.Context, id string) error { return nil }
`,
      },
      {
        'checkout/checkout.go': `package checkout

import (
	"context"

	"example.com/service/stock"
)

type prices interface {
	Of(ctx context.Context, sku string) (int, error)
}

type Checkout[T any] struct {
	prices prices
	stock  *stock.Store // want
}

func (c *Checkout[T]) Buy(ctx context.Context, sku string) error { return c.stock.Take(ctx) }
`,
        'stock/store.go': STOCK,
      },
    ],
    good: [
      // No port at all: this repository goes by concrete types.
      {
        'orders/service.go': `package orders

import (
	"context"

	"example.com/service/stock"
)

type Service struct{ stock *stock.Store }

func (s *Service) Place(ctx context.Context) error { return s.stock.Take(ctx) }
`,
        'stock/store.go': STOCK,
      },
      // A part that speaks to nobody outside; a logger is no port.
      {
        'orders/service.go': `package orders

import (
	"context"

	"example.com/service/pricing"
	"example.com/service/stock"
)

type Stock interface{ Take(ctx context.Context) error }

type Logger interface{ Info(text string) }

type Service struct {
	stock  Stock
	prices *pricing.Table
}

func (s *Service) Place(ctx context.Context) error { return s.stock.Take(ctx) }

type Report struct {
	log   Logger
	store *stock.Store
}

func (r *Report) Write(ctx context.Context) error { return r.store.Take(ctx) }
`,
        'pricing/table.go': 'package pricing\n\ntype Table struct{ cents map[string]int }\n',
        'stock/store.go': STOCK,
      },
      // What puts the program together, and what serves it.
      {
        'app/app.go': `package app

import (
	"context"
	"net/http"

	"example.com/service/stock"
)

type Mailer interface{ Send(ctx context.Context) error }

type Dependencies struct {
	Mailer Mailer
	Store  *stock.Store
}

func (d *Dependencies) Start(ctx context.Context) error { return nil }

type web struct {
	mailer Mailer
	store  *stock.Store
}

func (p *web) ServeHTTP(w http.ResponseWriter, r *http.Request) {}

func (p *web) warm(ctx context.Context) error { return p.store.Take(ctx) }
`,
        'stock/store.go': STOCK,
      },
    ],
  },
  go: {
    field_declaration(field, file, report) {
      const { tree } = file;
      const written = tree.child(field, Field.type);
      const own = file.package;
      if (!own || file.isMain || !tree.textOf(written).includes('.')) return;
      const spec = tree.ancestor(field, Kind.type_spec);
      const holder = spec === NONE ? '' : tree.textOf(tree.child(spec, Field.name));
      if (!isUseCase(file, own, holder) || isTestCode(file) || isTooling(file)) return;
      const adapter = deref(file.typeAt(written));
      if (!isAdapter(file.index, own, adapter)) return;
      const { ports, adapters } = dependenciesOf(file.index, own, holder);
      const [port] = ports;
      if (port === undefined || ports.length < adapters) return;
      const through = adapterField(file.index, adapter);
      const asked = portFor(own, methodsOf(file.index, adapter));
      report(field, {
        message: `\`${holder}\` knows \`${port}\` as an interface, but \`${tree.textOf(written)}\` itself, which speaks to the outside through its \`${through}\`: no test can replace it, and the use case changes with its client.${asked ? ` \`${asked.name}\` in this package already asks for \`${asked.method}\`.` : ''}`,
      });
    },
  },
});

function methodsOf(index: GoIndex, { package: path, name }: NamedType): Set<string> {
  const files = index.sourcePackage(path)?.files ?? [];
  return new Set(
    files.flatMap(({ facts }) =>
      facts.functions.filter((fact) => fact.receiver?.type === name && isExported(fact.name)).map((fact) => fact.name),
    ),
  );
}

/** An interface of the package that lists one of the methods: the port that was passed by. */
function portFor(own: SourcePackage, methods: ReadonlySet<string>): { name: string; method: string } | null {
  for (const { facts } of own.files) {
    for (const { name, underlying, methods: listed } of facts.types) {
      const shared = underlying === 'interface' ? listed.find((method) => methods.has(method.name)) : undefined;
      if (shared && !/^(?:Close|Ping|String|Name|Start|Stop|Run)$/.test(shared.name))
        return { name, method: shared.name };
    }
  }
  return null;
}
