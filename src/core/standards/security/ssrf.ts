import type { GoFile } from '../../go/file.ts';
import { calleeOf, isCall } from '../../go/syntax/calls.ts';
import { Field } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isNamed } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { calledName } from '../support/ignorable.ts';
import { piecesOf } from '../support/pieces.ts';
import { readsRequests, requestFlows, type Sink, sinkText, sourceText, stepsOf } from '../support/request-flow.ts';
import { isTestCode } from '../support/test-code.ts';

const NAMES =
  /^(?:Get|Head|Post|PostForm|NewRequest|NewRequestWithContext|Dial|DialTimeout|DialContext|NewSingleHostReverseProxy|Put|Delete|Patch)$/;
/** Everything up to the host: what follows chooses the server. */
const BEFORE_HOST = /^(?:[a-z]+:\/\/[^/?#]*)?$/i;

export const ssrf = defineStandard({
  id: 'security/ssrf',
  severity: 'high',
  lane: 'H',
  flags: [],
  title: 'Request data chooses the server that is called',
  why: 'The service calls from inside: whoever names the host reaches the metadata endpoint of the cloud with its credentials, databases and admin ports that no firewall shows to them, and reads the answers.',
  fix: 'Take the host from configuration or from a list, and only the rest from the request. Where any host is the feature, dial through a `net.Dialer` whose `Control` refuses private and link-local addresses, after the name is resolved.\n\n```go\nbase, ok := partners[r.FormValue("partner")]\nif !ok {\n\thttp.Error(w, "unknown partner", http.StatusBadRequest)\n\treturn\n}\n```',
  references: [
    'https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html',
    'https://pkg.go.dev/net#Dialer',
    'https://cwe.mitre.org/data/definitions/918.html',
  ],
  examples: {
    bad: [
      `func preview(w http.ResponseWriter, r *http.Request) {
	resp, err := http.Get(r.FormValue("url")) // want
	if err != nil {
		return
	}
	defer resp.Body.Close()
	io.Copy(w, resp.Body)
}`,
      `package hooks

import (
	"context"
	"encoding/json"
	web "net/http"
)

type hook struct{ Callback string }

func register(w web.ResponseWriter, r *web.Request) {
	var h hook
	if err := json.NewDecoder(r.Body).Decode(&h); err != nil {
		return
	}
	probe(r.Context(), h.Callback) // want
}

func probe(ctx context.Context, callback string) error {
	req, err := web.NewRequestWithContext(ctx, web.MethodPost, callback, nil)
	if err != nil {
		return err
	}
	_, err = web.DefaultClient.Do(req)
	return err
}`,
      `package status

import (
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"
)

func status(client *http.Client) gin.HandlerFunc {
	return func(c *gin.Context) {
		host := c.Query("host")
		resp, err := client.Get(fmt.Sprintf("http://%s:8080/status", host)) // want
		if err == nil {
			resp.Body.Close()
		}
	}
}`,
    ],
    good: [
      `const users = "https://users.internal"

func show(w http.ResponseWriter, r *http.Request) {
	http.Get(users + "/users/" + r.PathValue("id"))
	http.Get(fmt.Sprintf("%s/users?q=%s", users, url.QueryEscape(r.FormValue("q"))))
}`,
      `var partners = map[string]string{"a": "https://a.example.com"}

func call(w http.ResponseWriter, r *http.Request) {
	base, ok := partners[r.FormValue("partner")]
	if !ok {
		return
	}
	http.Get(base + "/orders")
}`,
      `func preview(w http.ResponseWriter, r *http.Request) {
	u, err := url.Parse(r.FormValue("url"))
	if err != nil || u.Hostname() != "cdn.example.com" {
		return
	}
	http.Get(u.String())
}`,
      `type client struct{ base string }

func (c *client) show(w http.ResponseWriter, r *http.Request) {
	target := c.base + r.URL.Path
	req, err := http.NewRequestWithContext(r.Context(), r.Method, target, r.Body)
	if err != nil {
		return
	}
	http.DefaultClient.Do(req)
}`,
      `type cache struct{}

func (cache) Get(key string) string { return key }

func show(w http.ResponseWriter, r *http.Request) {
	http := cache{}
	w.Write([]byte(http.Get(r.FormValue("key"))))
}`,
    ],
  },
  go: {
    source_file(_root, file, report) {
      if (!readsRequests(file) || isTestCode(file)) return;
      for (const flow of requestFlows(file, { sinks: hostSinks, narrows: hostOf })) {
        if (
          flow.source.segment ||
          /\.(?:URL|RequestURI|Header|URL\.\w+(?:\(\))?)$/.test(file.tree.textOf(flow.source.node))
        )
          continue;
        report(flow.at, {
          message: `${sourceText(file, flow)} chooses the server that ${sinkText(file, flow)} connects to: whoever sends the request reaches addresses that only this service can, the cloud's metadata among them.`,
          evidence: stepsOf(flow),
        });
      }
    },
  },
});

function hostSinks(file: GoFile, call: NodeId): Sink[] {
  const name = calledName(file, call);
  if (!NAMES.test(name)) return [];
  const position = hostPosition(file, call, name);
  const value = position === null ? undefined : file.arguments(call)[position];
  return value === undefined ? [] : [{ call, value }];
}

/** Position of the argument that has the host, or the URL with it; null for any other call. */
function hostPosition(file: GoFile, call: NodeId, name: string): number | null {
  const callee = file.callee(call);
  if (callee === null) return null;
  if (callee.package === 'net/http') {
    if (callee.receiver !== null && callee.receiver !== 'Client') return null;
    return name === 'NewRequest' ? 1 : name === 'NewRequestWithContext' ? 2 : 0;
  }
  if (callee.package === 'net/http/httputil') return name === 'NewSingleHostReverseProxy' ? 0 : null;
  if (callee.package === 'net') {
    if (callee.receiver === 'Dialer') return name === 'DialContext' ? 2 : 1;
    return callee.receiver === null && /^Dial(?:Timeout)?$/.test(name) ? 1 : null;
  }
  const operand = file.tree.child(calleeOf(file.tree, call), Field.operand);
  return operand !== NONE && isNamed(file.typeOf(operand), 'github.com/go-resty/resty/v2', 'Request') ? 0 : null;
}

/** What of a URL chooses the host; NONE where something else comes before it. */
function hostOf(file: GoFile, node: NodeId): NodeId {
  if (isCall(file.tree, node) && !file.isCallTo(node, 'fmt', 'Sprintf')) return node;
  const pieces = piecesOf(file, node);
  if (pieces.length < 2) return node;
  let before = '';
  for (const piece of pieces) {
    if (!('text' in piece)) return BEFORE_HOST.test(before) ? piece.value : NONE;
    before += piece.text;
  }
  return NONE;
}
