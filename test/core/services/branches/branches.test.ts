import { expect, test } from 'vitest';
import type { StartedWith } from '../../../../src/core/services/branches/choice.ts';
import { reachedBy, runsAt } from '../../../../src/core/services/reach/reachable.ts';
import { indexOf } from '../edges/helpers.ts';

const PLACE = { path: 'compose.yaml', line: 1, text: '' };

function startedWith(
  words: string[],
  more: { flags?: Record<string, string>; env?: Record<string, string> } = {},
): StartedWith {
  const list = (given: Record<string, string> = {}) =>
    Object.entries(given).map(([name, value]) => ({ ...PLACE, name, value }));
  return { arguments: words, environment: list(more.env), flags: list(more.flags) };
}

/** Functions of `cmd/app` that may run, `main` aside. */
function runs(text: string | Record<string, string>, started: StartedWith): string[] {
  const files = typeof text === 'string' ? { 'cmd/app/main.go': text } : text;
  return [...reachedBy(indexOf(files), 'cmd/app', started)]
    .flatMap(({ is, fact }) =>
      is === 'function' && /^(?:serve|work|migrate|setUp|usage)$/.test(fact.name) ? fact.name : [],
    )
    .sort();
}

const FUNCTIONS = 'func serve() {}\n\nfunc work() {}\n\nfunc migrate() {}\n\nfunc usage() {}\n\nfunc setUp() {}\n';

const COBRA = {
  'cmd/app/main.go': `package main

import (
	"example.com/service/worker"
	"github.com/spf13/cobra"
)

var root = &cobra.Command{Use: "app", Run: func(*cobra.Command, []string) { usage() }, PersistentPreRun: func(*cobra.Command, []string) { setUp() }}

var serveCmd = &cobra.Command{
	Use:     "serve [flags]",
	Aliases: []string{"server"},
	RunE:    runServe,
}

func runServe(*cobra.Command, []string) error { serve(); return nil }

func init() { root.AddCommand(serveCmd) }

func main() {
	root.AddCommand(worker.Command())
	root.Execute()
}

${FUNCTIONS.replace('func work() {}\n', '')}`,
  'worker/worker.go': `package worker

import "github.com/spf13/cobra"

func Command() *cobra.Command {
	cmd := &cobra.Command{
		Use: "worker",
		RunE: func(*cobra.Command, []string) error {
			work()
			return nil
		},
	}
	cmd.AddCommand(&cobra.Command{Use: "migrate", Run: func(*cobra.Command, []string) { migrate() }})
	return cmd
}

func work() {}

func migrate() {}
`,
};

test('of the commands of cobra only the one that is asked for runs, and what its parents prepare', () => {
  expect(runs(COBRA, startedWith(['serve']))).toEqual(['serve', 'setUp']);
  expect(runs(COBRA, startedWith(['server']))).toEqual(['serve', 'setUp']);
  expect(runs(COBRA, startedWith(['worker']))).toEqual(['setUp', 'work']);
  expect(runs(COBRA, startedWith(['worker', 'migrate']))).toEqual(['migrate', 'setUp', 'work']);
});

test('without arguments, or with a word that is no command, all of the program may run', () => {
  const all = ['migrate', 'serve', 'setUp', 'usage', 'work'];
  expect(runs(COBRA, startedWith([]))).toEqual(all);
  expect(runs(COBRA, startedWith(['consume']))).toEqual(all);
});

test('commands of urfave/cli are told apart within one literal', () => {
  const text = `package main

import (
	"os"

	"github.com/urfave/cli/v2"
)

func main() {
	app := &cli.App{
		Action: func(*cli.Context) error { usage(); return nil },
		Commands: []*cli.Command{
			{Name: "serve", Action: func(*cli.Context) error { serve(); return nil }},
			{Name: "work", Aliases: []string{"w"}, Action: func(*cli.Context) error { work(); return nil }},
		},
	}
	setUp()
	app.Run(os.Args)
}

${FUNCTIONS}`;
  expect(runs(text, startedWith(['serve']))).toEqual(['serve', 'setUp']);
  expect(runs(text, startedWith(['w']))).toEqual(['setUp', 'work']);
});

