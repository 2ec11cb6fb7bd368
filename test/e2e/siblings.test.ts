import { afterEach, beforeEach, expect, it } from 'vitest';
import { type GitSandbox, gitSandbox } from '../core/change/git-sandbox.ts';
import { generated } from '../core/services/edges/helpers.ts';
import { client, repository, serving } from '../core/services/siblings/repositories.ts';
import { architect } from './command.ts';

const STOCK = generated('stock', 'Stock', 'Reserve');
const PROTO = `syntax = "proto3";
package shop.stock;
service Stock {
  rpc Reserve(ReserveRequest) returns (ReserveReply);
}
message ReserveRequest { string sku = 1; }
message ReserveReply {}
`;

let stock: GitSandbox;
let orders: GitSandbox;
beforeEach(() => {
  [stock, orders] = [gitSandbox(), gitSandbox()];
  write(stock, {
    'gen/stock/stock_grpc.pb.go': STOCK,
    'cmd/stock/main.go': serving('acme.example/stock/gen/stock', 'Stock'),
    'stock.proto': PROTO,
    '.github/architect.yml': 'siblings: [acme/orders]\n',
  });
  write(orders, {
    'gen/stock/stock_grpc.pb.go': STOCK,
    'cmd/orders/main.go': client('acme.example/orders/gen/stock', 'Stock', 'Reserve'),
    Procfile: 'orders: go run ./cmd/orders\n',
  });
});
afterEach(() => {
  stock.dispose();
  orders.dispose();
});

function write(git: GitSandbox, files: Record<string, string>) {
  const name = git === stock ? 'stock' : 'orders';
  for (const [path, text] of Object.entries(repository(name, files))) git.write(path, text);
  git.commit();
}

it('a call that leaves a checkout leads into the one beside it', async () => {
  const { stdout, stderr } = await architect([
    'map',
    orders.folder,
    '--sibling',
    `acme/stock=${stock.folder}`,
    '--format',
    'table',
  ]);
  expect(stdout).toMatch(
    /^ {3}orders → acme\/stock: stock {2}grpc {2}\/shop\.stock\.Stock\/Reserve {2}cmd\/orders\/main\.go:\d+$/m,
  );
  expect(stderr).toBe('');
});

it('a changed message tells who calls with it in the other checkout', async () => {
  stock.git('checkout', '-q', '-b', 'change');
  stock.write('stock.proto', PROTO.replace('string sku = 1', 'int64 sku = 1'));
  stock.commit();
  const args = ['review', '--repo', stock.folder, '--base', 'main', '--no-model', '--fail-on', 'never'];
  const { stdout } = await architect([...args, '--sibling', `acme/orders=${orders.folder}`]);
  expect(stdout).toContain('In other repositories');
  expect(stdout.replace(/\s+/g, ' ')).toMatch(
    /\/shop\.stock\.Stock\/Reserve \(method, changed\) stock\.proto:4: used by acme\/orders: orders acme\/orders:cmd\/orders\/main\.go:\d+/,
  );
  expect(stdout).toContain('1 sibling read: acme/orders');
  // The finding says so, too.
  expect(stdout.replace(/\s+/g, ' ')).toMatch(
    /Used by .?acme\/orders: orders.? \(acme\/orders:cmd\/orders\/main\.go:\d+\)/,
  );
});

it('a message that stands in another file than the methods is felt by who calls them', async () => {
  const messages = PROTO.replace(/service [^}]*\}\n/, '');
  stock.write('stock.proto', PROTO.replace(/^message .*\n/gm, ''));
  stock.write('messages.proto', messages);
  stock.commit();
  stock.git('checkout', '-q', '-b', 'change');
  stock.write('messages.proto', messages.replace('string sku', 'int64 sku'));
  stock.commit();
  const args = [
    'review',
    '--repo',
    stock.folder,
    '--base',
    'main',
    '--no-model',
    '--fail-on',
    'never',
    '--format',
    'json',
  ];
  const { stdout } = await architect([...args, '--sibling', `acme/orders=${orders.folder}`]);
  const { impact, findings } = JSON.parse(stdout) as {
    impact: { elsewhere?: { name: string; change: string; by: { service: string }[] }[] };
    findings: { standard: string; message: string }[];
  };
  expect(impact.elsewhere?.map(({ name, change, by }) => [name, change, by.map(({ service: who }) => who)])).toEqual([
    ['/shop.stock.Stock/Reserve', 'changed', ['acme/orders: orders']],
  ]);
  expect(findings.find(({ standard }) => standard === 'api/proto-breaking')?.message).toContain(
    'Used by `acme/orders: orders`',
  );
});

it('a recorded review runs again without the checkouts', async () => {
  stock.git('checkout', '-q', '-b', 'change');
  stock.write('stock.proto', PROTO.replace('string sku', 'int64 sku'));
  stock.commit();
  const [file, source] = [`${stock.folder}/recording`, `acme/orders=${orders.folder}`];
  const args = [
    'review',
    '--repo',
    stock.folder,
    '--base',
    'main',
    '--no-model',
    '--fail-on',
    'never',
    '--record',
    file,
  ];
  await architect([...args, '--sibling', source]);
  const { stdout, stderr } = await architect(['replay', file, '--fail-on', 'never']);
  expect(stderr).toContain('architect: the same as was recorded');
  expect(stdout).toContain('acme/orders: orders');
});

it('a sibling without a checkout is said, and the review goes on', async () => {
  stock.git('checkout', '-q', '-b', 'change');
  stock.write('README.md', '# Stock\n');
  stock.commit();
  const { stdout, code } = await architect(['review', '--repo', stock.folder, '--base', 'main', '--no-model']);
  expect(code).toBe(0);
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    'sibling acme/orders was not read: name its checkout with --sibling acme/orders=DIR',
  );
});

it('a sibling that names no directory is a mistake of the caller', async () => {
  const { stderr, code } = await architect(['map', orders.folder, '--sibling', '../stock']);
  expect([code, stderr]).toEqual([
    2,
    'architect: --sibling ../stock: write a name and a directory, such as --sibling acme/stock=../stock\n',
  ]);
});
