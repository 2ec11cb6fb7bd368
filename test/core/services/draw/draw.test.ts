import { expect, it } from 'vitest';
import { asDiff, diffMaps } from '../../../../src/core/services/diff/diff.ts';
import { drawDot } from '../../../../src/core/services/draw/dot.ts';
import { drawMermaid } from '../../../../src/core/services/draw/mermaid.ts';
import { drawTable } from '../../../../src/core/services/draw/table.ts';
import type { ServiceEdge, ServiceNode } from '../../../../src/core/services/service-map.ts';

const node = (name: string, kind: ServiceNode['kind'] = 'go'): ServiceNode => ({
  name,
  root: `services/${name}`,
  kind,
  main: kind === 'go' ? `services/${name}` : null,
  arguments: [],
  hosts: [name],
  environment: [],
  evidence: [{ path: 'compose.yaml', line: 3, text: `${name}:` }],
});
const edge = (from: string, to: string, subject: string | null = null): ServiceEdge => ({
  from,
  to,
  kind: 'grpc',
  state: 'called',
  subject,
  evidence: [{ path: `services/${from}/main.go`, line: 9, text: 'client.Reserve(ctx)' }],
});

it('draws a map that GitHub renders', () => {
  const map = {
    services: [node('orders'), node('db', 'store'), node('seed', 'tool')],
    edges: [edge('orders', 'db', '/shop.v1.Stock/Reserve')],
  };
  expect(drawMermaid(asDiff(map))).toBe(`flowchart LR
  n0[("db")]
  n1["orders"]
  n1 -->|"grpc<br>/shop.v1.Stock/Reserve"| n0
  classDef added fill:#dafbe1,stroke:#1a7f37,color:#1f2328
  classDef removed fill:#ffebe9,stroke:#cf222e,color:#1f2328,stroke-dasharray:4 3
  classDef outside fill:#f6f8fa,stroke:#8c959f,color:#1f2328
  classDef addressed fill:#f6f8fa,stroke:#8c959f,color:#1f2328,stroke-dasharray:4 3
`);
});

it('writes names as text, whatever they hold', () => {
  const evil = 'x"]\nclick n0 href "javascript:alert(1)"<img src=x>\u202e';
  const map = asDiff({ services: [node(evil), node('b')], edges: [edge(evil, 'b', '`;end')] });
  const drawn = drawMermaid(map);
  expect(drawn).not.toMatch(/^click|<img|javascript:alert\(1\)"|\u202e/m);
  expect(drawn.split('\n')).toHaveLength(9);
  expect(drawDot(map).split('\n')).toHaveLength(7);
  expect(drawTable(map)).not.toContain('\u202e');
});

it('shows what changed with its neighbours, and counts the rest', () => {
  const names = Array.from({ length: 30 }, (_, at) => `s${at}`);
  const base = { services: names.map((name) => node(name)), edges: names.slice(1).map((name) => edge('s0', name)) };
  const head = { services: [...base.services, node('mail')], edges: [...base.edges, edge('s5', 'mail')] };
  const drawn = drawMermaid(diffMaps(base, head));
  expect(drawn).toContain('n0["mail"]:::added');
  expect(drawn).toContain('|"+ grpc"|');
  expect(drawn).toContain('28 more services');
});

it('keeps a large map small enough to be drawn', () => {
  const names = Array.from({ length: 500 }, (_, at) => `service-${at}`);
  const edges = names.flatMap((from) =>
    names.slice(0, 20).map((to) => edge(from, to, `/very.long.package.v1.Service/${from}`)),
  );
  const drawn = drawMermaid(asDiff({ services: names.map((name) => node(name)), edges }));
  expect(drawn.length).toBeLessThan(50_000);
  expect(drawn.split('\n').filter((line) => line.includes('-->')).length).toBeLessThanOrEqual(120);
});

it('a service of another name is the same one', () => {
  const before = { services: [node('a'), { ...node('old'), main: 'cmd/x' }], edges: [edge('a', 'old')] };
  const after = { services: [node('a'), { ...node('new'), main: 'cmd/x' }], edges: [edge('a', 'new')] };
  const diff = diffMaps(before, after);
  expect(diff.services.map(({ name, change }) => [name, change])).toEqual([
    ['a', 'same'],
    ['new', 'same'],
  ]);
  expect(diff.edges.map(({ change }) => change)).toEqual(['same']);
});
