import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingDeclaration, isCall } from '../../go/syntax/calls.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isError } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { isHttpHandler } from '../support/caller-context.ts';
import { constantInt } from '../support/constants.ts';
import { EXIT_CALLS, isExit, isForced, isInvariant } from '../support/exits.ts';
import { declaredName, functionsAround } from '../support/functions.ts';
import { resultTypes } from '../support/guard.ts';
import { reachOf } from '../support/handlers.ts';
import { remarkAt } from '../support/remark.ts';
import { isTestCode } from '../support/test-code.ts';

export const exitOutsideMain = defineStandard({
  id: 'errors/exit-outside-main',
  severity: 'medium',
  lane: 'D',
  flags: ['no-error-strategy'],
  title: 'Process ended outside main',
  why: 'The exit skips every deferred call of every goroutine: requests in flight are cut off, transactions and buffers are lost, spans and logs are not flushed. One failure that a caller could have answered with 503 restarts the whole instance, and no test can reach the path.',
  fix: 'Return the error and let `main` decide.\n\n```go\nfunc Load(path string) (*Config, error) {\n\tdata, err := os.ReadFile(path)\n\tif err != nil {\n\t\treturn nil, fmt.Errorf("load configuration: %w", err)\n\t}\n```',
  references: [
    'https://pkg.go.dev/os#Exit',
    'https://pkg.go.dev/log#Fatal',
    'https://go.dev/wiki/CodeReviewComments#dont-panic',
  ],
  lasting: true,
  examples: {
    bad: [
      `func load(path string) []byte {
	data, err := os.ReadFile(path)
	if err != nil {
		log.Fatalf("read %s: %v", path, err) // want
	}
	return data
}`,
      `package store

import (
	. "os"

	"github.com/rs/zerolog/log"
	"go.uber.org/zap"
)

type store struct{ logger *zap.Logger }

func (s *store) open(err error) {
	switch {
	case err == nil:
	case s.logger != nil:
		s.logger.Fatal("open", zap.Error(err)) // want
	default:
		log.Fatal().Err(err).Msg("open") // want
	}
	defer func() { Exit(1) }() // want
}`,
      {
        'go.mod': 'module example.com/shop\n\ngo 1.25\n',
        'main.go': 'package main\n\nimport "example.com/shop/web"\n\nfunc main() { web.Serve() }\n',
        'web/web.go':
          'package web\n\nimport (\n\t"net/http"\n\n\tlogger "github.com/sirupsen/logrus"\n)\n\nfunc Serve() { logger.Fatal(http.ListenAndServe(":80", nil)) }\n\nfunc place(w http.ResponseWriter, _ *http.Request) {\n\tgo func() {\n\t\tlogger.WithField("a", 1).Fatalln("no store") // want\n\t}()\n}\n',
      },
      {
        'go.mod': 'module example.com/shop\n\ngo 1.25\n',
        'main.go':
          'package main\n\nimport (\n\t"example.com/shop/a"\n\t"example.com/shop/b"\n)\n\nfunc main() { a.A(); b.B() }\n',
        'a/a.go': 'package a\n\nimport "example.com/shop/b"\n\nfunc A() { b.B() }\n',
        'b/b.go': 'package b\n\nimport "os"\n\nfunc B() {\n\tos.Exit(2) // want\n}\n',
      },
      {
        'cmd/refunds/main.go': 'package main\n\nimport "example.com/service/store"\n\nfunc main() { store.Open() }\n',
        'store/store.go': 'package store\n\nimport "os"\n\nfunc Open() {\n\tos.Exit(1) // want\n}\n',
      },
      // A hint: what made the value may have ruled the case out.
      `func apply(kind string) error {
	switch kind {
	case "label":
		return nil
	default:
		log.Fatalf("unknown kind %s", kind) // want
	}
	return nil
}`,
    ],
    good: [
      `// Drop runs the command in a child process, and reports by exit codes.
func Drop(run func() error) error {
	if err := run(); err != nil {
		os.Exit(3)
	}
	return nil
}`,
      `func watch(changed chan bool, fatal bool) {
	go func() {
		<-changed
		// The settings have changed: the supervisor starts it again.
		// Let it restart.
		log.Fatal("settings changed")
	}()
}`,
      {
        'go.mod': 'module example.com/shop\n\ngo 1.25\n',
        'cli/calls/calls.go':
          'package calls\n\nimport "log"\n\nfunc Get(code int) {\n\tif code != 200 {\n\t\tlog.Fatalf("answered %d", code)\n\t}\n}\n',
        'cli/get/get.go':
          'package get\n\nimport (\n\t"example.com/shop/cli/calls"\n\t"github.com/spf13/cobra"\n)\n\nvar Command = &cobra.Command{Run: func(*cobra.Command, []string) { calls.Get(200) }}\n',
      },
      {
        'main.go':
          'package main\n\nimport "log"\n\nfunc main() { run() }\n\nfunc run() { log.Fatal("no configuration") }\n',
      },
      {
        'go.mod': 'module example.com/shop\n\ngo 1.25\n',
        'cmd/shop/main.go': 'package main\n\nimport "example.com/shop/internal/start"\n\nfunc main() { start.Run() }\n',
        'internal/start/start.go': 'package start\n\nimport "log"\n\nfunc Run() { log.Fatal("no configuration") }\n',
      },
      {
        'ctl/root.go':
          'package ctl\n\nimport (\n\t"os"\n\n\t"github.com/spf13/cobra"\n)\n\nvar root = &cobra.Command{}\n\nfunc Execute() {\n\tif root.Execute() != nil {\n\t\tos.Exit(1)\n\t}\n}\n',
      },
      `var home = os.Getenv("HOME")

func init() {
	if home == "" {
		log.Fatal("HOME is not set")
	}
}

func MustLoad(path string) []byte {
	data, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	return data
}`,
      `func forceExit() {
	stop := make(chan os.Signal, 2)
	signal.Notify(stop, os.Interrupt)
	<-stop
	<-stop
	os.Exit(130)
}

func work(run func()) {
	defer func() {
		if r := recover(); r != nil {
			log.Fatal(r)
		}
	}()
	run()
}`,
      `type logger struct{}

func (logger) Fatal(args ...any) {}

func load(os interface{ Exit(int) }) {
	log := logger{}
	log.Fatal("not the process")
	os.Exit(1)
}`,
    ],
  },
  calls: EXIT_CALLS,
  go: {
    call_expression(call, file, report) {
      if (file.isMain) return;
      const found = file.callee(call);
      if (found === null || !isExit(found)) return;
      const [inner = NONE] = functionsAround(file, call);
      const handler = functionsAround(file, call).some((fn) => isHttpHandler(file, fn));
      const answerable = handler || returnsError(file, inner);
      // Before the program serves, its end is an answer as good as any.
      const serves = handler || reachOf(file, call) !== null;
      if (inner === NONE || isTestCode(file) || (!handler && isLeftToStart(file, call))) return;
      if (isMeant(file, call) || (!answerable && isOfCommands(file))) return;
      const name = file.tree.textOf(calleeOf(file.tree, call));
      const symbol = file.symbolAt(call);
      report(call, {
        // A function that returns errors, or answers, has another way out.
        lane: serves && answerable && !isInvariant(file, call) && !endsWell(file, call) ? 'D' : 'H',
        message: handler
          ? `\`${name}\` in \`${symbol}\` ends the process while it answers a request: every other request in flight is cut off with it.`
          : `\`${name}\` ends the process inside \`${symbol}\`, which is library code: deferred calls do not run, nothing is flushed, and no caller can answer or retry the failure. Return the error.`,
      });
    },
  },
});

