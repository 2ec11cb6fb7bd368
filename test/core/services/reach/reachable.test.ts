import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Declaration } from '../../../../src/core/services/reach/declarations.ts';
import { reachableFrom } from '../../../../src/core/services/reach/reachable.ts';
import { indexOf } from '../edges/helpers.ts';

/** What the main package of `cmd/app` reaches, by name. */
function reached(texts: Readonly<Record<string, string>>): string[] {
  return [...reachableFrom(indexOf(texts), 'cmd/app')].map(nameOf).sort();
}

function nameOf({ is, fact }: Declaration): string {
  const receiver = is === 'function' ? fact.receiver : null;
  return receiver ? `${receiver.type}.${fact.name}` : fact.name;
}

test('follows functions, not packages', () => {
  const names = reached({
    'cmd/app/main.go': 'package main\n\nimport "example.com/service/lib"\n\nfunc main() { lib.Used() }\n',
    'lib/lib.go':
      'package lib\n\nfunc Used() { helper() }\n\nfunc helper() {}\n\nfunc Unused() { other() }\n\nfunc other() {}\n',
  });
  expect(names).toEqual(['Used', 'helper', 'main']);
});

test('methods count when their type is there and their name is called', () => {
  const names = reached({
    'cmd/app/main.go': `package main

type saver interface{ Save() }

type disk struct{}

func (d disk) Save()  {}
func (d disk) Erase() {}

type tape struct{}

func (t tape) Save() {}

func store(s saver) { s.Save() }

func main() { store(disk{}) }

func erase(d disk) { d.Erase() }
`,
  });
  expect(names).toContain('disk.Save');
  expect(names).not.toContain('tape.Save');
  expect(names).not.toContain('disk.Erase');
});

test('init functions and package variables of what is imported run', () => {
  const names = reached({
    'cmd/app/main.go': 'package main\n\nimport _ "example.com/service/plugin"\n\nfunc main() {}\n',
    'plugin/plugin.go':
      'package plugin\n\nvar _ = register()\n\nfunc register() int { return 1 }\n\nfunc init() { setUp() }\n\nfunc setUp() {}\n',
  });
  expect(names).toEqual(expect.arrayContaining(['register', 'setUp']));
});

test('a type that is only compared with an interface is not there', () => {
  const names = reached({
    'cmd/app/main.go': `package main

import "example.com/service/store"

func main() { store.Check().Save() }
`,
    'store/store.go': `package store

type Store interface{ Save() }

var _ Store = (*disk)(nil)

type disk struct{}

func (d *disk) Save() {}

type tape struct{}

func (t *tape) Save() {}

func Check() Store { return &tape{} }
`,
  });
  expect(names).toContain('tape.Save');
  expect(names).not.toContain('disk.Save');
});

test('generated code of Connect calls what serves its messages', () => {
  const names = reached({
    'cmd/app/main.go': `package main

import (
	"context"

	"connectrpc.com/connect"
	authv1 "example.org/gen/auth/v1"
	"example.org/gen/auth/v1/authv1connect"
)

type server struct{}

func (s *server) Authenticate(ctx context.Context, req *connect.Request[authv1.Ask]) (*authv1.Reply, error) { return ask() }

func ask() (*authv1.Reply, error) { return nil, nil }

type client struct{}

func (c client) Authenticate() {}

func use(c client) { c.Authenticate() }

func main() { authv1connect.NewAuthServiceHandler(&server{}) }
`,
  });
  expect(names).toContain('ask');
  expect(names).not.toContain('use');
});

test('methods that no code of the repository calls are called by libraries', () => {
  const names = reached({
    'cmd/app/main.go': `package main

import "example.org/queue"

type worker struct{}

func (w *worker) OnDelivery() { handle() }

func handle() {}

func main() { queue.Start(&worker{}) }
`,
  });
  expect(names).toContain('handle');
});

test('one more call never makes less reachable', () => {
  const count = 6;
  const links = fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 12 });
  const program = (pairs: readonly (readonly [number, number])[]) => {
    const bodies = Array.from({ length: count }, (_, at) =>
      pairs
        .flatMap(([from, to]) => (from === at ? [to % 2 === 0 ? `f${to}()` : `t${to - 1}{}.m${to}()`] : []))
        .join('; '),
    );
    const declared = bodies.map((body, at) =>
      at % 2 === 0
        ? `type t${at} struct{}\n\nfunc f${at}() { ${body} }\n`
        : `func (t t${at - 1}) m${at}() { ${body} }\n`,
    );
    return { 'cmd/app/main.go': `package main\n\nfunc main() { f0() }\n\n${declared.join('\n')}` };
  };
  fc.assert(
    fc.property(links, fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), (pairs, more) => {
      const before = reached(program(pairs));
      const after = new Set(reached(program([...pairs, more])));
      expect(before.filter((name) => !after.has(name))).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('ends at names that a package imported with a dot has without declaring them to others', () => {
  const names = reached({
    'cmd/app/main.go':
      'package main\n\nimport . "example.com/service/lib"\n\nfunc main() {\n\tinit := Used\n\tinit()\n\t_ = init\n}\n',
    'lib/lib.go': 'package lib\n\nvar _ = 1\n\nfunc init() {}\n\nfunc Used() {}\n',
  });
  expect(names).toContain('Used');
});

test('what a field may only hold a pointer to is made elsewhere, or is not there', () => {
  const files = (made: string) => ({
    'cmd/app/main.go': `package main

type store struct{}

func (s *store) Save() {}

type settings struct{}

func (s *settings) Save() {}

type cache struct{}

func (c *cache) Save() {}

type app struct {
	store    *store
	settings *settings \`yaml:"settings"\`
	cache    cache
}

func main() {
	a := &app{}
	${made}
	a.store.Save()
}
`,
  });
  expect(reached(files('a.store = nil'))).toEqual(['app', 'cache', 'cache.Save', 'main', 'settings', 'settings.Save']);
  expect(reached(files('a.store = &store{}'))).toContain('store.Save');
});
