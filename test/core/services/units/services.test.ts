import { describe, expect, it } from 'vitest';
import { SERVER, servicesIn, TOOL } from '../tree.ts';

const BUILD = (path: string, out = '/out/app') => `FROM golang:1.25 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -o ${out} ${path}
FROM gcr.io/distroless/static
COPY --from=build ${out} /app
ENTRYPOINT ["/app"]
`;

describe('a deployed program', () => {
  it('is bound through compose, image and build to its package', () => {
    const services = servicesIn({
      'cmd/orders/main.go': SERVER,
      'cmd/migrate/main.go': TOOL,
      'docker/orders.Dockerfile': BUILD('./cmd/orders'),
      'compose.yaml': `services:
  shop-orders:
    build: {context: ., dockerfile: docker/orders.Dockerfile}
    environment:
      DATABASE_URL: postgres://db/orders
  db:
    image: postgres:17
`,
    });
    expect(services).toMatchObject({
      'shop-orders': {
        kind: 'go',
        main: 'cmd/orders',
        environment: [{ name: 'DATABASE_URL', value: 'postgres://db/orders', path: 'compose.yaml', line: 5 }],
        evidence: [{ path: 'compose.yaml', line: 2 }],
      },
      db: { kind: 'store', main: null },
      migrate: { kind: 'tool', main: 'cmd/migrate' },
    });
  });

  it('is one service for each branch that its arguments choose', () => {
    const services = servicesIn({
      'main.go': SERVER,
      Dockerfile: BUILD('.'),
      'compose.yml': `services:
  api: {build: ., command: [serve, --port, "80"]}
  worker: {build: ., command: ["work", "--queue=mail"]}
  api-canary: {build: ., command: [serve]}
`,
    });
    expect(Object.keys(services)).toEqual(['api', 'worker']);
    expect(services.api).toMatchObject({ arguments: ['serve'], hosts: ['api', 'api-canary'] });
    expect(services.worker).toMatchObject({ arguments: ['work'], main: '' });
  });

  it('is one service for each role that the code tells apart by a variable', () => {
    const ROLES = `package main

import (
	"net/http"
	"os"
)

func main() {
	switch os.Getenv("SERVER_TO_RUN") {
	case "http":
		_ = http.ListenAndServe(":8080", nil)
	case "grpc":
		println("grpc")
	}
	switch os.Getenv("ENV") {
	case "production", "development":
	}
}
`;
    const started = (role: string, env: string) => `{SERVER_TO_RUN: ${role}, ENV: ${env}, OTHER_ROLE: ${env}}`;
    const services = servicesIn({
      'main.go': ROLES,
      Dockerfile: BUILD('.'),
      'compose.yml': `services:
  trainer-http: {build: ., environment: ${started('http', 'development')}}
  trainer-grpc: {build: ., environment: ${started('grpc', 'development')}}
`,
      'deploy/compose.yml': `services:
  trainer-http: {build: .., environment: ${started('http', 'production')}}
`,
    });
    expect(Object.keys(services)).toEqual(['trainer-grpc', 'trainer-http']);
    expect(services['trainer-http']).toMatchObject({ arguments: ['SERVER_TO_RUN=http'] });
  });

  it('knows the flags that it is started with, and its subcommand after the name that its image says already', () => {
    const services = servicesIn({
      'main.go': SERVER,
      Dockerfile: BUILD('.'),
      'compose.yml':
        'services:\n  api: {build: ., command: [./app, serve, --db=postgres://db/shop, -conf, /etc/app.yaml]}\n',
    });
    expect(services.api).toMatchObject({
      arguments: ['serve'],
      flags: [
        { name: 'db', value: 'postgres://db/shop', path: 'compose.yml', line: 2 },
        { name: 'conf', value: '/etc/app.yaml' },
      ],
    });
  });

  it('is the same in compose and in Kubernetes, and is addressed by the names of both', () => {
    const services = servicesIn({
      'services/stock/main.go': SERVER,
      'services/stock/Dockerfile': BUILD('.'),
      'compose.yaml': 'services:\n  stock: {build: services/stock}\n',
      'deploy/stock.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: stock}
spec:
  template:
    metadata: {labels: {app: stock}}
    spec:
      containers:
        - name: stock
          image: ghcr.io/acme/stock:v1
          env: [{name: PORT, value: "80"}]
---
apiVersion: v1
kind: Service
metadata: {name: inventory}
spec: {selector: {app: stock}}
`,
    });
    expect(Object.keys(services)).toEqual(['stock']);
    expect(services.stock?.hosts).toEqual(['stock', 'inventory']);
    expect(services.stock?.evidence.map(({ path }) => path)).toEqual(['compose.yaml', 'deploy/stock.yaml']);
  });

  it('follows a prebuilt binary to the package that a Makefile builds', () => {
    const services = servicesIn({
      'src/core/main.go': SERVER,
      'src/jobs/main.go': SERVER,
      Makefile: 'OUT=bin\ncore:\n\tgo build -o $(OUT)/harbour_core ./src/core\n',
      'build/Dockerfile': 'FROM alpine\nCOPY bin/harbour_core /usr/bin/\nEXPOSE 80\nENTRYPOINT ["harbour_core"]\n',
      'compose.yaml': 'services:\n  web: {build: {context: ., dockerfile: build/Dockerfile}}\n',
    });
    expect(services.web).toMatchObject({ main: 'src/core' });
    expect(services.jobs).toMatchObject({ kind: 'tool' });
  });

  it('is started in a mounted directory', () => {
    const services = servicesIn({
      'internal/trainer/main.go': SERVER,
      'internal/users/main.go': SERVER,
      'docker/Dockerfile': 'FROM golang\nRUN go install github.com/cespare/reflex@latest\nCMD ["sh", "/start.sh"]\n',
      'docker-compose.yml': `services:
  trainer-http: &go
    build: docker
    volumes: ["./internal:/internal"]
    working_dir: /internal/trainer
  users-http:
    <<: *go
    working_dir: /internal/users
`,
    });
    expect(services['trainer-http']).toMatchObject({ main: 'internal/trainer' });
    expect(services['users-http']).toMatchObject({ main: 'internal/users' });
  });

  it('has the name and the image that the values of its chart say', () => {
    const services = servicesIn({
      'go.mod': 'module github.com/acme/shop\n',
      'cmd/placement/main.go': SERVER,
      'charts/shop/Chart.yaml': 'name: shop\n',
      'charts/shop/values.yaml': 'global: {registry: ghcr.io/acme}\nplacement:\n  name: placement\n  replicas: 2\n',
      'charts/shop/templates/_helpers.tpl': `{{- define "shop.fullname" -}}
{{- if .Values.fullnameOverride }}{{ .Values.fullnameOverride }}{{ else }}{{ .Release.Name }}{{ end }}
{{- end }}
`,
      'charts/shop/templates/placement.yaml': `{{- if .Values.placement }}
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ include "shop.fullname" . }}-placement
  labels: {{- include "shop.labels" . | nindent 4 }}
spec:
  template:
    metadata:
      labels: {app: {{ .Values.placement.name | quote }}}
    spec:
      containers:
        {{- range .Values.sidecars }}
        - name: x
        {{- end }}
        - name: server
          image: "{{ .Values.global.registry }}/{{ .Values.placement.name }}:{{ .Chart.AppVersion }}"
          args: ["serve"]
          env:
            - name: UNKNOWN
              value: {{ .Values.nothing }}
            - name: PEER
              value: "{{ .Values.placement.name }}:80"
{{- end }}
`,
    });
    expect(services['shop-placement']).toMatchObject({
      main: 'cmd/placement',
      arguments: ['serve'],
      environment: [
        { name: 'UNKNOWN', value: null },
        { name: 'PEER', value: 'placement:80', line: 23 },
      ],
    });
  });
});

describe('a program that nothing deploys', () => {
  it('is a service where it serves and nothing is deployed at all', () => {
    const services = servicesIn({ 'cmd/api/main.go': SERVER, 'cmd/seed/main.go': TOOL, 'examples/x/main.go': SERVER });
    expect(services).toMatchObject({ api: { kind: 'go' }, seed: { kind: 'tool' }, x: { kind: 'tool' } });
    expect(services.api?.evidence[1]?.text).toBe('func main: http.ListenAndServe');
  });

  it('is a service where it has the layout of those that are deployed', () => {
    const services = servicesIn({
      'app/user/cmd/server/main.go': SERVER,
      'app/cart/cmd/server/main.go': SERVER,
      'app/user/cmd/seed/main.go': TOOL,
      'compose.yaml': 'services:\n  user: {image: user, command: ["./user"]}\n',
    });
    expect(services).toMatchObject({ user: { kind: 'go' }, cart: { kind: 'go' } });
  });
});

it('configuration names what is found and adds what is not', () => {
  const services = servicesIn({ 'cmd/api/main.go': SERVER }, [
    { name: 'gateway', root: 'cmd/api' },
    { name: 'portal', root: 'web' },
  ]);
  expect(services).toMatchObject({ gateway: { kind: 'go', root: 'cmd/api' }, portal: { kind: 'other', root: 'web' } });
  expect(services.api).toBeUndefined();
});

it('an image of others that is called like a program here is none of ours', () => {
  const services = servicesIn({
    'cmd/agent/main.go': SERVER,
    'compose.yaml': 'services:\n  agent: {image: datadog/agent:7}\n  api: {image: api, command: ["/agent"]}\n',
  });
  expect(services.agent).toMatchObject({ kind: 'external', main: null });
});

it('an image without Go is known by the directory of its Dockerfile', () => {
  const services = servicesIn({
    'cmd/core/main.go': SERVER,
    'make/photon/registry/Dockerfile': 'FROM photon\nEXPOSE 5000\nENTRYPOINT ["/entrypoint.sh"]\n',
    'make/photon/registry/Dockerfile.base': 'FROM photon\nCMD ["sh"]\n',
    'web/docker-build/Dockerfile': 'FROM node\nEXPOSE 80\nCMD ["npm", "start"]\n',
    'compose.yaml': 'services:\n  registry: {image: acme/registry-photon}\n  core: {image: core}\n',
  });
  expect(services.registry).toMatchObject({ kind: 'other', root: 'make/photon/registry' });
  expect(Object.keys(services)).toEqual(['core', 'registry']);
});

it('images of an owner of two that are called like programs here are ours', () => {
  const services = servicesIn({
    'cmd/orders/main.go': SERVER,
    'cmd/stock/main.go': SERVER,
    'compose.yaml':
      'services:\n  a: {image: gcr.io/p/orders}\n  b: {image: gcr.io/p/stock}\n  c: {image: grafana/stock}\n',
  });
  expect(services).toMatchObject({ a: { main: 'cmd/orders' }, b: { main: 'cmd/stock' }, c: { kind: 'external' } });
});
