import { pathMatcher } from '../../config/glob.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { importsOf, type SourcePackage } from '../../go/index/source-package.ts';
import { dirOf } from '../../go/modules.ts';
import { remembered, rememberedBy } from '../../go/remember.ts';
import { type Territory, territoriesOf, within } from '../../services/map/territory.ts';
import { closureOf } from '../../services/reach/closure.ts';
import { defineStandard } from '../standard.ts';

/** What a service keeps for others: contracts, clients of its own, what calls itself shared. */
const FOR_OTHERS =
  /(?:^|\/)(?:apis?|v\d+\w*|protos?|protobuf|pb|gen|generated|genproto|clients?|contracts?|events?|messages|sdk|shared|common|pkg|public|types|testutils?|testing|mocks?|[a-z\d_]*(?:pb|connect|client|contracts|api))(?:\/|$)/;
/** Programs for developers, and what generators fill in. */
const FOR_DEVELOPERS = /(?:^|\/)(?:tools?|hack|scripts?|templates?|scaffold\w*)\//;
/** Programs that run parts of many services in one process. */
const MANY = 3;

const MAIN = 'package main\n\nimport "net/http"\n\nfunc main() { _ = http.ListenAndServe(":80", nil) }\n';
const COMPOSE = 'services:\n  orders: {build: services/orders}\n  stock: {build: services/stock}\n';
const DOCKERFILE =
  'FROM golang:1.25 AS b\nCOPY . /src\nWORKDIR /src\nRUN go build -o /app .\nFROM scratch\nCOPY --from=b /app /app\nENTRYPOINT ["/app"]\n';
const STORE = 'package store\n\nfunc Reserve() {}\n';
const imports = (path: string, use: string, want = '') =>
  `package main\n\nimport (\n\t"net/http"\n\n\t"${path}"${want}\n)\n\nfunc main() {\n\t${use}\n\t_ = http.ListenAndServe(":80", nil)\n}\n`;
const SHOP = {
  'compose.yaml': COMPOSE,
  'services/orders/Dockerfile': DOCKERFILE,
  'services/stock/Dockerfile': DOCKERFILE,
  'services/stock/main.go': MAIN,
  'services/stock/store/store.go': STORE,
};

