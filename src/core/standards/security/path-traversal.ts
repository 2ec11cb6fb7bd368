import type { GoFile } from '../../go/file.ts';
import { calleeOf, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isNamed } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { formatText } from '../support/format.ts';
import { calledName } from '../support/ignorable.ts';
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
import { isWholePath } from '../support/whole-path.ts';

/** By package, functions that open or change the file of that argument. */
const FILES: Readonly<Record<string, readonly [names: RegExp, position: number][]>> = {
  os: [
    [/^(?:Open|OpenFile|Create|ReadFile|WriteFile|Remove|RemoveAll|Mkdir|MkdirAll|ReadDir|Truncate|Chmod|DirFS)$/, 0],
    [/^(?:Rename|Link|Symlink)$/, 0],
    [/^(?:Rename|Link|Symlink)$/, 1],
  ],
  'io/ioutil': [[/^(?:ReadFile|WriteFile|ReadDir)$/, 0]],
  'net/http': [[/^ServeFile$/, 2]],
};
const NAMES =
  /^(?:Open|OpenFile|Create|ReadFile|WriteFile|Remove|RemoveAll|Mkdir|MkdirAll|ReadDir|Truncate|Chmod|DirFS|Rename|Link|Symlink|ServeFile|File|SendFile)$/;

export const pathTraversal = defineStandard({
  id: 'security/path-traversal',
  severity: 'critical',
  lane: 'D',
  flags: [],
  title: 'Request data chooses the file',
  why: '`filepath.Join` resolves `..`: a name such as `../../etc/passwd` leaves the folder that it was meant for. Whoever sends the request reads the configuration and keys of the service, or overwrites what it runs.',
  fix: 'Open files through `os.Root` (Go 1.24), which refuses names that leave its folder; before that, refuse what `filepath.IsLocal` denies.\n\n```go\nroot, err := os.OpenRoot(dir)\nif err != nil {\n\treturn err\n}\ndefer root.Close()\nf, err := root.Open(name)\n```',
  references: [
    'https://go.dev/blog/osroot',
    'https://pkg.go.dev/path/filepath#IsLocal',
    'https://cwe.mitre.org/data/definitions/22.html',
  ],
  examples: {
    bad: [
      `func download(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("name")
	f, err := os.Open(filepath.Join("/srv/files", name)) // want
	if err != nil {
		return
	}
	defer f.Close()
	io.Copy(w, f)
}`,
      `package files

import (
	"fmt"
	"net/http"
	system "os"
	"strings"
)

type server struct{ dir string }

func (s *server) remove(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimSpace(r.PathValue("name"))
	if name == "" {
		return
	}
	if err := s.drop(name); err != nil { // want
		http.Error(w, "not found", http.StatusNotFound)
	}
}

func (s *server) drop(name string) error {
	path := fmt.Sprintf("%s/%s.json", s.dir, name)
	return system.Remove(path)
}`,
      `package files

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
)

type upload struct {
	Name    string
	Content []byte
}

func save(w http.ResponseWriter, r *http.Request) {
	var in upload
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return
	}
	os.WriteFile(filepath.Clean("data/"+in.Name), in.Content, 0o600) // want
}`,
    ],
    good: [
      `func download(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("name")
	if !filepath.IsLocal(name) {
		http.Error(w, "bad name", http.StatusBadRequest)
		return
	}
	http.ServeFile(w, r, filepath.Join("/srv/files", name))
}`,
      `func download(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	name = filepath.Base(name)
	os.Open(filepath.Join("/srv/files", name))
	os.Open(filepath.Join("/srv/files", filepath.Clean("/"+r.FormValue("dir"))))
}`,
      `func download(w http.ResponseWriter, r *http.Request) {
	root, err := os.OpenRoot("/srv/files")
	if err != nil {
		return
	}
	defer root.Close()
	root.Open(r.FormValue("name"))
}`,
      `func download(w http.ResponseWriter, r *http.Request) {
	path := filepath.Clean(filepath.Join("/srv/files", r.FormValue("name")))
	if !strings.HasPrefix(path, "/srv/files/") {
		return
	}
	os.ReadFile(path)
}`,
      `func download(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.Atoi(r.FormValue("id"))
	if err != nil {
		return
	}
	os.ReadFile(fmt.Sprintf("/srv/files/%d.json", id))
}

func avatar(w http.ResponseWriter, r *http.Request) {
	_, header, err := r.FormFile("avatar")
	if err != nil {
		return
	}
	os.Create(filepath.Join("/srv/avatars", header.Filename))
}`,
      `func proxy(req *http.Request) {
	os.ReadFile(req.URL.Path)
}

func page(w http.ResponseWriter, r *http.Request) {
	name := "index"
	switch r.FormValue("page") {
	case "about":
		name = "about"
	}
	os.ReadFile("pages/" + name)
}`,
    ],
  },
  go: {
    source_file(_root, file, report) {
      if (!importsAny(file, /^(?:os|io\/ioutil|net\/http|github\.com\/(?:gin|gofiber|labstack)\b.*)$/)) return;
      if (!readsRequests(file) || isTestCode(file)) return;
      for (const flow of requestFlows(file, {
        sinks: fileSinks,
        narrows: (_file, text) => (staysInside(file, text) ? NONE : text),
      })) {
        // A router hands over one segment at most, and cleans the path of `..` in most of them.
        if (flow.source.segment || isUrlPath(file, flow.source.node)) continue;
        if (isWholePath(file, flow.sink.value, flow.source.node)) {
          report(flow.at, {
            message: `${sourceText(file, flow)} is the whole path, or how it begins, of ${sinkText(file, flow)}: whoever sends the request names any file that the service can reach.`,
            // An agent, or a tool that runs where its caller does, may be made for that.
            lane: 'H',
            evidence: stepsOf(flow),
          });
          continue;
        }
        report(flow.at, {
          message: `${sourceText(file, flow)} names the file of ${sinkText(file, flow)}: with \`../\` in it, whoever sends the request leaves the directory that was meant, for any other that the service can reach.`,
          evidence: stepsOf(flow),
        });
      }
    },
  },
});

