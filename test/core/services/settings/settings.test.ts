import { describe, expect, test } from 'vitest';
import { readManifest } from '../../../../src/core/services/manifests/read.ts';
import { mapOf } from '../../../../src/core/services/map/map.ts';
import { indexOf } from '../edges/helpers.ts';
import { manifestsOf } from '../tree.ts';

describe('files of settings', () => {
  test.each([
    ['YAML', 'data:\n  database:\n    read_timeout: 1s\n    source: db:5432\n'],
    ['JSON', '{"data": {"database": {"readTimeout": "1s", "source": "db:5432"}}}'],
    ['TOML', '[data.database]\nread-timeout = "1s"\nsource = "db:5432" # where\n'],
  ])('are read by key: %s', (_, text) => {
    expect(readManifest('settings', text)).toEqual({
      form: 'settings',
      values: { 'data.database.readtimeout': '1s', 'data.database.source': 'db:5432' },
    });
  });

  test('that deploy something are manifests', () => {
    const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop}\ndata: {a: b}\n';
    expect(readManifest('settings', text).form).toBe('kubernetes');
  });

  test.each(['', '[', '[[[[\n= =', '{"a": ', 'a: &a [*a, *a]'])('never throw: %j', (text) => {
    expect(readManifest('settings', text).form).toBe('none');
  });
});

const program = (address: string, more = '') => `package main

import (
	"context"
	"net/http"

	"github.com/redis/go-redis/v9"
	"github.com/segmentio/kafka-go"
	"gopkg.in/yaml.v3"
)

type Topic struct {
	Name string \`yaml:"name"\`
}

type Topics struct {
	Placed Topic \`yaml:"placed"\`
	Paid   Topic \`yaml:"paid"\`
}

type Config struct {
	Topics Topics \`yaml:"topics"\`
	Cache  struct{}
	Redis  Redis \`yaml:"redis"\`
}

type Redis struct {
	Addr string \`yaml:"addr"\`
}

func connect(cfg Redis) *redis.Client { return redis.NewClient(&redis.Options{Addr: cfg.Addr}) }

func write(topic Topic) *kafka.Writer { return &kafka.Writer{Topic: topic.Name} }

func load() *Config {
	cfg := &Config{}
	_ = yaml.Unmarshal(nil, cfg)
	return cfg
}

func main() {
	cfg := load()
	connect(cfg.Redis)
	w := &kafka.Writer{Topic: ${address}}
	_ = w.WriteMessages(context.Background())
	${more}
	_ = http.ListenAndServe(":80", nil)
}
`;
const FILES = {
  'services/orders/configs/config.yaml':
    'redis: {addr: "cache:6379"}\ntopics:\n  placed: {name: orders.placed}\n  paid: {name: orders.paid}\n',
  'services/stock/configs/config.yaml': 'redis: {addr: "other:6379"}\n',
  'compose.yaml': 'services:\n  cache: {image: redis}\n  other: {image: redis}\n',
};

function edges(texts: Readonly<Record<string, string>>): string[] {
  const { edges: found } = mapOf(indexOf(texts), manifestsOf(texts), []);
  return found.map(({ from, to, kind, state, subject }) => `${from} -> ${to} ${kind} ${state} ${subject}`).sort();
}

describe('what a program takes from settings', () => {
  test('is what the file beside it says', () => {
    expect(edges({ ...FILES, 'services/orders/cmd/server/main.go': program('cfg.Topics.Paid.Name') })).toEqual([
      'orders -> cache cache called null',
      'orders -> kafka publish called orders.paid',
    ]);
  });

  test('stays open where a struct stands under several keys', () => {
    const main = program('"fixed"', 'write(cfg.Topics.Placed)');
    expect(edges({ ...FILES, 'services/orders/cmd/server/main.go': main })).toEqual(
      expect.not.arrayContaining(['orders -> kafka publish called orders.paid']),
    );
  });
});
