import type { GoFile } from '../../go/file.ts';
import { enclosingDeclaration } from '../../go/syntax/calls.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { reachedFromEntries } from '../support/handlers.ts';
import { isCommandLine } from '../support/program.ts';
import { quoted } from '../support/quoted.ts';
import { hasLogger, isStandardLogRedirected, logsStructured, structuredLoggerOf } from '../support/structured-log.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

export const printLogging = defineStandard({
  id: 'observability/print-logging',
  severity: 'low',
  lane: 'D',
  flags: ['missing-observability'],
  title: 'Printed beside the structured logger',
  why: 'What is printed has no level, no fields and no trace id, and breaks the stream that the log pipeline parses line by line. It cannot be switched off, found or alerted on: during an incident it is noise or missing.',
  fix: 'Use the logger that the package already has.\n\n```go\nlogger.WarnContext(ctx, "order not found", "order", id)\n```',
  references: ['https://pkg.go.dev/log/slog', 'https://12factor.net/logs'],
  lasting: true,
  examples: {
    bad: [
      `func place(w http.ResponseWriter, r *http.Request) {
	slog.InfoContext(r.Context(), "place")
	fmt.Println("placed", r.URL.Path) // want
	price(r.URL.Path)
}

func price(id string) {
	println("price", id) // want
}`,
      `import (
	std "log"

	"go.uber.org/zap"
)

type store struct{ log *zap.Logger }

func (s *store) save(fn func() error) {
	if err := fn(); err != nil {
		std.Printf("save: %v", err) // want
	}
}`,
      `package orders

import (
	. "fmt"

	"github.com/sirupsen/logrus"
)

func load[T any](fn func() (T, error)) (found T) {
	logrus.Debug("load")
	found, err := fn()
	if err != nil {
		Println(err) // want
	}
	return found
}`,
      `package main

import (
	"fmt"
	"log/slog"
	"net/http"
)

func main() { run(slog.Default()) }

func run(logger *slog.Logger) {
	server := &http.Server{Addr: ":8080"}
	fmt.Println("listening on", server.Addr) // want
	logger.Error("serve", "error", server.ListenAndServe())
}`,
    ],
    good: [
      // A tool for people: it has no server, and prints to whoever called it.
      `package main

import (
	"fmt"
	"log/slog"
)

func main() {
	slog.Info("start")
	fmt.Println("done")
}`,
      `func place(w http.ResponseWriter, r *http.Request) {
	slog.InfoContext(r.Context(), "place")
	fmt.Fprintln(w, "placed")
	log := slog.Default()
	log.Info(fmt.Sprintln("placed"))
}`,
      {
        'orders/orders.go':
          'package orders\n\nimport (\n\t"log"\n\t"log/slog"\n)\n\nfunc save(err error) {\n\tlog.Println(err)\n\tslog.Info("save")\n}\n',
        'main.go':
          'package main\n\nimport (\n\t"log/slog"\n\t"os"\n)\n\nfunc main() { slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stdout, nil))) }\n',
      },
      `func save(err error) {
	fmt.Println(err)
	log.Println(err)
}`,
      {
        'orders/log.go':
          'package orders\n\nimport "github.com/sirupsen/logrus"\n\nvar log = logrus.WithField("part", "orders")\n',
        'orders/config.go':
          'package orders\n\nimport "fmt"\n\nfunc configure(err error) {\n\tfmt.Println("configure:", err)\n}\n',
      },
      {
        'orders/cmd/status.go':
          'package cmd\n\nimport (\n\t"fmt"\n\t"log/slog"\n)\n\nfunc status(err error) {\n\tslog.Info("status")\n\tfmt.Println("status:", err)\n}\n',
      },
    ],
  },
  calls: /^[pP]rint(?:f|ln)?$/,
  go: {
    call_expression(call, file, report) {
      const { tree } = file;
      if (tree.kind(tree.parent(call)) !== Kind.expression_statement) return;
      const callee = file.callee(call);
      if (callee === null || callee.receiver !== null || !isPrint(callee.package, callee.name)) return;
      const logger = structuredLoggerOf(file);
      if (logger === null || !isService(file, call)) return;
      if (callee.package === 'log' && isStandardLogRedirected(file.index)) return;
      const error = file.arguments(call).find((argument) => file.isError(argument));
      const inHand = hasLogger(file, call);
      if (file.isMain && !inHand) return;
      const way = wayTo(file, call);
      // Elsewhere in the package the logger may not be there yet: configuration, the logger's own writer.
      if (way === null && !inHand && (error === undefined || !logsStructured(file))) return;
      const [first] = file.arguments(call);
      const value = error ?? first;
      const what = value === undefined ? 'a line' : quoted(tree, value);
      const where = way === null ? '' : `, in the path of requests (${way}),`;
      const name = callee.package === '' ? callee.name : `${callee.package}.${callee.name}`;
      report(call, {
        // Out of a request's way it may be meant for whoever runs the program, and be all that the logger's own code has.
        ...(way === null || error === undefined || isOutput(file, call) ? { lane: 'H' as const } : {}),
        message: `\`${name}\` writes ${what}${where} past ${logger}, which ${inHand ? 'the function is handed' : 'the package logs with'}: the line has neither level nor fields, so whatever filters or alerts by them misses it.`,
      });
    },
  },
});

/** The function prints other things than errors: standard output is where its work is shown. */
function isOutput(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  for (const other of tree.descendants(enclosingDeclaration(tree, call), Kind.call_expression))
    if (file.isCallTo(other, 'fmt', 'Print', 'Printf', 'Println'))
      if (!file.arguments(other).some((argument) => file.isError(argument))) return true;
  return false;
}

function isPrint(path: string, name: string): boolean {
  if (path === 'fmt' || path === 'log') return /^Print(?:f|ln)?$/.test(name);
  return path === '' && /^print(?:ln)?$/.test(name);
}

const FOR_PEOPLE = /(?:^|\/)(?:cmd|cli|ctl|version|console|suites?|log(?:s|ger|ging)?)(?:\/|$)/;
const COMMAND_LIBRARIES =
  /^github\.com\/(?:spf13\/cobra|urfave\/cli|alecthomas\/kong|AlecAivazis\/survey|manifoldco\/promptui)/;

/** No command's output, and not the code that sets the logger up. */
function isService(file: GoFile, node: NodeId): boolean {
  if ((!file.isMain && FOR_PEOPLE.test(file.dir)) || isTestCode(file) || isTooling(file)) return false;
  const imports = file.package?.files.flatMap(({ facts }) => facts.imports) ?? [];
  return !imports.some(({ path }) => COMMAND_LIBRARIES.test(path)) && !isCommandLine(file, node);
}

/** How requests come here, as `place → price`; null where none is seen to. */
function wayTo(file: GoFile, node: NodeId): string | null {
  const { tree } = file;
  const declaration = enclosingDeclaration(tree, node);
  if (declaration === NONE || file.package === null) return null;
  const fact = file.facts.functions.find(({ line }) => line === tree.line(declaration));
  const reach = fact && reachedFromEntries(file.package).get(fact);
  return reach ? reach.way.join(' → ') : null;
}