export const crossServiceImport = defineStandard({
  id: 'architecture/cross-service-import',
  severity: 'high',
  lane: 'D',
  flags: ['distributed-monolith'],
  title: 'Service built of another service’s code',
  why: 'A service that imports packages from inside another one shares its types, its tables and its release: a change there has to be built, tested and rolled out here as well, and during a rollout both versions run against each other. The boundary that the network draws is gone, while its cost stays.',
  fix: 'Call the other service over its contract, or move what both need into a package that belongs to neither. Directories that are meant for others are declared in `.github/architect.yml`:\n\n```yaml\nshared: [services/*/contract/**]\n```',
  references: [
    'https://martinfowler.com/articles/microservices.html',
    'https://go.dev/doc/modules/layout#server-project',
    'https://learn.microsoft.com/en-us/azure/architecture/microservices/model/microservice-boundaries',
  ],
  examples: {
    bad: [
      {
        ...SHOP,
        'services/orders/main.go': imports('example.com/service/services/stock/store', 'store.Reserve()', ' // want'),
      },
      // An import under another name, in a package that the program reaches.
      {
        ...SHOP,
        'services/orders/main.go': imports('example.com/service/services/orders/place', 'place.Place()'),
        'services/orders/place/place.go':
          'package place\n\nimport stock "example.com/service/services/stock/store" // want\n\nfunc Place() { stock.Reserve() }\n',
      },
      // Programs in cmd/, without any manifest; a helper of the other program.
      {
        'cmd/gateway/main.go': imports('example.com/service/cmd/worker/queue', 'queue.Push()', ' // want'),
        'cmd/worker/main.go': MAIN,
        'cmd/worker/queue/queue.go': 'package queue\n\nfunc Push() {}\n',
      },
      // Programs apart from their code.
      {
        'cmd/orders/main.go': imports('example.com/service/internal/orders', 'orders.Place()'),
        'cmd/payments/main.go': imports('example.com/service/internal/payments', 'payments.Pay()'),
        'internal/orders/orders.go':
          'package orders\n\nimport "example.com/service/internal/payments" // want\n\nfunc Place() { payments.Pay() }\n',
        'internal/payments/payments.go': 'package payments\n\nfunc Pay() {}\n',
      },
    ],
    good: [
      // A library that is called like a service, with no other service's code beside it.
      {
        'cmd/auth/main.go': imports('example.com/service/internal/auth', 'auth.Check()'),
        'cmd/orders/main.go': imports('example.com/service/internal/auth', 'auth.Check()'),
        'internal/auth/auth.go': 'package auth\n\nfunc Check() {}\n',
      },
      // What neither owns.
      {
        ...SHOP,
        'services/orders/main.go': imports('example.com/service/internal/money', 'money.Zero()'),
        'internal/money/money.go': 'package money\n\nfunc Zero() {}\n',
      },
      // A program among the packages of all does not own them.
      {
        'compose.yaml':
          'services:\n  orders: {build: cmd/orders}\n  stock: {build: cmd/stock}\n  crds: {build: pkg/crds}\n',
        'cmd/orders/Dockerfile': DOCKERFILE,
        'cmd/stock/Dockerfile': DOCKERFILE,
        'pkg/crds/Dockerfile': DOCKERFILE,
        'cmd/stock/main.go': MAIN,
        'pkg/crds/main.go': MAIN,
        'pkg/store/store.go': STORE,
        'cmd/orders/main.go': imports('example.com/service/pkg/store', 'store.Reserve()'),
      },
      // A contract and a client that the other service keeps for its callers.
      {
        ...SHOP,
        'services/stock/api/api.go': 'package api\n\nconst Path = "/stock"\n',
        'services/stock/stockclient/client.go': 'package stockclient\n\nfunc Get() {}\n',
        'services/orders/main.go': imports('example.com/service/services/stock/stockclient', 'stockclient.Get()'),
        'services/orders/routes.go':
          'package main\n\nimport "example.com/service/services/stock/api"\n\nvar path = api.Path\n',
      },
      // The client that a generator wrote beside the other program, and the messages that both know.
      {
        ...SHOP,
        'services/stock/stock/stock.go':
          '// Code generated by goctl. DO NOT EDIT!\npackage stock\n\nfunc NewStock() {}\n',
        'services/stock/jobs/payload.go': 'package jobs\n\ntype Payload struct{ ID string }\n',
        'services/orders/main.go': imports('example.com/service/services/stock/stock', 'stock.NewStock()'),
        'services/orders/jobs.go':
          'package main\n\nimport "example.com/service/services/stock/jobs"\n\nvar job jobs.Payload\n',
      },
      // A program that lies in the other's directory is its own.
      {
        'backend/main.go': MAIN,
        'backend/store/store.go': STORE,
        'backend/cmd/migrate/main.go': imports('example.com/service/backend/store', 'store.Reserve()'),
        'mail/main.go': MAIN,
      },
      // One service with two programs.
      {
        'services/stock/cmd/server/main.go': imports('example.com/service/services/stock/store', 'store.Reserve()'),
        'services/stock/cmd/migrate/main.go':
          'package main\n\nimport "example.com/service/services/stock/store"\n\nfunc main() { store.Reserve() }\n',
        'services/stock/store/store.go': STORE,
        'services/mail/cmd/server/main.go': MAIN,
      },
      // A test, and a tool that nobody deploys.
      {
        ...SHOP,
        'services/orders/main.go': MAIN,
        'services/orders/main_test.go':
          'package main\n\nimport "example.com/service/services/stock/store"\n\nvar reserve = store.Reserve\n',
        'tools/seed/main.go':
          'package main\n\nimport "example.com/service/services/stock/store"\n\nfunc main() { store.Reserve() }\n',
      },
    ],
  },
  services({ map, index, shared }, report) {
    const territories = territoriesOf(map.services, index);
    const holders = holdersOf(territories);
    const isShared = pathMatcher(shared);
    for (const own of territories.filter(({ service }) => !FOR_DEVELOPERS.test(service.main ?? ''))) {
      const found = crossingsOf(own, holders, index).filter(({ to }) => !isShared(`${to}/x.go`));
      const owners = new Set(found.map(({ owner }) => owner));
      const inMain = (path: string) => dirOf(path) === own.service.main;
      // A program whose main puts parts of others together is meant to be built of them.
      const joins = new Set(found.flatMap(({ path, owner }) => (inMain(path) ? [owner] : []))).size > 1;
      for (const { path, line, text, to, owner, dir } of found)
        report(
          { path, line, text },
          {
            ...hintAtMost(owner, dir, joins && inMain(path) ? MANY : owners.size),
            message: `\`${own.service.name}\` is built of \`${to}\`, which lies inside of \`${owner.service.name}\` (\`${dir}\`): what is changed there for the one is changed for the other.`,
            evidence: owner.service.evidence.slice(0, 1),
          },
        );
    }
  },
});

