import { beforeAll, describe, expect, it } from 'vitest';
import type { Workshop } from '../../../../src/core/architect/tools/tool.ts';
import { Toolbox } from '../../../../src/core/architect/tools/toolbox.ts';
import { parseRepoConfig } from '../../../../src/core/config/repo-config.ts';
import { sightOf } from '../../../../src/pipeline/consult.ts';
import { consulting } from '../../../support/example-pull.ts';
import { memoryPull } from '../../../support/memory-pull.ts';

const SERVICE = `package orders

import "context"

type Store interface{ Save(ctx context.Context, id string) error }

type Service struct{ store Store }

func (s *Service) Place(ctx context.Context, id string) error { return s.store.Save(ctx, id) }
`;
const STORE = `package store

import "context"

type Postgres struct{}

func (p *Postgres) Save(ctx context.Context, id string) error { return nil }
`;
const KEY = ['ghp_', 'aB3dE5fG7hI9jK1lM2nO4pQ6rS8tU0vW2xY4'].join('');
const FILES = {
  'go.mod': 'module example.com/shop\n\ngo 1.25\n',
  'internal/orders/service.go': SERVICE,
  'internal/store/postgres.go': STORE,
  'deploy/orders.yaml': `env:\n  - name: ORDERS_TOPIC\n    value: orders.placed\n  - name: T\n    value: ${KEY}\n`,
  'secret/plan.md': 'ORDERS_TOPIC is renamed next week\n',
};

let workshop: Workshop;

beforeAll(async () => {
  const pull = memoryPull({ ...FILES, 'old.md': 'gone' }, FILES);
  const { config } = parseRepoConfig('model:\n  exclude_paths: [secret]\n');
  const { indexes } = await consulting(pull);
  const commits = [
    { id: 'c'.repeat(40), message: 'Rename the topic\n\nbody', paths: ['deploy/orders.yaml', 'secret/plan.md'] },
  ];
  workshop = { sight: sightOf(pull, config), indexes, maps: null, commits };
});

async function ask(name: string, input: unknown): Promise<{ text: string; failed: boolean }> {
  const { result, failed } = await new Toolbox(workshop, () => 0).run({ id: '1', name, input });
  return { text: result.split('\n').slice(1, -1).join('\n'), failed };
}

describe('the tools', () => {
  it.each([
    [
      'read_file',
      { side: 'head', path: 'internal/store/postgres.go', from: 5, to: 7 },
      /^5 {2}type Postgres[\s\S]*\(lines 5 to 7 of 7\)$/,
    ],
    ['read_file', { side: 'base', path: 'old.md', from: 0, to: 9_000 }, /^1 {2}gone\n\(lines 1 to 1 of 1\)$/],
    ['list_files', { side: 'head', directory: 'internal' }, /^orders\/ 1\nstore\/ 1$/],
    ['search_text', { side: 'head', text: 'ORDERS_TOPIC', glob: null }, /^deploy\/orders.yaml:2 - name: ORDERS_TOPIC$/],
    ['search_text', { side: 'head', text: 'Save(', glob: '**/store/*.go' }, /^internal\/store\/postgres.go:7 func/],
    [
      'find_symbol',
      { side: 'head', name: 'Place' },
      /^internal\/orders\/service.go:9-9 func \(\*Service\) Place\(ctx context.Context, id string\) \(error\)$/,
    ],
    [
      'references',
      { side: 'head', name: 'Save' },
      /^internal\/orders\/service.go:9 in Place\n {2}9 {2}func \(s \*Service\) Place/,
    ],
    [
      'implementations',
      { side: 'head', interface: 'Store' },
      /interface Store: Save\n {2}internal\/store\/postgres.go:7 Postgres$/,
    ],
    ['history', { path: 'deploy/orders.yaml' }, /^cccccccccc Rename the topic$/],
  ])('%s %j', async (name, input, wanted) => {
    const { text, failed } = await ask(name, input);
    expect(text).toMatch(wanted);
    expect(failed).toBe(false);
  });
});

describe('what the tools do not show', () => {
  it.each([
    ['read_file', { side: 'head', path: 'secret/plan.md', from: 1, to: 9 }],
    ['read_file', { side: 'head', path: '../outside', from: 1, to: 9 }],
    ['read_file', { side: 'head', path: '/etc/passwd', from: 1, to: 9 }],
    ['read_file', { side: 'head', path: 'old.md', from: 1, to: 9 }],
    ['read_file', { side: 'head', path: 'go.mod', from: 1, to: 9, also: 'this' }],
    ['service_edges', { side: 'head', service: 'orders' }],
    ['write_file', { path: 'go.mod' }],
    ['search_text', { side: 'head', text: 'x', glob: null }],
    ['search_text', { side: 'head', text: 'xyz', glob: '!(a)' }],
  ])('%s %j', async (name, input) => {
    expect((await ask(name, input)).failed).toBe(true);
  });

  it('hides what is kept from the model and what is secret', async () => {
    const found = [
      await ask('list_files', { side: 'head', directory: '' }),
      await ask('search_text', { side: 'head', text: 'next week', glob: null }),
      await ask('search_text', { side: 'head', text: KEY, glob: null }),
      await ask('history', { path: 'secret/plan.md' }),
      await ask('read_file', { side: 'head', path: 'deploy/orders.yaml', from: 1, to: 9 }),
    ].map(({ text }) => text);
    expect(found.slice(0, 4)).toEqual([
      'deploy/ 1\ngo.mod\ninternal/ 2',
      'no line holds it',
      'no line holds it',
      'no commit is known to touch it',
    ]);
    expect(found[4]).toMatch(/value: \[secret [0-9a-f]{4}\]/);
  });
});

describe('the bounds', () => {
  const call = { id: '1', name: 'list_files', input: { side: 'head', directory: '' } };
  const generous = { calls: 99, characters: 9_999, longest: 99, ms: 999 };

  it.each([
    ['calls', { ...generous, calls: 2 }, 0],
    ['characters', { ...generous, characters: 40 }, 0],
    ['time', { ...generous, ms: 10 }, 5],
  ])('of %s end the look-ups', async (_, limits, step) => {
    let time = 0;
    const tick = () => {
      time += step;
      return time;
    };
    const toolbox = new Toolbox(workshop, tick, limits);
    const failures: boolean[] = [];
    for (let n = 0; n < 10; n++) failures.push((await toolbox.run(call)).failed);
    expect(failures.slice(0, 4)).toEqual([false, false, true, true]);
    expect(toolbox.isRefusing).toBe(true);
  });

  it('cut what is too long', async () => {
    const { result } = await new Toolbox(workshop, () => 0, { ...generous, longest: 6 }).run(call);
    expect(result).toContain('deploy\n… (cut; ask for less)');
  });
});
