import { describe, expect, test } from 'vitest';
import { diffMaps } from '../../../../src/core/services/diff/diff.ts';
import { drawDot } from '../../../../src/core/services/draw/dot.ts';
import { mapJson } from '../../../../src/core/services/draw/json.ts';
import { drawMermaid } from '../../../../src/core/services/draw/mermaid.ts';
import { codeEdges } from '../../../../src/core/services/edges/code-edges.ts';
import type { ServiceMap, ServiceNode } from '../../../../src/core/services/service-map.ts';
import { edgesOf, indexOf, service } from './helpers.ts';

function program(body: string, imports: readonly string[] = []): string {
  const all = ['database/sql', 'net/http', 'os', ...imports].map((path) => `\t"${path}"\n`).join('');
  return `package main\n\nimport (\n${all})\n\nfunc main() {\n\t_, _, _ = sql.Open, http.Get, os.Args\n${body}\n}\n`;
}

const opening = (text: string, driver = 'postgres') => `\t_, _ = sql.Open("${driver}", ${text})`;

const OPENS = { 'cmd/orders/main.go': program(opening('os.Getenv("DATABASE_URL")')) };

function mapOf(texts: Readonly<Record<string, string>>, nodes: readonly ServiceNode[]): ServiceMap {
  const { edges, peers } = codeEdges(indexOf(texts), nodes);
  return { services: [...nodes, ...peers], edges };
}

function withSecret(): ServiceNode {
  const secret = { name: 'orders-db', key: 'url' };
  const variable = { path: 'deploy.yaml', line: 9, text: '', name: 'DATABASE_URL', value: null, secret };
  return service('orders', { environment: [variable] });
}

describe('a call whose address only a setting tells', () => {
  test.each([
    ['a variable', 'os.Getenv("DATABASE_URL")'],
    ['the host of a URL', '"postgres://app:secret@" + os.Getenv("DATABASE_URL") + ":5432/shop"'],
    ['the host of words', '"dbname=shop host=" + os.Getenv("DATABASE_URL")'],
  ])('leads to what it is, by %s', (_, text) => {
    expect(edgesOf({ 'cmd/orders/main.go': program(opening(text)) }, [service('orders')])).toEqual([
      'orders -> postgres at $DATABASE_URL of orders database addressed null',
    ]);
  });

  test('says which secret holds it', () => {
    expect(edgesOf(OPENS, [withSecret()])).toEqual([
      'orders -> postgres at secret orders-db/url of orders database addressed null',
    ]);
  });

  test('is never joined by the name of a variable', () => {
    const both = { ...OPENS, 'cmd/stock/main.go': OPENS['cmd/orders/main.go'] };
    expect(edgesOf(both, [service('orders'), service('stock')])).toEqual([
      'orders -> postgres at $DATABASE_URL of orders database addressed null',
      'stock -> postgres at $DATABASE_URL of stock database addressed null',
    ]);
  });

  test.each([
    ['a part of the address that is no machine', opening('"dbname=" + os.Getenv("DATABASE_NAME")')],
    ['a driver that is not known', '\t_, _ = sql.Open(os.Args[1], os.Getenv("DATABASE_URL"))'],
  ])('stays open with %s', (_, body) => {
    const [edge] = edgesOf({ 'cmd/orders/main.go': program(body) }, [service('orders')]);
    expect(edge).toMatch(/^orders -> \w+ database unresolved null$/);
  });

  test('stays open where a program knows several databases of SQL, of which a setting takes one', () => {
    const several = program(`${opening('os.Getenv("POSTGRES_URL")')}\n${opening('os.Getenv("MYSQL_URL")', 'mysql')}`);
    expect(edgesOf({ 'cmd/orders/main.go': several }, [service('orders')])).toEqual([
      'orders -> mysql database unresolved null',
      'orders -> postgres database unresolved null',
    ]);
  });
});

describe('what stands for such an end', () => {
  const map = mapOf(OPENS, [withSecret()]);

  test('is told apart in every form of the map', () => {
    const diff = diffMaps(map, map);
    expect(mapJson(diff)).toMatchObject({
      services: [
        { name: 'orders', setting: null },
        { setting: { from: 'environment', name: 'DATABASE_URL', secret: { name: 'orders-db', key: 'url' } } },
      ],
      edges: [{ state: 'addressed' }],
    });
    expect(drawMermaid(diff)).toContain('[("postgres at secret orders-db/url of orders")]:::addressed');
    expect(drawDot(diff)).toMatch(/of orders" \[shape=cylinder, .*, style=dashed\]/);
  });

  const known = mapOf(OPENS, [
    service('orders', { env: { DATABASE_URL: 'postgres://app@db:5432/shop' } }),
    { ...service('db'), kind: 'store', main: null, product: 'postgres' },
  ]);
  const unknown = mapOf(OPENS, [service('orders')]);

  test.each([
    ['a secret takes the place of a variable', unknown, map],
    ['a manifest no longer says the address', known, map],
    ['a manifest says it now', map, known],
  ])('is neither new nor gone when %s', (_, base, head) => {
    const { edges, services } = diffMaps(base, head);
    expect(edges.filter(({ change }) => change !== 'same')).toEqual([]);
    expect(services.filter(({ setting, change }) => setting && change !== 'same')).toEqual([]);
  });

  test('is new with the code that calls it', () => {
    const none = mapOf({ 'cmd/orders/main.go': program('') }, [withSecret()]);
    const { edges, services } = diffMaps(none, map);
    expect(edges.map(({ state, change }) => `${state} ${change}`)).toEqual(['addressed added']);
    expect(services.map(({ name, change }) => `${name} ${change}`)).toContain(
      'postgres at secret orders-db/url of orders added',
    );
  });
});
