import { describe, expect, test } from 'vitest';
import { openapiBreaking } from '../../../src/core/standards/api/openapi-breaking.ts';
import { identicalProbes } from '../../../src/core/standards/deploy/identical-probes.ts';
import { imageRunsAsRoot } from '../../../src/core/standards/deploy/image-runs-as-root.ts';
import { imageUntagged } from '../../../src/core/standards/deploy/image-untagged.ts';
import { noLimits } from '../../../src/core/standards/deploy/no-limits.ts';
import { noProbes } from '../../../src/core/standards/deploy/no-probes.ts';
import { noHealth } from '../../../src/core/standards/observability/no-health.ts';
import type { Standard } from '../../../src/core/standards/standard.ts';
import { contractClaims } from '../../support/contracts.ts';
import { manifestClaims, serviceClaims } from '../../support/services.ts';

type Texts = Readonly<Record<string, string>>;

const MAIN = 'package main\n\nimport "net/http"\n\nfunc main() { _ = http.ListenAndServe(":80", nil) }\n';
const pod = (container: string, kind = 'Deployment') => `apiVersion: apps/v1
kind: ${kind}
metadata: {name: orders}
spec:
  template:
    metadata: {labels: {app: orders}}
    spec:
      containers:
        - ${container}
`;
const OWN = 'name: orders\n          image: shop/orders:1.2.0\n          command: [/orders]';

/** Of a repository that has the program `orders`. */
function lanes(standard: Standard, texts: Texts): string[] {
  const all = { 'cmd/orders/main.go': MAIN, ...texts };
  return [...manifestClaims(standard, all), ...serviceClaims(standard, all)]
    .map(({ path, lane }) => `${path} ${lane}`)
    .sort();
}

describe('what gates of pods', () => {
  test('are those that run code of the repository', () => {
    const others = pod('name: kafka\n          image: spotify/kafka:1.0').replaceAll('orders', 'kafka');
    expect(lanes(noLimits, { 'deploy/orders.yaml': pod(OWN), 'deploy/kafka.yaml': others })).toEqual([
      'deploy/kafka.yaml H',
      'deploy/orders.yaml D',
    ]);
  });

  test('are none for developers, of demos, or that no controller keeps', () => {
    const alone = `apiVersion: v1\nkind: Pod\nmetadata: {name: orders}\nspec:\n  containers:\n    - ${OWN.replaceAll('          ', '      ')}\n`;
    const texts = { 'dev/orders.yaml': pod(OWN), 'demo/orders.yaml': pod(OWN), 'deploy/pod.yaml': alone };
    expect(lanes(noLimits, texts)).toEqual(['demo/orders.yaml H', 'deploy/pod.yaml H', 'dev/orders.yaml H']);
  });

  test('are none whose image somebody puts on the node, or that a debugger stands beside the program in', () => {
    const byHand = pod(`${OWN}\n          imagePullPolicy: Never`);
    const debugged = pod(OWN).replaceAll('name: orders\n          image', 'name: orders-dlv\n          image');
    expect(lanes(noLimits, { 'deploy/a.yaml': byHand, 'deploy/b.yaml': debugged })).toEqual([
      'deploy/a.yaml H',
      'deploy/b.yaml H',
    ]);
  });

  test('are none whose image is to be put in by whoever applies them', () => {
    const put = pod(OWN).replace('shop/orders:1.2.0', 'orders:latest');
    const kustomization = 'resources: [orders.yaml]\n';
    expect(lanes(noLimits, { 'deploy/orders.yaml': put })).toEqual(['deploy/orders.yaml D']);
    expect(lanes(noLimits, { 'deploy/orders.yaml': put, 'deploy/kustomization.yaml': kustomization })).toEqual([
      'deploy/orders.yaml H',
    ]);
  });

  test('are no images either that somebody puts on the node', () => {
    const texts = (policy: string) => ({
      'orders/Dockerfile':
        'FROM golang:1.25 AS build\nRUN go build -o /orders ./cmd/orders\n\nFROM alpine:3.22\nCOPY --from=build /orders /orders\nENTRYPOINT ["/orders"]\n',
      Makefile: 'image:\n\tdocker build -t shop/orders -f orders/Dockerfile .\n',
      'deploy/orders.yaml': pod(`${OWN}\n          imagePullPolicy: ${policy}`),
    });
    expect(lanes(imageRunsAsRoot, texts('Always'))).toEqual(['orders/Dockerfile D']);
    expect(lanes(imageRunsAsRoot, texts('Never'))).toEqual(['orders/Dockerfile H']);
  });

  test('are none of a base whose overlays lie elsewhere', () => {
    const base = { 'k8s/base/orders.yaml': pod(OWN), 'k8s/base/kustomization.yaml': 'resources: [orders.yaml]\n' };
    expect(lanes(noLimits, base)).toEqual(['k8s/base/orders.yaml H']);
    const overlay = (name: string) => ({ [`k8s/${name}/kustomization.yaml`]: 'resources: [../base]\n' });
    expect(lanes(noLimits, { ...base, ...overlay('samples') })).toEqual(['k8s/base/orders.yaml H']);
    expect(lanes(noLimits, { ...base, ...overlay('production') })).toEqual(['k8s/base/orders.yaml D']);
  });

  test('are charts where skaffold applies the plain ones for developers', () => {
    const both = { 'deploy/orders.yaml': pod(OWN), 'chart/templates/orders.yaml': pod(OWN) };
    expect(lanes(noLimits, both)).toEqual(['chart/templates/orders.yaml D', 'deploy/orders.yaml D']);
    const skaffold =
      'apiVersion: skaffold/v2beta28\nkind: Config\nbuild:\n  artifacts:\n    - image: shop/orders\ndeploy:\n  kubectl:\n    manifests: [deploy/orders.yaml]\n';
    expect(lanes(noLimits, { ...both, 'skaffold.yaml': skaffold })).toEqual([
      'chart/templates/orders.yaml D',
      'deploy/orders.yaml H',
    ]);
  });
});

