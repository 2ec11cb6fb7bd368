import { describe, expect, it } from 'vitest';
import { around } from '../../../../src/core/architect/context/around/around.ts';
import { consulting } from '../../../support/example-pull.ts';
import { memoryPull } from '../../../support/memory-pull.ts';

const BASE = {
  'go.mod': 'module example.com/shop\n\ngo 1.25\n',
  'internal/orders/service.go': `package orders

import "example.com/shop/internal/money"

type Saver interface{ Save(id string) error }

type Service struct{ saver Saver }

func New(saver Saver) *Service { return &Service{saver: saver} }

func (s *Service) Place(id string) error {
	return s.saver.Save(id)
}

func total(cents int64) string { return money.Format(cents) }
`,
  'internal/orders/service_test.go': `package orders

import "testing"

func TestPlace(t *testing.T) { _ = New(nil).Place("1") }
`,
  'internal/money/money.go': `package money

func Format(cents int64) string { return "" }

func Parse(text string) int64 { return 0 }
`,
  'internal/store/store.go': `package store

type Store struct{}

func (s *Store) Save(id string) error {
	return nil
}
`,
  'cmd/orders/main.go': `package main

import "example.com/shop/internal/orders"

func serve() { _ = orders.New(nil).Place("1") }
`,
  'deploy/orders.yaml': 'kind: Deployment\n',
};

async function shown(head: Partial<Record<keyof typeof BASE, string>> & Record<string, string>): Promise<string[]> {
  const pull = memoryPull(BASE, { ...BASE, ...head });
  const { indexes } = await consulting(pull);
  return around(pull.change, indexes.head, pull.base).map(({ path, from, why }) => `${path}:${from} ${why}`);
}

const edited = (path: keyof typeof BASE, from: string, to: string) => ({ [path]: BASE[path].replace(from, to) });

describe('what surrounds a change', () => {
  it('is who calls a changed method, what tests it, what it belongs to and newly uses', async () => {
    const found = await shown(
      edited('internal/orders/service.go', 'return s.saver.Save(id)', '_ = money.Parse(id)\n\treturn s.saver.Save(id)'),
    );
    expect(found).toEqual(
      expect.arrayContaining([
        'cmd/orders/main.go:5 calls Place',
        'internal/orders/service_test.go:5 tests Place',
        'internal/orders/service.go:7 receiver of Place',
        'internal/orders/service.go:9 makes a Service',
        'internal/money/money.go:5 used by Place',
      ]),
    );
    expect(found.filter((row) => row.includes('internal/orders/service.go:11'))).toEqual([]);
    expect(found.filter((row) => row.includes('money.go:3'))).toEqual([]);
  });

  it('is who calls it through an interface, and the interface', async () => {
    const found = await shown(edited('internal/store/store.go', 'return nil', 'panic(id)'));
    expect(found).toEqual(
      expect.arrayContaining([
        'internal/orders/service.go:11 calls Save',
        'internal/orders/service.go:5 Store satisfies it',
      ]),
    );
  });

  it('is what implements a changed interface', async () => {
    const found = await shown(
      edited('internal/orders/service.go', 'interface{ Save(id string) error }', 'interface { Save(id string) error }'),
    );
    expect(found).toContain('internal/store/store.go:5 implements Saver');
  });

  it('is the file that stands where a new one does', async () => {
    const found = await shown({
      'cmd/refunds/main.go': 'package main\n\nfunc main() {}\n',
      'deploy/refunds.yaml': 'kind: Deployment\n',
    });
    expect(found).toEqual([
      'cmd/orders/main.go:5 stands where cmd/refunds/main.go does in another part',
      'deploy/orders.yaml:1 stands where deploy/refunds.yaml does in another part',
    ]);
  });
});
