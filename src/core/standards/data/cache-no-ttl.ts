import type { GoFile } from '../../go/file.ts';
import { calleeOf } from '../../go/syntax/calls.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { constantInt } from '../support/constants.ts';
import { calledName, calledText } from '../support/ignorable.ts';
import { libraryCallee } from '../support/messages.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

export const cacheNoTtl = defineStandard({
  id: 'data/cache-no-ttl',
  severity: 'medium',
  lane: 'H',
  flags: [],
  title: 'Cache entry that never expires',
  why: 'An entry without an expiry is right until the row behind it changes, and then wrong for ever: customers see an old price until somebody deletes the key by hand. And the cache only grows, until Redis evicts what others need or refuses writes.',
  fix: 'Give every entry an expiry, a little random so that they do not all end at once.\n\n```go\nclient.Set(ctx, key, value, 10*time.Minute+rand.N(time.Minute))\n```',
  references: [
    'https://redis.io/docs/latest/commands/set/',
    'https://pkg.go.dev/github.com/redis/go-redis/v9#Client.Set',
  ],
  lasting: true,
  examples: {
    bad: [
      `package catalog

import (
	"context"

	"github.com/redis/go-redis/v9"
)

type productCache struct{ client *redis.Client }

func (c *productCache) put(ctx context.Context, id string, body []byte) error {
	return c.client.Set(ctx, "product:"+id, body, 0).Err() // want
}`,
      `package service

import (
	"context"

	rdb "github.com/go-redis/redis/v8"
)

const forever = 0

type service struct{ cache *rdb.Client }

func (s *service) load(ctx context.Context, id string) {
	s.cache.Set(ctx, id, "x", forever) // want
}`,
      `package service

import (
	"context"

	"github.com/redis/go-redis/v9"
)

func cacheUser(ctx context.Context, client redis.Cmdable, id string) error {
	status := client.Set(ctx, id, "x", 0) // want
	return status.Err()
}`,
    ],
    good: [
      `package catalog

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

type productCache struct{ client *redis.Client }

func (c *productCache) put(ctx context.Context, id string, body []byte, ttl time.Duration) error {
	if err := c.client.Set(ctx, id, body, ttl).Err(); err != nil {
		return err
	}
	return c.client.Set(ctx, "product:"+id, body, 10*time.Minute).Err()
}`,
      `package catalog

import (
	"context"

	"github.com/redis/go-redis/v9"
)

func lockCache(ctx context.Context, client *redis.Client) (bool, error) {
	return client.SetNX(ctx, "lock", "me", 0).Result()
}

type badgeCache struct{ client *redis.Client }

func (c *badgeCache) Forever(ctx context.Context, key string, value any) error {
	return c.client.Set(ctx, key, value, 0).Err()
}

func (c *badgeCache) reset(ctx context.Context, user string) error {
	return c.client.Set(ctx, "badge:"+user, 0, 0).Err()
}

func (c *badgeCache) more(ctx context.Context, user string) error {
	return c.client.Incr(ctx, "badge:"+user).Err()
}

func keepSettings(ctx context.Context, client *redis.Client) error {
	return client.Set(ctx, "settings", "on", 0).Err()
}`,
      `package catalog

type cache struct{}

func (cache) Set(ctx, key, value string, size int) {}

func fill(c cache) { c.Set("", "a", "b", 0) }`,
    ],
  },
  calls: /^Set$/,
  go: { call_expression: judge },
});

function judge(call: NodeId, file: GoFile, report: Report): void {
  if (calledName(file, call) !== 'Set') return;
  const [, key, value, expiry] = file.arguments(call);
  if (key === undefined || value === undefined || expiry === undefined || constantInt(file, expiry) !== 0) return;
  if (!libraryCallee(file, call)?.package.startsWith('github.com/redis/go-redis')) return;
  if (isTestCode(file) || isTooling(file) || !isCache(file, call)) return;
  if ((isParameter(file, key) && isParameter(file, value)) || isCounted(file, key)) return;
  report(call, {
    message: `\`${calledText(file, call)}\` stores ${file.tree.textOf(key)} with an expiry of 0, which is none: if it is a copy of something, the copy is served after that has changed, until somebody deletes the key.`,
    evidence: [expiry],
  });
}

/** The code calls it a cache: what else is kept in Redis may be there to stay. */
function isCache(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  const texts = [tree.textOf(calleeOf(tree, call)), file.symbolAt(call) ?? '', file.dir.split('/').at(-1) ?? ''];
  return texts.some((text) => /cache/i.test(text));
}

/** Handed through as it came: whoever calls the wrapper decides what is kept and for how long. */
function isParameter(file: GoFile, node: NodeId): boolean {
  const declaration = file.bindings[node] as number;
  return declaration !== NONE && file.tree.ancestor(declaration, Kind.parameter_list) !== NONE;
}

/** A counter that other code increments: state, not a copy of something. */
function isCounted(file: GoFile, key: NodeId): boolean {
  const { tree } = file;
  for (const call of tree.descendants(NONE, Kind.call_expression)) {
    if (!/^(?:Incr|Decr)/.test(calledName(file, call))) continue;
    if (file.arguments(call).some((argument) => tree.textOf(argument) === tree.textOf(key))) return true;
  }
  return false;
}
