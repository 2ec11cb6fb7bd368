import { atLeast, joinPath } from '../../go/modules.ts';
import { defineStandard } from '../standard.ts';
import { isForDevelopers } from '../support/images.ts';

export const gomaxprocs = defineStandard({
  id: 'deploy/gomaxprocs',
  severity: 'low',
  lane: 'H',
  flags: ['cascading-failure'],
  title: 'CPU limit that the Go runtime does not know of',
  why: 'Before Go 1.25 the runtime starts as many threads as the node has processors, whatever the limit of the container is. Under load they use the quota of a period up in its first milliseconds, and the kernel stops all of them until the next one: latencies grow by tens of milliseconds while the average use looks low. Collecting garbage with that many threads makes it worse.',
  fix: 'Raise the go line of go.mod to 1.25 or later, or import `go.uber.org/automaxprocs`, or set the variable from the limit.\n\n```yaml\nenv:\n  - name: GOMAXPROCS\n    valueFrom:\n      resourceFieldRef:\n        resource: limits.cpu\n```',
  references: ['https://go.dev/blog/container-aware-gomaxprocs', 'https://pkg.go.dev/go.uber.org/automaxprocs'],
  examples: {
    bad: [
      { ...program('1.24'), 'deploy/orders.yaml': deployment('limits: { cpu: 500m } # want') },
      {
        ...program('1.22.3'),
        'deploy/orders.yaml': deployment('requests: { cpu: 1 }\n            limits: { cpu: "2", memory: 1Gi } # want'),
      },
      {
        ...program('1.24'),
        'docker-compose.yml': 'services:\n  broker:\n    image: rabbitmq:4\n',
        'deploy/orders.yaml': deployment('limits:\n              memory: 1Gi\n              cpu: 1.5').replace(
          'limits:',
          'limits: # want',
        ),
      },
    ],
    good: [
      { ...program('1.25'), 'deploy/orders.yaml': deployment('limits: { cpu: 500m }') },
      {
        ...program('1.24'),
        'deploy/orders.yaml': deployment('requests: { cpu: 500m }\n            limits: { memory: 1Gi }'),
      },
      {
        ...program('1.24', '\nimport _ "go.uber.org/automaxprocs"\n'),
        'deploy/orders.yaml': deployment('limits: { cpu: 500m }'),
      },
      {
        ...program('1.24'),
        'deploy/orders.yaml': `${deployment('limits: { cpu: 500m }')}          env:\n            - name: GOMAXPROCS\n              value: "1"\n`,
      },
    ],
  },
  manifest({ path, facts, snapshot }, report) {
    if (facts.form !== 'kubernetes' || isForDevelopers(path)) return;
    const { map, index } = snapshot;
    for (const { containers } of facts.objects)
      for (const container of containers) {
        const { limits, environment, environmentFrom, line } = container;
        const cpu = limits?.quantities.cpu;
        if (!limits || cpu === undefined || environmentFrom.length > 0) continue;
        if (environment.some(({ name }) => name === 'GOMAXPROCS')) continue;
        const service = map.services.find(({ evidence }) =>
          evidence.some((at) => at.path === path && at.line === line),
        );
        const module = service?.main == null ? null : index.module(joinPath(service.main, 'main.go'));
        if (!service || !module?.goAt || atLeast(module, 1, 25)) continue;
        if (LIBRARIES.some((library) => index.importers(library).length > 0)) continue;
        report(limits, {
          of: `cpu of ${service.name}`,
          about: { line: container.from, endLine: container.to },
          message: `\`${service.name}\` is limited to ${cpu} CPU and built as Go ${module.go}, which starts a thread for each processor of the node: under load the kernel stops all of them for the rest of each period.`,
          evidence: [{ path: joinPath(module.dir, 'go.mod'), ...module.goAt }],
        });
      }
  },
});

const LIBRARIES = ['go.uber.org/automaxprocs', 'go.uber.org/automaxprocs/maxprocs'];

function program(go: string, imports = ''): Record<string, string> {
  return {
    'go.mod': `module example.com/shop\n\ngo ${go}\n`,
    'cmd/orders/main.go': `package main\n${imports}\nfunc main() {}\n`,
    Dockerfile:
      'FROM golang:1.26 AS build\nCOPY . .\nRUN go build -o /orders ./cmd/orders\nFROM scratch\nCOPY --from=build /orders /orders\nENTRYPOINT ["/orders"]\n',
  };
}

function deployment(resources: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: orders
spec:
  template:
    spec:
      containers:
        - name: orders
          image: shop/orders:1.2.0
          resources:
            ${resources}
`;
}
