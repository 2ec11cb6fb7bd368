import { expect, it } from 'vitest';
import { environmentOfProgram } from '../../../src/core/services/environment/reads.ts';
import { goFiles } from '../../support/go.ts';

function reads(texts: Readonly<Record<string, string>>): Record<string, string> {
  const index = goFiles(texts)[0]?.index;
  if (!index) throw new Error('no Go');
  const { reads: found } = environmentOfProgram(index, 'cmd/app');
  return Object.fromEntries(found.map(({ name, need, when, path, line }) => [name, `${need} ${when} ${path}:${line}`]));
}

it('tells what a program cannot do without from what has another value', () => {
  expect(
    reads({
      'cmd/app/main.go': `package main

import ("log"; "os"; "strconv"; "fmt")

const key = "TOKEN"

func main() {
	url := os.Getenv("DATABASE_URL")
	if url == "" {
		log.Fatal("DATABASE_URL must be set")
	}
	token, ok := os.LookupEnv(key)
	if !ok {
		panic("no token")
	}
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	count, err := strconv.Atoi(os.Getenv("WORKERS"))
	if err != nil {
		log.Fatalf("WORKERS: %v", err)
	}
	if v := os.Getenv("LEVEL"); v != "" {
		fmt.Println(v)
	}
	if err := run(); err != nil {
		log.Fatal(err)
	}
	if count > 2 {
		mustGet("POOL")
	}
	fmt.Println(token, port, url, get("REGION", "eu"))
}

func run() error {
	addr := os.Getenv("ADDR")
	if addr == "" {
		return fmt.Errorf("ADDR must be set")
	}
	mustGet("QUEUE")
	return nil
}

func mustGet(name string) string {
	v := os.Getenv(name)
	if v == "" {
		panic(name)
	}
	return v
}

func get(name, fallback string) string {
	if v, ok := os.LookupEnv(name); ok {
		return v
	}
	return fallback
}
`,
    }),
  ).toEqual({
    DATABASE_URL: 'required always cmd/app/main.go:8',
    TOKEN: 'required always cmd/app/main.go:12',
    PORT: 'default always cmd/app/main.go:16',
    WORKERS: 'required always cmd/app/main.go:20',
    LEVEL: 'optional always cmd/app/main.go:24',
    ADDR: 'required always cmd/app/main.go:37',
    QUEUE: 'required always cmd/app/main.go:41',
    POOL: 'required maybe cmd/app/main.go:31',
    REGION: 'default always cmd/app/main.go:33',
  });
});

it('follows a loader that keeps its errors', () => {
  expect(
    reads({
      'internal/config/config.go': `package config

import ("errors"; "fmt"; "os")

type Loader struct {
	lookup func(string) (string, bool)
	errs   []error
}

func FromEnv() *Loader { return &Loader{lookup: os.LookupEnv} }

func (l *Loader) Required(key string) string {
	value, ok := l.lookup(key)
	if !ok || value == "" {
		l.errs = append(l.errs, fmt.Errorf("%s must be set", key))
	}
	return value
}

func (l *Loader) Err() error { return errors.Join(l.errs...) }
`,
      'cmd/app/main.go': `package main

import ("log"; "example.com/service/internal/config")

func main() {
	settings := config.FromEnv()
	url := settings.Required("DATABASE_URL")
	if err := settings.Err(); err != nil {
		log.Fatal(err, url)
	}
}
`,
    }),
  ).toEqual({ DATABASE_URL: 'required always cmd/app/main.go:7' });
});

it('reads the tags of structs that libraries fill', () => {
  expect(
    reads({
      'cmd/app/main.go': `package main

import ("log"; "github.com/caarlos0/env/v11")

type database struct {
	URL string \`env:"URL,required"\`
}

type config struct {
	Port  int      \`env:"PORT" envDefault:"8080"\`
	Debug bool     \`env:"DEBUG"\`
	DB    database \`envPrefix:"DB_"\`
}

func main() {
	var cfg config
	if err := env.Parse(&cfg); err != nil {
		log.Fatal(err)
	}
}
`,
    }),
  ).toEqual({
    PORT: 'default always cmd/app/main.go:10',
    DEBUG: 'optional always cmd/app/main.go:11',
    DB_URL: 'required always cmd/app/main.go:6',
  });
});

it('spells the names of fields as vrischmann/envconfig does, behind a prefix that a constant holds', () => {
  const found = reads({
    'cmd/app/main.go': `package main

import ("log"; "github.com/vrischmann/envconfig")

const prefix = "orders"

type database struct {
	SSLMode string
	Timeout int \`envconfig:"default=5"\`
}

type config struct {
	ClientID string
	Debug    bool   \`envconfig:"optional"\`
	Region   string \`envconfig:"AWS_REGION"\`
	hidden   string
	DB       database
}

func main() {
	var cfg config
	if err := envconfig.InitWithPrefix(&cfg, prefix); err != nil {
		log.Fatal(err)
	}
}
`,
  });
  expect(Object.entries(found).map(([name, said]) => `${name} ${said.replace(/ \S+$/, '')}`)).toEqual([
    'ORDERS_CLIENT_ID required always',
    'ORDERS_DEBUG optional always',
    'AWS_REGION required always',
    'ORDERS_DB_SSL_MODE required always',
    'ORDERS_DB_TIMEOUT default always',
  ]);
});

it('tells no names behind a prefix that is not known', () => {
  expect(
    reads({
      'cmd/app/main.go': `package main

import ("log"; "os"; "github.com/kelseyhightower/envconfig")

type config struct {
	URL string \`required:"true"\`
}

func main() {
	prefix := os.Args[1]
	var cfg config
	if err := envconfig.Process(prefix, &cfg); err != nil {
		log.Fatal(err)
	}
}
`,
    }),
  ).toEqual({});
});