test('the version of an own image is put in when it is released, that of another is what stands there', () => {
  const own = pod(OWN.replace(':1.2.0', ''));
  expect(lanes(imageUntagged, { 'deploy/orders.yaml': own })).toEqual(['deploy/orders.yaml H']);
  const both = `${own}        - name: proxy\n          image: envoyproxy/envoy:latest\n`;
  expect(lanes(imageUntagged, { 'deploy/orders.yaml': both })).toEqual([
    'deploy/orders.yaml D',
    'deploy/orders.yaml H',
  ]);
});

test('compose files gate where they are called after production', () => {
  const compose = 'services:\n  broker: {image: rabbitmq}\n';
  expect(lanes(imageUntagged, { 'product-service/compose.yaml': compose })).toEqual(['product-service/compose.yaml H']);
  expect(lanes(imageUntagged, { 'compose.prod.yaml': compose })).toEqual(['compose.prod.yaml D']);
});

test('a function whose name speaks of health may answer a probe', () => {
  const main = (wrapped: string) =>
    `package main\n\nimport "net/http"\n\nfunc main() {\n\thttp.HandleFunc("GET /orders", nil)\n\t_ = http.ListenAndServe(":80", ${wrapped})\n}\n\nfunc HealthCheckHandler(next http.Handler) http.Handler { return next }\n`;
  expect(lanes(noHealth, { 'cmd/orders/main.go': main('nil') })).toEqual(['cmd/orders/main.go D']);
  expect(lanes(noHealth, { 'cmd/orders/main.go': main('HealthCheckHandler(nil)') })).toEqual([]);
});

test('nobody is led to a pod before its startup probe has an answer', () => {
  const service = '---\napiVersion: v1\nkind: Service\nmetadata: {name: orders}\nspec: {selector: {app: orders}}\n';
  const startup = '\n          startupProbe: {httpGet: {path: /live, port: 80}}';
  expect(lanes(noProbes, { 'deploy/orders.yaml': pod(OWN) + service })).toEqual(['deploy/orders.yaml D']);
  expect(lanes(noProbes, { 'deploy/orders.yaml': pod(OWN + startup) + service })).toEqual(['deploy/orders.yaml H']);
});

test('a port that is open says nothing of how busy a program is', () => {
  const probed = (how: string) => pod(`${OWN}\n          readinessProbe: {${how}}\n          livenessProbe: {${how}}`);
  expect(lanes(identicalProbes, { 'deploy/orders.yaml': probed('httpGet: {path: /, port: 80}') })).toEqual([
    'deploy/orders.yaml D',
  ]);
  expect(lanes(identicalProbes, { 'deploy/orders.yaml': probed('tcpSocket: {port: 80}') })).toEqual([
    'deploy/orders.yaml H',
  ]);
});

test('what only a compose file starts beside stand-ins may be for developers alone', () => {
  const main =
    'package main\n\nimport "net/http"\n\nfunc main() {\n\thttp.HandleFunc("GET /orders", nil)\n\t_ = http.ListenAndServe(":80", nil)\n}\n';
  const orders = 'services:\n  orders: {image: shop/orders, command: ["/orders"]}\n';
  const started = (compose: string) => lanes(noHealth, { 'cmd/orders/main.go': main, 'compose.yaml': compose });
  expect(started(orders)).toEqual(['cmd/orders/main.go D']);
  expect(started(`${orders}  aws: {image: "localstack/localstack:4"}\n`)).toEqual(['cmd/orders/main.go H']);
});