/** What only lies in a directory of the service's name need not be its own, and a program of many is meant to be. */
function hintAtMost(owner: Territory, dir: string, owners: number): { lane?: 'H'; severity?: 'low' } {
  if (owners >= MANY) return { lane: 'H', severity: 'low' };
  return within(owner.service.main ?? '', dir) ? {} : { lane: 'H' };
}

interface Crossing {
  path: string;
  line: number;
  text: string;
  /** Directory that is imported. */
  to: string;
  owner: Territory;
  /** The owner's directory that holds it. */
  dir: string;
}

/** Imports of what others own, by files of a service that its program is built of. */
function crossingsOf(own: Territory, holders: Holders, index: GoIndex): Crossing[] {
  const isOwn = (dir: string) => own.dirs.some((one) => within(dir, one));
  const found: Crossing[] = [];
  for (const built of closureOf(index, own.service.main ?? '')) {
    for (const file of built.files) {
      if (file.path.endsWith('_test.go') || !isOwn(dirOf(file.path))) continue;
      for (const { path, line } of importsOf(file)) {
        const imported = index.sourcePackage(path);
        const to = dirOf(imported?.files[0]?.path ?? '');
        if (!imported || to === '' || isOwn(to) || isContract(imported)) continue;
        // A program in the other's directory is another program of the same service.
        for (const { owner, dir } of holders(to))
          if (!FOR_OTHERS.test(to.slice(dir.length + 1)) && !within(own.service.main ?? '', dir))
            found.push({ path: file.path, line, text: `import "${path}"`, to, owner, dir });
      }
    }
  }
  return found;
}

/** Generated clients and messages, or types with nothing to run: what both sides of an interface need. */
const isContract = rememberedBy(({ files }: SourcePackage): boolean => {
  const facts = files.filter(({ path }) => !path.endsWith('_test.go')).map((file) => file.facts);
  return facts.every(({ generated }) => generated) || facts.every(({ functions }) => functions.length === 0);
});

/** The territories that a directory lies in, each with its directory that holds it. */
type Holders = (dir: string) => readonly { owner: Territory; dir: string }[];

function holdersOf(territories: readonly Territory[]): Holders {
  const byDir = Map.groupBy(
    territories.flatMap((owner) => owner.dirs.map((dir) => ({ owner, dir }))),
    ({ dir }) => dir,
  );
  return remembered((dir: string) => {
    const held = ancestorsOf(dir).flatMap((above) => byDir.get(above) ?? []);
    return [...new Map(held.map((one) => [one.owner, one])).values()];
  });
}

/** A directory and those that it lies in, outermost first. */
function ancestorsOf(dir: string): string[] {
  const parts = dir.split('/');
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}
