import type { GoIndex } from '../../go/index/go-index.ts';
import type { SourcePackage } from '../../go/index/source-package.ts';
import { Field } from '../../go/syntax/grammar.ts';
import { NONE } from '../../go/syntax/tree.ts';
import { deref } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { DRIVER } from '../support/layers.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

/** Fields of interfaces of one's own that make it the package's habit. */
const FEWEST = 2;
/** What is done less often than once beside so many fields of the other kind is no habit of its own. */
const RARE = 2;
const OUTWARD = /^(?:net\/http|google\.golang\.org\/grpc|net\/smtp)$/;

const SERVICE = `package orders

type Payments interface{ Pay() error }

type Stock interface{ Reserve() error }

type Service struct {
	payments Payments
	stock    Stock
}
`;
const CLIENT =
  'package bank\n\nimport "net/http"\n\ntype Client struct{ http http.Client }\n\nfunc (c *Client) Pay() error { return nil }\n';
const express = (field: string) => `package orders

import "example.com/service/bank"

type Express struct {
	${field}
}

var _ bank.Client
`;

export const concreteDependency = defineStandard({
  id: 'quality/concrete-dependency',
  severity: 'low',
  lane: 'H',
  flags: [],
  title: 'Use case that holds an adapter instead of an interface',
  why: 'A use case that holds the client itself cannot be tested without what the client talks to, and cannot get another one. Its neighbours name what they need in an interface of their own; this one is bound to how the answer is come by.',
  fix: 'Hold an interface of this package with the methods that are used, and hand the client in where the program is put together.',
  references: [
    'https://go.dev/wiki/CodeReviewComments#interfaces',
    'https://alistair.cockburn.us/hexagonal-architecture',
  ],
  examples: {
    bad: [
      {
        'orders/service.go': SERVICE,
        'bank/bank.go': CLIENT,
        'orders/express.go': express('bank *bank.Client // want'),
      },
      {
        'orders/service.go': SERVICE,
        'bank/bank.go': CLIENT,
        'orders/express.go': express('bank bank.Client // want'),
      },
      {
        'orders/service.go': SERVICE,
        'bank/bank.go':
          'package bank\n\nimport "database/sql"\n\ntype Client struct{ db *sql.DB }\n\nfunc (c *Client) Pay() {}\n',
        'orders/express.go': express('first *bank.Client // want'),
      },
    ],
    good: [
      { 'orders/service.go': SERVICE, 'bank/bank.go': CLIENT, 'orders/express.go': express('bank Payments') },
      // No habit of the package.
      { 'bank/bank.go': CLIENT, 'orders/express.go': express('bank *bank.Client') },
      // What it holds talks to nobody.
      {
        'orders/service.go': SERVICE,
        'bank/bank.go': 'package bank\n\ntype Client struct{ limit int }\n',
        'orders/express.go': express('bank *bank.Client'),
      },
    ],
  },
  go: {
    field_declaration(field, file, report) {
      const own = file.package;
      const node = file.tree.child(field, Field.type);
      const type = deref(file.typeAt(node));
      if (!own || file.isMain || type.kind !== 'named' || type.package === own.path || type.package === '') return;
      if (file.tree.child(field, Field.name) === NONE || isTestCode(file) || isTooling(file)) return;
      if (!isAdapter(file.index, type)) return;
      const habit = heldInterfaces(own);
      if (habit.length < FEWEST || heldAdapters(file.index, own) * RARE > habit.length) return;
      report(field, {
        message: `This holds \`${type.package.slice(type.package.lastIndexOf('/') + 1)}.${type.name}\` itself, while ${habit.length} fields of the package are interfaces of its own (\`${habit[0]}\`): it cannot be tested without what that talks to.`,
      });
    },
  },
});

/** A struct of another package of the repository that has a client or a connection, and something to ask of it. */
function isAdapter(index: GoIndex, { package: path, name }: { package: string; name: string }): boolean {
  const other = index.sourcePackage(path);
  const fact = other?.typeFact(name);
  if (!other || fact?.underlying !== 'struct') return false;
  const file = other.files.find(({ facts }) => facts.types.includes(fact));
  const talks = fact.fields.some(({ type }) => {
    const [, alias = ''] = /^\*?(\w+)\./.exec(type) ?? [];
    const from = file && alias !== '' ? index.qualifier(file.facts, alias) : null;
    return from !== null && from !== undefined && CONNECTION.test(type) && (DRIVER.test(from) || OUTWARD.test(from));
  });
  return talks && other.files.some(({ facts }) => facts.functions.some(({ receiver }) => receiver?.type === name));
}

const CONNECTION = /\.(?:\w*Client|ClientConn\w*|Conn|DB|Pool|Connection|Channel|Writer|Reader|Producer)$/;

/** Fields of the package's structs that hold an adapter. */
function heldAdapters(index: GoIndex, own: SourcePackage): number {
  let count = 0;
  for (const { path, facts } of own.files)
    for (const { type } of path.endsWith('_test.go') ? [] : facts.types.flatMap(({ fields }) => fields)) {
      const [, alias = '', name = ''] = /^\*?(\w+)\.(\w+)$/.exec(type) ?? [];
      const from = alias === '' ? null : index.qualifier(facts, alias);
      if (from !== null && isAdapter(index, { package: from, name })) count++;
    }
  return count;
}

/** Names of the package's interfaces that its structs hold, once for each field. */
function heldInterfaces(own: SourcePackage): string[] {
  const types = own.files.filter(({ path }) => !path.endsWith('_test.go')).flatMap(({ facts }) => facts.types);
  const interfaces = new Set(types.flatMap(({ name, underlying }) => (underlying === 'interface' ? [name] : [])));
  return types.flatMap(({ fields }) => fields.flatMap(({ type }) => (interfaces.has(type) ? [type] : [])));
}