test('an image runs as root in vain where its program does its work and ends', () => {
  const dockerfile =
    'FROM golang:1.25 AS build\nCOPY . .\nRUN go build -o /orders ./cmd/orders\nFROM alpine:3.22\nCOPY --from=build /orders /orders\nENTRYPOINT ["/orders"]\n';
  const passing =
    'package main\n\nimport "net/http"\n\nfunc main() { _, _ = http.Get("http://stock/items") }\n\nfunc unused() { _ = http.ListenAndServe(":80", nil) }\n';
  expect(lanes(imageRunsAsRoot, { Dockerfile: dockerfile })).toEqual(['Dockerfile D']);
  expect(lanes(imageRunsAsRoot, { Dockerfile: dockerfile, 'cmd/orders/main.go': passing })).toEqual(['Dockerfile H']);
});

describe('api/openapi-breaking', () => {
  const described = (properties: string) =>
    `openapi: 3.1.0\ninfo: { title: Shop, version: '1' }\npaths: { /orders: { get: { responses: { '200': { content: { application/json: { schema: { type: object, properties: { id: { type: string } ${properties} } } } } } } } } }\n`;
  const gone = (code: Texts) =>
    contractClaims(openapiBreaking, {
      'base:api/openapi.yaml': described(', argoCd: { type: string }'),
      'api/openapi.yaml': described(''),
      ...code,
    }).map(({ lane }) => lane);
  const model = (head: string) =>
    `${head}package model\n\ntype Order struct {\n\tArgoCd string \`json:"argoCd,omitempty"\`\n}\n`;

  test('gates on a field that code sends no more', () => {
    const without = 'package model\n\ntype Order struct{}\n';
    expect(gone({ 'base:model/order.go': model(''), 'model/order.go': without })).toEqual(['D']);
    const generated = { 'model/order.go': model('// Code generated by openapi. DO NOT EDIT.\n\n') };
    const show = (body: string) => `package show\n\nfunc show(o *model.Order) { ${body} }\n`;
    const used = { 'base:show/show.go': show('o.ArgoCd = "a"'), 'show/show.go': show('') };
    expect(gone({ ...generated, ...used })).toEqual(['D']);
  });

  test('hints where a description alone promised it, or promises it no more', () => {
    expect(gone({})).toEqual(['H']);
    expect(gone({ 'model/order.go': model('') })).toEqual(['H']);
    expect(gone({ 'model/order.go': model('// Code generated by openapi. DO NOT EDIT.\n\n') })).toEqual(['H']);
  });
});

test('a description gates on what requests must be where code goes by it', () => {
  const described = (required: string) =>
    `openapi: 3.0.3\ninfo: { title: Shop, version: 1.0.0 }\npaths:\n  /orders:\n    post:\n      parameters:\n        - { name: shop, in: query, required: ${required}, schema: { type: string } }\n      responses: { '201': { description: Made. } }\n`;
  const lanesOf = (code: string) =>
    contractClaims(openapiBreaking, {
      'base:api/openapi.yaml': described('false'),
      'api/openapi.yaml': described('true'),
      'cmd/orders/main.go': code,
    }).map(({ lane }) => lane);
  expect(lanesOf(MAIN)).toEqual(['H']);
  expect(lanesOf(MAIN.replace('"net/http"', '(\n\t"net/http"\n\n\t_ "github.com/ogen-go/ogen/http"\n)'))).toEqual([
    'D',
  ]);
});

test('a path that only a description leaves out gates nothing', () => {
  const described = (method: string) =>
    `openapi: 3.0.3\ninfo: { title: Shop, version: 1.0.0 }\npaths:\n  /orders:\n    get: { responses: { '200': { description: All. } } }\n    ${method}: { responses: { '200': { description: Gone. } } }\n`;
  const routes = (method: string) =>
    `package web\n\nimport "github.com/gin-gonic/gin"\n\nfunc routes(r *gin.Engine) {\n\tr.${method}("/orders", nil)\n}\n`;
  const texts = {
    'base:api/openapi.yaml': described('delete'),
    'api/openapi.yaml': described('put'),
    'base:web/web.go': routes('DELETE'),
    'web/web.go': routes('PUT'),
  };
  const lanesOf = (altersCode: boolean) =>
    contractClaims(openapiBreaking, texts, { altersCode }).map(({ lane }) => lane);
  expect([lanesOf(true), lanesOf(false)]).toEqual([['D'], ['H']]);
});

test('a program that only developers start gates nothing', () => {
  const main =
    'package main\n\nimport "net/http"\n\nfunc main() {\n\thttp.HandleFunc("GET /orders", nil)\n\t_ = http.ListenAndServe(":80", nil)\n}\n';
  const lanesOf = (compose: string) =>
    lanes(noHealth, {
      'cmd/orders/main.go': main,
      'cmd/orders/Dockerfile':
        'FROM golang:1.25 AS b\nRUN go build -o /app ./cmd/orders\nFROM scratch\nCOPY --from=b /app /app\nENTRYPOINT ["/app"]\n',
      [compose]: 'services:\n  orders: {build: {context: ., dockerfile: cmd/orders/Dockerfile}}\n',
    });
  expect(lanesOf('compose.yaml')).toEqual(['cmd/orders/main.go D']);
  expect(lanesOf('docker-compose.dev.yml')).toEqual(['cmd/orders/main.go H']);
});