test('factories of commands are told apart by their keys', () => {
  const text = `package main

import "github.com/hashicorp/cli"

func main() {
	c := cli.NewCLI("app", "1")
	c.Commands = map[string]cli.CommandFactory{
		"serve":   func() (cli.Command, error) { serve(); return nil, nil },
		"migrate": func() (cli.Command, error) { migrate(); return nil, nil },
	}
}

${FUNCTIONS}`;
  expect(runs(text, startedWith(['migrate']))).toEqual(['migrate']);
});

const SWITCH = (on: string, before = '') => `package main

import (
	"flag"
	"os"
	"strings"
)

${before}
func main() {
	setUp()
	switch ${on} {
	case "serve", "http":
		serve()
	case "work":
		work()
	default:
		usage()
	}
}

var _, _, _ = flag.Parse, os.Exit, strings.ToLower

${FUNCTIONS}`;

test('a switch over arguments, flags and variables is decided by them', () => {
  expect(runs(SWITCH('os.Args[1]'), startedWith(['work']))).toEqual(['setUp', 'work']);
  expect(runs(SWITCH('flag.Arg(0)'), startedWith(['http']))).toEqual(['serve', 'setUp']);
  const byVariable = SWITCH('strings.ToLower(os.Getenv("ROLE"))');
  expect(runs(byVariable, startedWith([], { env: { ROLE: 'WORK' } }))).toEqual(['setUp', 'work']);
  const byFlag = SWITCH('*role', 'var role = flag.String("role", "serve", "what to do")\n');
  expect(runs(byFlag, startedWith([], { flags: { role: 'work' } }))).toEqual(['setUp', 'work']);
});

const MODULES = `package main

import "github.com/grafana/dskit/modules"

const (
	Server  string = "server"
	Querier string = "querier"
	Worker  string = "worker"
	All     string = "all"
)

type app struct{}

func (a *app) initServer() { setUp() }

func (a *app) initQuerier() { serve() }

func (a *app) initWorker() { work() }

func main() {
	a := &app{}
	mm := modules.NewManager()
	mm.RegisterModule(Server, a.initServer)
	mm.RegisterModule(Querier, a.initQuerier)
	mm.RegisterModule(Worker, a.initWorker)
	mm.RegisterModule(All, nil)
	worker := []string{Server}
	deps := map[string][]string{
		Querier: {Server},
		Worker:  worker,
		All:     {Querier, Worker},
	}
	for mod, targets := range deps {
		mm.AddDependency(mod, targets...)
	}
}

${FUNCTIONS}`;

test('of the modules of a program only the target runs, with all that it needs', () => {
  const target = (name: string) => runs(MODULES, startedWith([], { flags: { target: name } }));
  expect(target('querier')).toEqual(['serve', 'setUp']);
  expect(target('worker')).toEqual(['setUp', 'work']);
  expect(target('querier,worker')).toEqual(['serve', 'setUp', 'work']);
  expect(target('all')).toEqual(['serve', 'setUp', 'work']);
  expect(target('unheard-of')).toEqual(['serve', 'setUp', 'work']);
  expect(runs(MODULES, startedWith([]))).toEqual(['serve', 'setUp', 'work']);
});

test('a switch over something else, or over what is not told, leaves every case', () => {
  const all = ['serve', 'setUp', 'usage', 'work'];
  expect(runs(SWITCH('os.Getenv("OTHER")'), startedWith(['x'], { env: { ROLE: 'work' } }))).toEqual(all);
  expect(runs(SWITCH('os.Getenv("ROLE")'), startedWith([]))).toEqual(all);
  expect(runs(SWITCH('strings.ToLower(read())', 'func read() string { return "" }'), startedWith(['work']))).toEqual(
    all,
  );
});

test('where the deployments of a service differ in a variable, every case may run', () => {
  const started = startedWith([]);
  const both = ['serve', 'work'].map((value) => ({ ...PLACE, name: 'ROLE', value }));
  expect(runs(SWITCH('os.Getenv("ROLE")'), { ...started, environment: both })).toContain('work');
});

test('lines of a function that its arguments pass by do not run', () => {
  const index = indexOf({ 'cmd/app/main.go': SWITCH('os.Args[1]') });
  const reached = reachedBy(index, 'cmd/app', startedWith(['work']));
  const main = [...reached].find(({ fact }) => fact.name === 'main');
  if (!main) throw new Error('no main');
  const line = (text: string) => SWITCH('os.Args[1]').split('\n').indexOf(`\t\t${text}()`) + 1;
  expect(runsAt(reached, main, line('work'))).toBe(true);
  expect(runsAt(reached, main, line('serve'))).toBe(false);
});
