import type { GoFile } from '../../go/file.ts';
import { Field } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { fieldsOf } from '../support/composite.ts';
import { constantInt } from '../support/constants.ts';
import { isLocalAddress, isLocalListener, isShutInTime, isUnixListener, servesLocally } from '../support/listener.ts';
import { bounded, servedBounded } from '../support/mend/server-timeout.ts';
import { quoted } from '../support/quoted.ts';
import { claim, isServer } from '../support/server-claim.ts';
import { fateOf, LIMITS } from '../support/server-limits.ts';
import { isDebugBuild, isTestCode, isTooling } from '../support/test-code.ts';

export const httpServerNoTimeout = defineStandard({
  id: 'resilience/http-server-no-timeout',
  severity: 'high',
  lane: 'H',
  flags: ['cascading-failure'],
  title: 'HTTP server without a read timeout',
  why: 'A client that sends its request a byte at a time keeps its connection and its goroutine for as long as it likes. A few thousand of them, an attack or one bad network, take every file descriptor and all memory, and the service stops answering everybody else.',
  fix: 'Build the server and bound what a client may take.\n\n```go\nsrv := &http.Server{\n\tAddr:              addr,\n\tHandler:           mux,\n\tReadHeaderTimeout: 5 * time.Second,\n\tReadTimeout:       10 * time.Second,\n\tIdleTimeout:       2 * time.Minute,\n}\n```\n\nWith streams that last, set `ReadHeaderTimeout` alone.',
  references: [
    'https://pkg.go.dev/net/http#Server',
    'https://blog.cloudflare.com/exposing-go-on-the-internet/',
    'https://cwe.mitre.org/data/definitions/400.html',
  ],
  examples: {
    bad: [
      `func main() {
	log.Fatal(http.ListenAndServe(":8080", nil)) // want
}`,
      `package api

import (
	"net"
	. "net/http"
)

func run(l net.Listener, h Handler) error {
	return Serve(l, h) // want, no suggestion: the package has no name here
}`,
      `type app struct{ srv *http.Server }

func newApp(h http.Handler) *app {
	return &app{srv: &http.Server{Addr: ":8080", Handler: h, WriteTimeout: time.Minute}} // want
}

func (a *app) run() error { return a.srv.ListenAndServe() }`,
      `func run(h http.Handler, l net.Listener) error {
	srv := &http.Server{ // want
		Handler:           h,
		ReadHeaderTimeout: 0,
	}
	go log.Print("serving")
	return srv.Serve(l)
}`,
      `func run(h http.Handler) {
	var plain http.Server // want, no suggestion: a field set elsewhere or a literal, by taste
	plain.Handler = h
	secure := new(http.Server) // want
	secure.Handler = h
	go plain.ListenAndServe()
	secure.ListenAndServeTLS("cert.pem", "key.pem")
}`,
      {
        'cmd/api/main.go': `package main

import (
	"net/http"

	"example.com/service/server"
)

func main() {
	srv := &http.Server{Addr: ":80"} // want
	server.Start(srv)
}`,
        'server/server.go': `package server

import "net/http"

func Start(s *http.Server) error { return s.ListenAndServe() }`,
      },
    ],
    good: [
      `func run(h http.Handler) error {
	srv := &http.Server{Addr: ":8080", Handler: h, ReadHeaderTimeout: 5 * time.Second}
	return srv.ListenAndServe()
}`,
      `type config struct{ Read time.Duration }

func build(h http.Handler, c config) *http.Server {
	srv := &http.Server{Addr: ":8080", Handler: h}
	if c.Read > 0 {
		srv.ReadTimeout = c.Read
	}
	return srv
}`,
      {
        'cmd/api/main.go': `package main

import (
	"net/http"

	"example.com/service/server"
)

func main() {
	srv := &http.Server{Addr: ":80"}
	server.Start(srv)
}`,
        'server/server.go': `package server

import (
	"net/http"
	"time"
)

func Start(s *http.Server) error {
	s.ReadTimeout = time.Minute
	return s.ListenAndServe()
}`,
      },
      `type options []func(*http.Server)

func run(h http.Handler, opts options) error {
	srv := &http.Server{Handler: h}
	for _, opt := range opts {
		opt(srv)
	}
	return srv.ListenAndServe()
}`,
      {
        'api/api.go': `package api

import "net/http"

type API struct{ server *http.Server }

func New(h http.Handler) *API {
	return &API{server: &http.Server{Handler: h}}
}`,
        'api/run.go': `package api

import "time"

func (a *API) Run() error {
	a.server.ReadHeaderTimeout = time.Second
	return a.server.ListenAndServe()
}`,
      },
      `type server struct{ http *fake }

type fake struct{}

func (*fake) ListenAndServe(addr string, h any) error { return nil }

func (s server) run(http *fake) error {
	var idle struct{ http.Server }
	_ = idle
	return http.ListenAndServe(":8080", nil)
}`,
      // For one login, on a socket, in a developer's build.
      `func login(ctx context.Context, codes chan string) (string, error) {
	waiting, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	srv := &http.Server{Addr: ":53000"}
	defer func() { srv.Shutdown(context.WithoutCancel(ctx)) }()
	go srv.ListenAndServe()
	select {
	case code := <-codes:
		return code, nil
	case <-waiting.Done():
		return "", waiting.Err()
	}
}

func socket(path string, h http.Handler) error {
	var listener *net.UnixListener
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return err
	}
	return http.Serve(listener, h)
}`,
      {
        'cmd/profile.go': `//go:build pprof

package main

import "net/http"

func profile() { http.ListenAndServe(":6060", nil) }
`,
      },
      `func stop(ctx context.Context) error {
	var none http.Server
	return none.Shutdown(ctx)
}`,
    ],
  },
  calls: /^(?:new|(?:ListenAnd)?Serve(?:TLS)?)$/,
  go: {
    call_expression(call, file, report) {
      if (file.isCallTo(call, '', 'new')) {
        const [type] = file.arguments(call);
        if (type !== undefined && isServer(file, type)) judge(call, new Map(), file, report);
      } else if (file.isCallTo(call, 'net/http', 'ListenAndServe', 'ListenAndServeTLS', 'Serve', 'ServeTLS'))
        judgeServing(call, file, report);
    },
    composite_literal(literal, file, report) {
      if (!isServer(file, file.tree.child(literal, Field.type))) return;
      const fields = fieldsOf(file.tree, literal);
      const limited = LIMITS.some((name) => fields.has(name) && constantInt(file, fields.get(name) ?? NONE) !== 0);
      if (!limited) judge(literal, fields, file, report);
    },
    var_spec(spec, file, report) {
      if (file.tree.child(spec, Field.value) || !isServer(file, file.tree.child(spec, Field.type))) return;
      for (const name of file.tree.childrenInField(spec, Field.name)) judge(name, new Map(), file, report);
    },
  },
});

