import { describe, expect, test } from 'vitest';
import { qualifiersOf } from '../../../src/core/go/index/qualifiers.ts';
import { isExported, possiblePackageNames, usualPackageName } from '../../../src/core/go/names.ts';

test.each([
  ['fmt', 'fmt'],
  ['net/http', 'http'],
  ['gopkg.in/yaml.v3', 'yaml'],
  ['github.com/go-chi/chi/v5', 'chi'],
  ['github.com/nats-io/nats.go', 'nats'],
  ['github.com/redis/go-redis/v9', 'redis'],
  ['github.com/rabbitmq/amqp091-go', 'amqp091'],
  ['github.com/acme/date-fns', 'datefns'],
  ['v2', 'v2'],
])('%s is usually called %s', (path, name) => {
  expect(usualPackageName(path)).toBe(name);
  expect(possiblePackageNames(path)).toContain(name);
});

test.each([
  ['github.com/acme/go-redis', ['redis', 'goredis', 'go_redis']],
  ['github.com/acme/date-fns', ['datefns', 'date_fns', 'fns']],
  ['github.com/acme/yaml.v3', ['yaml']],
  ['C', ['C']],
  ['github.com/acme/9lives', []],
])('%s may be called %j', (path, names) => {
  expect(possiblePackageNames(path).sort()).toEqual([...names].sort());
});

test('exported names begin with a capital of any alphabet', () => {
  expect(['A', 'Ä', 'a', '_A', 'ä', '世'].map(isExported)).toEqual([true, true, false, false, false, false]);
});

describe('names of imports', () => {
  const spec = (path: string, alias: string | null = null) => ({ path, alias, line: 1 });
  const names = (...imports: Parameters<typeof qualifiersOf>[0]) =>
    Object.fromEntries(qualifiersOf(imports, (path) => (path.startsWith('known/') ? 'real' : null)));

  test('written names and those of known packages count', () => {
    expect(names(spec('a/b', 'x'), spec('known/go-thing'))).toEqual({ x: 'a/b', real: 'known/go-thing' });
  });

  test('blank and dot imports have none', () => {
    expect(names(spec('a/b', '_'), spec('a/c', '.'))).toEqual({});
  });

  test('what is certain comes before a guess', () => {
    expect(names(spec('a/real'), spec('known/x')).real).toBe('known/x');
    expect(names(spec('a/thing'), spec('a/b', 'thing')).thing).toBe('a/b');
  });

  test('a name that two may have is nobody’s', () => {
    const found = names(spec('a/first-thing'), spec('b/second-thing'));
    expect(found.thing).toBeUndefined();
    expect(found.firstthing).toBe('a/first-thing');
  });
});
