import { expect, test } from 'vitest';
import { mapOf } from '../../../../src/core/services/map/map.ts';
import { indexOf } from '../edges/helpers.ts';
import { manifestsOf } from '../tree.ts';
import { configured } from './programs.ts';

/** Edges of a tree of programs and manifests: `orders -> cache`. */
function edges(texts: Readonly<Record<string, string>>): string[] {
  return mapOf(indexOf(texts), manifestsOf(texts), [])
    .edges.flatMap(({ from, to, state }) => (state === 'called' ? `${from} -> ${to}` : []))
    .sort();
}

const DOCKERFILE = `FROM golang:1.25 AS build
COPY . .
RUN go build -o /app ./cmd/orders
FROM scratch
COPY --from=build /app /app
ENTRYPOINT ["/app"]
`;

const POD = (volumes: string, mounts: string, args = '[]') => `apiVersion: apps/v1
kind: Deployment
metadata: {name: orders}
spec:
  template:
    spec:
      volumes: ${volumes}
      containers:
        - {name: orders, image: shop/orders:v1, args: ${args}, volumeMounts: ${mounts}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: orders-config}
data:
  config.yaml: |
    cache:
      addr: orders-cache:6379
  other.yaml: |
    cache:
      addr: legacy-cache:6379
`;
const CACHES = `services:
  orders: {build: .}
  orders-cache: {image: redis:7}
  legacy-cache: {image: redis:7}
`;
const TREE = { 'cmd/orders/main.go': configured(), Dockerfile: DOCKERFILE, 'compose.yaml': CACHES };

test('what a ConfigMap holds that is mounted as a file is what the program reads', () => {
  const volumes = '[{name: config, configMap: {name: orders-config, items: [{key: config.yaml, path: config.yaml}]}}]';
  const pod = POD(volumes, '[{name: config, mountPath: /etc/orders}]');
  expect(edges({ ...TREE, 'deploy/orders.yaml': pod })).toEqual(['orders -> orders-cache']);
});

test('one file of a ConfigMap is mounted by its path', () => {
  const volumes = '[{name: config, projected: {sources: [{configMap: {name: orders-config}}]}}]';
  const pod = POD(volumes, '[{name: config, mountPath: /app.yaml, subPath: other.yaml}]');
  expect(edges({ ...TREE, 'deploy/orders.yaml': pod })).toEqual(['orders -> legacy-cache']);
});

test('a volume that the container does not mount says nothing', () => {
  const pod = POD('[{name: config, configMap: {name: orders-config}}]', '[{name: data, mountPath: /data}]');
  expect(edges({ ...TREE, 'deploy/orders.yaml': pod })).not.toContain('orders -> legacy-cache');
});

test('a file of settings that compose mounts is read', () => {
  const compose = CACHES.replace('{build: .}', '{build: ., volumes: ["./deploy/config/prod.yaml:/config.yaml"]}');
  const settings = 'cache:\n  addr: legacy-cache:6379\n';
  expect(edges({ ...TREE, 'compose.yaml': compose, 'deploy/config/prod.yaml': settings })).toEqual([
    'orders -> legacy-cache',
  ]);
});

const FLAGS = (read: string, more = '') => `package main

import (
	"flag"
	"net/http"

	"github.com/redis/go-redis/v9"
	"github.com/spf13/cobra"
	"github.com/urfave/cli/v2"
)

${more}
func main() {
	http.ListenAndServe(":8080", nil)
	${read}
	redis.NewClient(&redis.Options{Addr: *addr})
	_, _, _ = flag.Parse, cobra.NoArgs, cli.ShowAppHelp
}
`;

test.each([
  ['of the standard library', FLAGS('addr := flag.String("cache", "localhost:6379", "where")')],
  ['of a variable of the package', FLAGS('', 'var addr = flag.String("cache", "", "where")\n')],
  ['that fill a variable', FLAGS('var a string\n\tflag.StringVar(&a, "cache", "", "where")\n\taddr := &a')],
  [
    'of cobra, with a short form',
    FLAGS(
      'var a string\n\tcmd := &cobra.Command{}\n\tcmd.Flags().StringVarP(&a, "cache", "c", "", "where")\n\taddr := &a',
    ),
  ],
  [
    'of cobra, asked for by name',
    FLAGS('cmd := &cobra.Command{}\n\ta, _ := cmd.Flags().GetString("cache")\n\taddr := &a'),
  ],
  ['of urfave/cli', FLAGS('var c *cli.Context\n\ta := c.String("cache")\n\taddr := &a')],
])('flags %s have the values that manifests start the program with', (_, main) => {
  const pod = POD('[]', '[]', '["--cache=legacy-cache:6379"]');
  expect(edges({ ...TREE, 'cmd/orders/main.go': main, 'deploy/orders.yaml': pod })).toEqual(['orders -> legacy-cache']);
});

test('a flag that no manifest gives has its default', () => {
  const main = FLAGS('addr := flag.String("cache", "orders-cache:6379", "where")');
  expect(edges({ ...TREE, 'cmd/orders/main.go': main })).toEqual(['orders -> orders-cache']);
});
