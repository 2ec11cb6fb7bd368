import { expect, test } from 'vitest';
import { mapOf } from '../../../../src/core/services/map/map.ts';
import { indexOf } from '../edges/helpers.ts';
import { manifestsOf } from '../tree.ts';
import { configured } from './programs.ts';

const PROGRAM = configured({ imports: '\t"os"\n', more: '\thttp.Get(os.Getenv("STOCK_URL"))\n' });

const POD = `apiVersion: apps/v1
kind: Deployment
metadata: {name: orders}
spec:
  template:
    spec:
      volumes: [{name: config, configMap: {name: orders-files}}]
      containers:
        - name: orders
          image: shop/orders:v1
          envFrom: [{configMapRef: {name: orders-env}}]
          volumeMounts: [{name: config, mountPath: /etc/orders}]
`;

const COMPOSE =
  'services:\n  warehouse: {image: shop/warehouse}\n  depot: {image: shop/depot}\n  cache-1: {image: redis}\n  cache-2: {image: redis}\n';

function edges(kustomize: Readonly<Record<string, string>>): string[] {
  const texts = {
    'orders/main.go': PROGRAM,
    'orders/Dockerfile':
      'FROM golang:1.25 AS build\nCOPY . .\nRUN go build -o /app ./orders\nFROM scratch\nCOPY --from=build /app /app\nENTRYPOINT ["/app"]\n',
    'compose.yaml': COMPOSE,
    'deploy/base/orders.yaml': POD,
    ...kustomize,
  };
  return mapOf(indexOf(texts), manifestsOf(texts), [])
    .edges.flatMap(({ from, to, state }) => (from === 'orders' && state === 'called' ? to : []))
    .sort();
}

test('what kustomizations put into ConfigMaps is what the pods are given, whatever their names end in', () => {
  const base = `resources: [orders.yaml]
configMapGenerator:
  - name: orders-env
    literals: ["STOCK_URL=http://warehouse:8080"]
  - name: orders-files
    files: [app.yaml=files/orders.yaml]
`;
  expect(edges({ 'deploy/base/kustomization.yaml': base, 'deploy/base/files/config.yaml': 'x: y\n' })).toEqual([
    'warehouse',
  ]);
  const withFile = base.replace('files/orders.yaml', 'config/app.yaml');
  expect(
    edges({
      'deploy/base/kustomization.yaml': withFile,
      'deploy/base/config/app.yaml': 'cache: {addr: "cache-2:6379"}\n',
    }),
  ).toEqual(['cache-2', 'warehouse']);
});

test('an overlay gives them to what its base deploys, also from files of variables', () => {
  const overlay = (resources: string) => ({
    'deploy/base/kustomization.yaml': 'resources: [orders.yaml]\n',
    'deploy/overlays/prod/kustomization.yaml': `resources: [${resources}]
configMapGenerator:
  - name: orders-env
    envs: [orders.env]
`,
    'deploy/overlays/prod/orders.env': 'STOCK_URL=http://depot:8080\n',
  });
  expect(edges(overlay('../../base'))).toEqual(['depot']);
  expect(edges(overlay('../../other'))).toEqual([]);
});
