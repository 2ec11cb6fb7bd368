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

test('so do words that an if compares, with what stands in its else and behind its return', () => {
  const text = `package main

import "os"

func main() {
	setUp()
	if len(os.Args) > 1 && os.Args[1] == "migrate" {
		migrate()
		return
	}
	if os.Args[1] == "work" {
		work()
	} else if os.Args[1] == "serve" {
		serve()
	} else {
		usage()
	}
}

${FUNCTIONS}`;
  expect(runs(text, startedWith(['migrate']))).toEqual(['migrate', 'setUp']);
  expect(runs(text, startedWith(['work']))).toEqual(['setUp', 'work']);
  expect(runs(text, startedWith(['serve']))).toEqual(['serve', 'setUp']);
  expect(runs(text, startedWith(['help']))).toEqual(['setUp', 'usage']);
  // What nobody says may be anything.
  expect(runs(text, startedWith([]))).toEqual(['migrate', 'serve', 'setUp', 'usage', 'work']);
});

test('where an if asks for more than the word, what follows may run as well', () => {
  const text = `package main

import "os"

var isEnabled bool

func main() {
	if os.Args[1] == "work" && isEnabled {
		work()
		return
	}
	serve()
}

${FUNCTIONS}`;
  expect(runs(text, startedWith(['work']))).toEqual(['serve', 'work']);
  expect(runs(text, startedWith(['serve']))).toEqual(['serve']);
});

test.each([
  [
    'actions',
    'app.Command("serve", "…").Action(run(serve))\n\twork := app.Command("work", "…")\n\twork.Action(run(doWork))',
  ],
  [
    'a switch',
    'served := app.Command("serve", "…")\n\tswitch kingpin.MustParse(app.Parse(os.Args[1:])) {\n\tcase served.FullCommand():\n\t\tserve()\n\tcase worked.FullCommand():\n\t\tdoWork()\n\t}',
  ],
])('the commands of kingpin are told apart by %s', (_, body) => {
  const text = `package main

import (
	"os"

	"github.com/alecthomas/kingpin/v2"
)

var (
	app    = kingpin.New("app", "")
	worked = app.Command("work", "…")
)

func run(do func()) kingpin.Action { return func(*kingpin.ParseContext) error { do(); return nil } }

func doWork() { work() }

func main() {
	_ = os.Args
	${body}
}

${FUNCTIONS}`;
  expect(runs(text, startedWith(['serve']))).toEqual(['serve']);
  expect(runs(text, startedWith(['work', '--fast']))).toEqual(['work']);
});

test('the commands of kong are told apart by the fields that declare them', () => {
  const text = {
    'cmd/app/main.go': `package main

import (
	"example.com/service/worker"
	"github.com/alecthomas/kong"
)

var cli struct {
	Serve   ServeCmd        \`cmd:"" help:"Serve"\`
	RunWork worker.Command  \`cmd:""\`
	Migrate MigrateCmd      \`cmd:"" name:"db"\`
}

type ServeCmd struct{}

func (ServeCmd) Run() error { serve(); return nil }

type MigrateCmd struct{}

func (*MigrateCmd) Run() error { migrate(); return nil }

func main() { kong.Parse(&cli).Run() }

${FUNCTIONS.replace('func work() {}\n', '')}`,
    'worker/worker.go':
      'package worker\n\ntype Command struct{}\n\nfunc (*Command) Run() error { work(); return nil }\n\nfunc work() {}\n',
  };
  expect(runs(text, startedWith(['serve']))).toEqual(['serve']);
  expect(runs(text, startedWith(['run-work']))).toEqual(['work']);
  expect(runs(text, startedWith(['db']))).toEqual(['migrate']);
  expect(runs(text, startedWith(['unknown']))).toEqual(['migrate', 'serve', 'work']);
});
