import type { GoIndex } from '../../go/index/go-index.ts';
import type { SourcePackage } from '../../go/index/source-package.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { deref, type NamedType } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { DRIVER, importsIn } from '../support/layers.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

/** Fields of interfaces of one's own that make it the package's habit. */
const FEWEST = 2;
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
        'bank/bank.go': 'package bank\n\nimport "database/sql"\n\ntype Client struct{ db *sql.DB }\n',
        'orders/express.go': express('first, second *bank.Client // want'),
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
      const type = deref(file.typeAt(file.tree.child(field, Field.type)));
      if (!own || file.isMain || type.kind !== 'named' || type.package === own.path || type.package === '') return;
      if (file.tree.ancestor(field, Kind.struct_type) === 0 || isTestCode(file) || isTooling(file)) return;
      if (!isAdapter(file.index, type)) return;
      const habit = heldInterfaces(own);
      if (habit.length < FEWEST) return;
      report(field, {
        message: `This holds \`${type.package.slice(type.package.lastIndexOf('/') + 1)}.${type.name}\` itself, while ${habit.length} fields beside it are interfaces of the package (\`${habit[0]}\`): it cannot be tested without what that talks to.`,
      });
    },
  },
});

/** A struct of another package of the repository that talks to a database or another service. */
function isAdapter(index: GoIndex, { package: path, name }: NamedType): boolean {
  const other = index.sourcePackage(path);
  if (other?.typeFact(name)?.underlying !== 'struct') return false;
  const { fields = [], uses = [] } = other.typeFact(name) ?? {};
  const talks = [...importsIn(other)].some((each) => DRIVER.test(each) || OUTWARD.test(each));
  return talks && fields.length > 0 && uses.length > 0;
}

/** Names of the package's interfaces that its structs hold, once for each field. */
function heldInterfaces(own: SourcePackage): string[] {
  const types = own.files.filter(({ path }) => !path.endsWith('_test.go')).flatMap(({ facts }) => facts.types);
  const interfaces = new Set(types.flatMap(({ name, underlying }) => (underlying === 'interface' ? [name] : [])));
  return types.flatMap(({ fields }) => fields.flatMap(({ type }) => (interfaces.has(type) ? [type] : [])));
}