function fileSinks(file: GoFile, call: NodeId): Sink[] {
  const name = calledName(file, call);
  if (!NAMES.test(name)) return [];
  const callee = file.callee(call);
  if (callee === null) return [];
  const args = file.arguments(call);
  if (callee.receiver !== null) {
    const operand = file.tree.child(calleeOf(file.tree, call), Field.operand);
    const serves =
      (name === 'File' && isNamed(file.typeOf(operand), 'github.com/gin-gonic/gin', 'Context')) ||
      (name === 'SendFile' && isNamed(file.typeOf(operand), 'github.com/gofiber/fiber/v2', 'Ctx'));
    return serves && args[0] !== undefined ? [{ call, value: args[0] }] : [];
  }
  const slots = Object.hasOwn(FILES, callee.package) ? (FILES[callee.package] ?? []) : [];
  return slots.flatMap(([names, position]) => {
    const value = args[position];
    return names.test(name) && value !== undefined ? [{ call, value }] : [];
  });
}

/** Cleaned as an absolute path, no `..` is left: `filepath.Clean("/" + name)`, `path.Join("/", name)`. */
function staysInside(file: GoFile, node: NodeId): boolean {
  const { tree } = file;
  if (!isCall(tree, node)) return false;
  const cleans = ['path/filepath', 'path'].some((path) => file.isCallTo(node, path, 'Clean', 'Join'));
  if (!cleans) return false;
  const [first = NONE] = file.arguments(node);
  const joins = calledName(file, node) === 'Join';
  if (joins) return isRooted(formatText(file, first) ?? '') && file.arguments(node).length === 2;
  const left = tree.kind(first) === Kind.binary_expression ? tree.child(first, Field.left) : NONE;
  return left !== NONE && isRooted(formatText(file, left) ?? '');
}

function isRooted(text: string): boolean {
  return text === '/' || text === '\\\\';
}

function isUrlPath(file: GoFile, source: NodeId): boolean {
  return /\.(?:URL|RequestURI|Host|URL\.(?:Path|RawPath|EscapedPath\(\)|String\(\)))$/.test(file.tree.textOf(source));
}
