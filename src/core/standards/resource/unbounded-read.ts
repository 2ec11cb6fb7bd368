import type { GoFile } from '../../go/file.ts';
import { enclosingDeclaration } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isNamed } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { bodiesAreLimited } from '../support/body-limits.ts';
import { declaredName, functionsAround, parameterNodes } from '../support/functions.ts';
import { isTestCode } from '../support/test-code.ts';
import { isSamePath, rootOf } from '../support/values.ts';

const DECODERS = [
  'encoding/json',
  'encoding/xml',
  'encoding/gob',
  'gopkg.in/yaml.v3',
  'gopkg.in/yaml.v2',
  'github.com/goccy/go-json',
  'github.com/json-iterator/go',
];
/** Contexts of web frameworks: `c.Request.Body`, `c.Request().Body`. */
const FRAMEWORKS = [
  ['github.com/gin-gonic/gin', 'Context'],
  ['github.com/labstack/echo/v4', 'Context'],
] as const;

export const unboundedRead = defineStandard({
  id: 'resource/unbounded-read',
  severity: 'medium',
  lane: 'D',
  flags: ['cascading-failure'],
  title: 'Body read without a limit',
  why: 'Whoever sends the body decides how much memory the service takes. One client, hostile or just broken, sends gigabytes; the process is killed, and every other request in it fails with it.',
  fix: 'Say how much is too much.\n\n```go\nr.Body = http.MaxBytesReader(w, r.Body, 1<<20)\nif err := json.NewDecoder(r.Body).Decode(&order); err != nil {\n\thttp.Error(w, "bad request", http.StatusBadRequest)\n\treturn\n}\n```\n\nOr wrap all handlers with `http.MaxBytesHandler`.',
  references: [
    'https://pkg.go.dev/net/http#MaxBytesReader',
    'https://cheatsheetseries.owasp.org/cheatsheets/Denial_of_Service_Cheat_Sheet.html',
  ],
  lasting: true,
  examples: {
    bad: [
      `func place(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body) // want
	if err != nil {
		return
	}
	w.Write(body)
}`,
      `import codec "encoding/json"

type order struct{ ID string }

func handler() http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		var o order
		if err := codec.NewDecoder(req.Body).Decode(&o); err != nil { // want
			w.WriteHeader(http.StatusBadRequest)
		}
	}
}`,
      `func hook(c *gin.Context) {
	body, err := io.ReadAll(c.Request.Body) // want
	if err != nil {
		c.Status(http.StatusBadRequest)
		return
	}
	c.Data(http.StatusOK, "text/plain", body)
}`,
      `func fetch(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body) // want
}`,
    ],
    good: [
      `func text(res *http.Response) ([]byte, error) {
	res.Body = io.NopCloser(io.LimitReader(res.Body, 1024))
	return io.ReadAll(res.Body)
}`,
      `func place(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	w.Write(body)
}`,
      `func place(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		return
	}
	w.Write(body)
}`,
      `func limit(next http.Handler) http.Handler { return http.MaxBytesHandler(next, 1<<20) }

func place(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	w.Write(body)
}`,
      {
        'go.mod': 'module example.com/shop\n\ngo 1.25\n',
        'internal/middleware/limit.go': `package middleware

import "net/http"

func Limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
		next.ServeHTTP(w, r)
	})
}`,
        'services/orders/place.go': `package orders

import (
	"io"
	"net/http"
)

func place(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	w.Write(body)
}`,
      },
      // Its own request, its own body.
      `func sign(body string) ([]byte, error) {
	r, err := http.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r.Body)
}`,
      `func head(c *http.Client, url string) ([]byte, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(io.LimitReader(resp.Body, 4096))
}`,
    ],
  },
  calls: /^(?:NewDecoder|ReadAll)$/,
  go: {
    call_expression(call, file, report) {
      const body = readBy(file, call);
      if (body === NONE || isTestCode(file) || isReplaced(file, body)) return;
      const holder = file.tree.child(body, Field.operand);
      const text = file.tree.textOf(body);
      if (isRequestServed(file, holder)) {
        if (bodiesAreLimited(file, call)) return;
        report(call, {
          message: `\`${text}\` is read without a limit: one client that sends gigabytes takes the memory of the whole process.`,
          evidence: [body],
          ...(isReadOfStranger(file, call) ? {} : { lane: 'H' }),
        });
      } else if (isNamed(file.typeOf(holder), 'net/http', 'Response') && file.isCallTo(call, 'io', 'ReadAll')) {
        report(call, {
          message: `All of \`${text}\` is read into memory, however long the server makes it: a broken one can take this process down with it.`,
          lane: 'H',
          severity: 'low',
          evidence: [body],
        });
      }
    },
  },
});

