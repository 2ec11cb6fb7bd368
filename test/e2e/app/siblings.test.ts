import { afterEach, expect, test } from 'vitest';
import { generated } from '../../core/services/edges/helpers.ts';
import { client, repository, serving } from '../../core/services/siblings/repositories.ts';
import { openScene, type Scene } from './scene.ts';

const CONFIG = '.github/architect.yml';
const STOCK = generated('stock', 'Stock', 'Reserve');
const PROTO = `syntax = "proto3";
package shop.stock;
service Stock {
  rpc Reserve(ReserveRequest) returns (ReserveReply);
}
message ReserveRequest { string sku = 1; }
message ReserveReply {}
`;
const SHOP = repository('shop', {
  [CONFIG]: 'siblings: [acme/billing]\n',
  'gen/stock/stock_grpc.pb.go': STOCK,
  'cmd/stock/main.go': serving('acme.example/shop/gen/stock', 'Stock'),
  'stock.proto': PROTO,
});
const CHANGED = { 'stock.proto': PROTO.replace('string sku = 1', 'int64 sku = 1') };

let scene: Scene;
afterEach(() => scene.close());

async function open({ readers, isPublic = false }: { readers: string; isPublic?: boolean }) {
  scene = await openScene({ files: SHOP });
  scene.repo.repo.private = !isPublic;
  const billing = await scene.github.createRepository({
    owner: 'acme',
    name: 'billing',
    files: repository('billing', {
      [CONFIG]: `readers: ${readers}\n`,
      'gen/stock/stock_grpc.pb.go': STOCK,
      'cmd/invoices/main.go': client('acme.example/billing/gen/stock', 'Stock', 'Reserve'),
      Procfile: 'invoices: go run ./cmd/invoices\n',
    }),
  });
  const pull = await scene.propose(CHANGED);
  await scene.settle();
  const said = [scene.check(pull.head).summary, ...pull.comments().map(({ body }) => body)].join('\n');
  return { billing, pull, said };
}

/** Requests for contents of the sibling. */
function contents(): string[] {
  return scene.github.requests.flatMap(({ method, path }) =>
    /\/repos\/acme\/billing\/(?:git|tarball)\b/.test(path) ? [`${method} ${path}`] : [],
  );
}

test('who calls a changed method in another repository is told, with a link to the place there', async () => {
  const { said, billing } = await open({ readers: '[acme/shop]' });
  expect(said).toContain('### In other repositories');
  expect(said).toContain('`acme/billing: invoices`');
  expect(said).toMatch(new RegExp(`/acme/billing/blob/${billing.tip()}/cmd/invoices/main\\.go#L\\d+`));
  expect(said).toContain('1 sibling read: acme/billing at');
});

test('what a sibling was once read for is not fetched again while it stays', async () => {
  await open({ readers: '[acme/*]' });
  const before = contents();
  expect(before.length).toBeGreaterThan(0);
  await scene.repo.commit({ branch: 'change', files: { 'README.md': '# Shop\n' } });
  await scene.settle();
  expect(contents()).toEqual(before);
});

test('a sibling that does not name the repository is said, and nothing of it is read', async () => {
  const { said } = await open({ readers: '[acme/web]' });
  expect(said).toContain('sibling acme/billing was not read: add acme/shop to readers in its own');
  expect(said).not.toContain('invoices');
  expect(contents()).toEqual([]);
});

test('a public repository shows nothing of a private one, whatever that says, not even that it is there', async () => {
  const { said } = await open({ readers: '[acme/shop]', isPublic: true });
  expect(said).not.toContain('invoices');
  expect(contents()).toEqual([]);
  const [line] = said.split('\n').filter((one) => one.includes('sibling acme/billing was not read'));
  expect(line).toContain('it is not there, or not open to acme/shop');
  await scene.close();

  scene = await openScene({ files: SHOP });
  scene.repo.repo.private = false;
  const pull = await scene.propose(CHANGED);
  await scene.settle();
  expect(scene.check(pull.head).summary).toContain(line);
});

test('a change cannot name siblings for its own review', async () => {
  scene = await openScene({ files: { ...SHOP, [CONFIG]: 'fail_on: high\n' } });
  await scene.github.createRepository({ owner: 'acme', name: 'billing', files: { [CONFIG]: 'readers: [acme/*]\n' } });
  const pull = await scene.propose({ ...CHANGED, [CONFIG]: 'siblings: [acme/billing]\n' });
  await scene.settle();
  expect(scene.check(pull.head).summary).not.toContain('acme/billing');
  expect(contents()).toEqual([]);
});