function judge(server: NodeId, fields: ReadonlyMap<string, NodeId>, file: GoFile, report: Report): void {
  if (isTestCode(file) || isTooling(file) || isDebugBuild(file) || isShutInTime(file, server)) return;
  const fate = fateOf(file, server);
  const meant = fields.has('Handler') || fields.has('Addr');
  if (fate !== 'served' && !(fate === 'kept' && meant)) return;
  const address = fields.get('Addr') ?? NONE;
  const local = isLocalAddress(file, address) || (!address && servesLocally(file, server));
  const where = address ? ` on ${quoted(file.tree, address)}` : '';
  report(server, {
    ...claim(file, `This server${where}`, fields.get('Handler') ?? NONE, local),
    mend: () => bounded(file, server),
  });
}

function judgeServing(call: NodeId, file: GoFile, report: Report): void {
  if (isTestCode(file) || isTooling(file) || isDebugBuild(file)) return;
  const [where = NONE, handler = NONE] = file.arguments(call);
  const name = file.callee(call)?.name ?? '';
  const secure = name.endsWith('TLS') && name.startsWith('Listen');
  const served = secure ? (file.arguments(call)[3] ?? NONE) : handler;
  if (!name.startsWith('Listen') && isUnixListener(file, where)) return;
  const local = name.startsWith('Listen') ? isLocalAddress(file, where) : isLocalListener(file, where);
  report(call, {
    ...claim(file, `The server that \`http.${name}\` starts on ${quoted(file.tree, where)}`, served, local),
    mend: () => servedBounded(file, call),
  });
}