/** `os.Exit(0)`, or a function that is named for it: the end is what was asked for. */
function endsWell(file: GoFile, call: NodeId): boolean {
  const [code] = file.arguments(call);
  if (file.callee(call)?.package === 'os' && code !== undefined && constantInt(file, code) === 0) return true;
  // What a recovered panic left behind may be worth less than a restart.
  if (file.tree.ancestor(call, Kind.defer_statement) !== NONE) return true;
  return /restart|reload|shut_?down|stop|terminate|kill|quit|upgrade|daemon|signal/i.test(declaredName(file, call));
}

function returnsError(file: GoFile, fn: NodeId): boolean {
  return fn !== NONE && resultTypes(file, fn).some((type) => isError(file.typeAt(type)));
}

const INTENT = /\b(?:re-?start|exit|crash|kill|fatal|abort|give up|on purpose|intention|deliberate|unrecoverable)/i;

/** The lines above say that the process is to end, or it has ended already: `log.Fatal(…)` before `os.Exit(1)`. */
function isMeant(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  const statement = tree.ancestor(call, Kind.expression_statement);
  if (statement === NONE) return false;
  if (INTENT.test(remarkAt(file, statement)) || INTENT.test(remarkAt(file, enclosingDeclaration(tree, call))))
    return true;
  return tree.children(tree.parent(statement)).some((before) => {
    const other = before < statement ? (tree.children(before)[0] ?? NONE) : NONE;
    const callee = other !== NONE && isCall(tree, other) ? file.callee(other) : null;
    return callee !== null && isExit(callee);
  });
}

/** Commands import it, and besides them mains only: it is the inside of a command, and ends with it. */
function isOfCommands(file: GoFile): boolean {
  const importers = file.index.importers(file.package?.path ?? '');
  const commands = importers.filter(({ facts }) => facts.imports.some(({ path }) => COMMAND_LIBRARIES.test(path)));
  return commands.length > 0 && importers.every((one) => one.package === 'main' || commands.includes(one));
}

const COMMAND_LIBRARIES =
  /^(?:github\.com\/(?:spf13\/cobra|urfave\/cli|alecthomas\/kong|alecthomas\/kingpin|mitchellh\/cli|google\/subcommands|jessevdk\/go-flags)|gopkg\.in\/alecthomas\/kingpin)/;
/** Functions that say by their name that they end the process or stand for start-up. */
const ANNOUNCED =
  /^(?:init|main|[mM]ust[A-Z_].*)$|^(?:Must|must)$|Fatal|fatal|Exit|exit|Die|die$|Abort|abort|Crash|Usage|usage/;

/** Start-up code, a command's, or code whose announced job is to end the process. */
function isLeftToStart(file: GoFile, call: NodeId): boolean {
  if (ANNOUNCED.test(declaredName(file, call))) return true;
  if (/(?:^|\/)cmd(?:\/|$)/.test(file.dir)) return true;
  const own = file.package;
  if (own?.files.some(({ facts }) => facts.imports.some(({ path }) => COMMAND_LIBRARIES.test(path)))) return true;
  if (isOfOneMain(file) && (GLUE.test(file.facts.package) || STARTS.test(declaredName(file, call)))) return true;
  // A logger's own Fatal.
  if (/log(?:s|ger|gers|ging)?$/i.test(file.facts.package)) return true;
  return isForced(file, call);
}

/** Packages that are a main cut in two. */
const GLUE = /^(?:app|bootstrap|cli|cmd|commands?|runner|server|service|start(?:up)?)$/;

const STARTS = /^(?:Execute|Main|Run|Serve|Start)/;

/** Only mains import the package: whether it is start-up code is then a matter of taste. */
function isOfOneMain(file: GoFile): boolean {
  const importers = file.index.importers(file.package?.path ?? '');
  return importers.length > 0 && importers.every((importer) => importer.package === 'main');
}