/** The body is what proves who sent it: a webhook's signature, or a login. Others may have to be let in before. */
function isReadOfStranger(file: GoFile, call: NodeId): boolean {
  const text = file.tree.textOf(enclosingDeclaration(file.tree, call));
  const signed = /(?:signature|hmac|webhook)\w*["\])]*\)|[sS]ignature/.test(text.slice(0, 4000));
  const login = /^(?:[lL]og[iI]n|[sS]ign[iI]n|[sS]ign[uU]p|[rR]egister|[aA]uthenticate|\w*Webhook|[wW]ebhook\w*)$/;
  return (signed && file.isCallTo(call, 'io', 'ReadAll')) || login.test(declaredName(file, call));
}

/** `x.Body` that the call reads to the end or decodes; NONE for any other call. */
function readBy(file: GoFile, call: NodeId): NodeId {
  const { tree } = file;
  const decodes = DECODERS.some((path) => file.isCallTo(call, path, 'NewDecoder'));
  if (!decodes && !file.isCallTo(call, 'io', 'ReadAll') && !file.isCallTo(call, 'io/ioutil', 'ReadAll')) return NONE;
  const [reader = NONE] = file.arguments(call);
  const isBody =
    tree.kind(reader) === Kind.selector_expression && tree.textOf(tree.child(reader, Field.field)) === 'Body';
  return isBody ? reader : NONE;
}

/** `resp.Body = struct{…}{io.LimitReader(…), resp.Body}` above: what is read is another. */
function isReplaced(file: GoFile, body: NodeId): boolean {
  const { tree } = file;
  for (const assignment of tree.descendants(enclosingDeclaration(tree, body), Kind.assignment_statement)) {
    if (assignment > body) return false;
    const [target = NONE] = tree.children(tree.child(assignment, Field.left));
    if (isSamePath(file, target, body) && /Limit|MaxBytes/.test(tree.textOf(assignment))) return true;
  }
  return false;
}

/** The request that a handler was given: a parameter, or the one of a framework's context. */
function isRequestServed(file: GoFile, holder: NodeId): boolean {
  const { tree, bindings } = file;
  const root = rootOf(tree, holder);
  const declaration = root === NONE ? NONE : (bindings[root] as number);
  if (!declaration) return false;
  const parameter = functionsAround(file, holder)
    .flatMap((fn) => parameterNodes(file, fn).map((each) => ({ ...each, fn })))
    .find(({ name }) => name === declaration);
  if (!parameter) return false;
  const type = file.typeAt(parameter.type);
  if (FRAMEWORKS.some(([path, name]) => isNamed(type, path, name)))
    return /^\w+\.Request(?:\(\))?$/.test(tree.textOf(holder));
  if (root !== holder || !isNamed(type, 'net/http', 'Request')) return false;
  // A client's function takes requests too; what answers has a writer.
  return functionsAround(file, holder).some((fn) =>
    parameterNodes(file, fn).some(({ type: each }) => isNamed(file.typeAt(each), 'net/http', 'ResponseWriter')),
  );
}
