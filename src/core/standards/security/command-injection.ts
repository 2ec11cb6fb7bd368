import type { GoFile } from '../../go/file.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { formatText } from '../support/format.ts';
import {
  importsAny,
  readsRequests,
  requestFlows,
  type Sink,
  sinkText,
  sourceText,
  stepsOf,
} from '../support/request-flow.ts';
import { isTestCode } from '../support/test-code.ts';

const SHELL = /^(?:.*[/\\])?(?:ba|z|k|c|da|a)?sh$|^(?:cmd|powershell|pwsh)(?:\.exe)?$/i;
const SCRIPT = /^(?:-\w*c|\/[cCkK]|-[cC]ommand)$/;

export const commandInjection = defineStandard({
  id: 'security/command-injection',
  severity: 'critical',
  lane: 'D',
  flags: [],
  title: 'Request data run as a command',
  why: 'A shell takes `;`, `|`, `$( )` and backticks as its own language. Whoever sends the request writes the script: they read the secrets of the process, change its data and go on from there into the cluster.',
  fix: 'Start the program itself, with each value as an argument of its own; no shell reads it then. Put `--` before values that may begin with a dash.\n\n```go\ncmd := exec.CommandContext(ctx, "convert", "--", name, "out.png")\n```',
  references: [
    'https://pkg.go.dev/os/exec',
    'https://cheatsheetseries.owasp.org/cheatsheets/OS_Command_Injection_Defense_Cheat_Sheet.html',
    'https://cwe.mitre.org/data/definitions/78.html',
  ],
  examples: {
    bad: [
      `func ping(w http.ResponseWriter, r *http.Request) {
	out, err := exec.CommandContext(r.Context(), "sh", "-c", "ping -c1 "+r.FormValue("host")).Output() // want
	if err != nil {
		return
	}
	w.Write(out)
}`,
      `package tools

import (
	"fmt"
	"net/http"
	run "os/exec"
)

func convert(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("name")
	if name == "" {
		name = "a.png"
	}
	script := fmt.Sprintf("convert %s out.png", name)
	shell(script) // want
}

func shell(script string) error {
	args := []string{"-c", script}
	return run.Command("/bin/bash", args...).Run()
}`,
      `package tools

import (
	"os/exec"

	"github.com/gin-gonic/gin"
)

type job struct{ Program string }

func start(c *gin.Context) {
	var j job
	if err := c.ShouldBindJSON(&j); err != nil {
		return
	}
	exec.Command(j.Program, "--version").Run() // want
}`,
    ],
    good: [
      `func ping(w http.ResponseWriter, r *http.Request) {
	exec.CommandContext(r.Context(), "ping", "-c1", "--", r.FormValue("host")).Run()
	exec.Command("sh", "-c", "echo \\"$1\\"", "sh", r.FormValue("host")).Run()
}`,
      `var programs = map[string]string{"gif": "gifsicle", "png": "optipng"}

func shrink(w http.ResponseWriter, r *http.Request) {
	program, ok := programs[r.FormValue("kind")]
	if !ok {
		return
	}
	exec.Command(program, "in").Run()
}`,
      `func ping(w http.ResponseWriter, r *http.Request) {
	count, err := strconv.Atoi(r.FormValue("count"))
	if err != nil {
		return
	}
	exec.Command("sh", "-c", fmt.Sprintf("ping -c%d db | tail -1", count)).Run()
}`,
      `var plain = regexp.MustCompile("^[a-z0-9.]+$")

func ping(w http.ResponseWriter, r *http.Request) {
	host := r.FormValue("host")
	if !plain.MatchString(host) {
		http.Error(w, "bad host", http.StatusBadRequest)
		return
	}
	exec.Command("sh", "-c", "ping -c1 "+host).Run()
}`,
      `type runner struct{}

func (runner) Command(parts ...string) {}

func ping(w http.ResponseWriter, r *http.Request) {
	exec := runner{}
	exec.Command("sh", "-c", r.FormValue("host"))
}`,
    ],
  },
  go: {
    source_file(_root, file, report) {
      if (!importsAny(file, /^os\/exec$/) || !readsRequests(file) || isTestCode(file)) return;
      for (const flow of requestFlows(file, { sinks: commandSinks, narrows: (_file, text) => text })) {
        report(flow.at, {
          message: `${sourceText(file, flow)} becomes part of what ${sinkText(file, flow)} runs: whoever sends the request runs commands of their own on this host, with the rights of the service.`,
          evidence: stepsOf(flow),
        });
      }
    },
  },
});

/** The name of the program, and, where that is a shell, its script. */
function commandSinks(file: GoFile, call: NodeId): Sink[] {
  const context = file.isCallTo(call, 'os/exec', 'CommandContext');
  if (!context && !file.isCallTo(call, 'os/exec', 'Command')) return [];
  const [program = NONE, ...given] = context ? file.arguments(call).slice(1) : file.arguments(call);
  const name = formatText(file, program);
  if (name === null) return [{ call, value: program }];
  if (!SHELL.test(name)) return [];
  const args = given.flatMap((argument) => spread(file, argument));
  const flag = args.findIndex((argument) => SCRIPT.test(formatText(file, argument) ?? ''));
  const script = flag < 0 ? undefined : args[flag + 1];
  return script === undefined ? [] : [{ call, value: script }];
}

/** `args...` as the elements of the literal that it was made with. */
function spread(file: GoFile, argument: NodeId): NodeId[] {
  const { tree } = file;
  if (tree.kind(argument) !== Kind.variadic_argument) return [argument];
  const literal = file.initialiser(tree.children(argument)[0] ?? NONE);
  if (tree.kind(literal) !== Kind.composite_literal) return [];
  return tree.children(tree.children(literal).at(-1) ?? NONE).flatMap((element) => tree.children(element));
}
