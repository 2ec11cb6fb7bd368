import type { Callee, GoFile } from '../../go/file.ts';
import { settles } from '../../go/flow/handing.ts';
import type { Origin } from '../../go/flow/origin.ts';
import { enclosingFunction } from '../../go/syntax/calls.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { findMember } from '../../go/types/members.ts';
import { defineStandard } from '../standard.ts';
import { isTaken, type Leaked, leakOf } from '../support/acquisition.ts';
import { CLOSES, isClient, isHandle, wordFor } from '../support/closables.ts';
import { isDerivedFrom } from '../support/derived-client.ts';
import { endsWithProcess } from '../support/ends-with-process.ts';
import { entryAround, reachOf } from '../support/handlers.ts';
import { deferred } from '../support/mend/deferred.ts';
import { isCommandLine } from '../support/program.ts';
import { isAcquired } from '../support/sources.ts';
import { isStartUp } from '../support/start-up.ts';

export const openNotClosed = defineStandard({
  id: 'resource/open-not-closed',
  severity: 'medium',
  lane: 'D',
  flags: [],
  title: 'File, connection or client not closed',
  why: 'Every one left open holds a file descriptor or a connection of the server on the other side. Under load the process meets its limit, and then neither files nor sockets can be opened: a restart is the only help.',
  fix: 'Defer the close as soon as the error is checked.\n\n```go\nf, err := os.Open(path)\nif err != nil {\n\treturn fmt.Errorf("read rules: %w", err)\n}\ndefer f.Close()\n```',
  references: [
    'https://pkg.go.dev/os#File.Close',
    'https://pkg.go.dev/net#Conn',
    'https://pkg.go.dev/database/sql#Conn.Close',
  ],
  lasting: true,
  examples: {
    bad: [
      `func head(path string) (int, error) {
	f, _ := os.Open(path) // want, no suggestion: there may be no file to close
	return f.Read(make([]byte, 64))
}`,
      `func first(path string) (string, error) {
	f, err := os.Open(path) // want
	if err != nil {
		return "", err
	}
	line, err := bufio.NewReader(f).ReadString('\\n')
	if err != nil {
		return "", err
	}
	return line, f.Close()
}`,
      `func probe(addr string) bool {
	_, err := net.DialTimeout("tcp", addr, time.Second) // want, no suggestion: no check of the error to close behind
	return err == nil
}`,
      `func setRole(ctx context.Context, db *sql.DB, role string) error {
	conn, err := db.Conn(ctx) // want
	if err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "SET ROLE "+role)
	return err
}`,
      `func count(dsn string) (n int, err error) {
	db, err := sql.Open("postgres", dsn) // want, no suggestion: a pool belongs to the process
	if err != nil {
		return 0, err
	}
	return n, db.QueryRow("SELECT count(*) FROM item").Scan(&n)
}`,
      `import file "os"

func open(name string) (*file.File, error) { return file.Open("/etc/" + name) }

func sizes(names []string) (total int64) {
	for _, name := range names {
		f, err := open(name) // want, no suggestion: each turn needs its own end
		if err != nil {
			continue
		}
		if info, err := f.Stat(); err == nil {
			total += info.Size()
		}
	}
	return total
}`,
    ],
    good: [
      // The helper's helper calls what it is given.
      `func size(path string) (int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer closeFile(f)
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func closeFile(f *os.File) { report(f.Close) }

func report(end func() error) {
	if err := end(); err != nil {
		println(err.Error())
	}
}`,
      // The object works through the client, and is kept.
      `import "cloud.google.com/go/storage"

type source struct{ object *storage.ObjectHandle }

func (s *source) attrs(ctx context.Context) (*storage.ObjectAttrs, error) {
	if s.object == nil {
		client, err := storage.NewClient(ctx)
		if err != nil {
			return nil, err
		}
		s.object = client.Bucket("flags").Object("all.yaml")
	}
	return s.object.Attrs(ctx)
}`,
      // A command that ends when this fails.
      {
        'cmd/shop/import/import.go': `package importer

import "github.com/spf13/cobra"
import "io"
import "os"

func Command() *cobra.Command {
	return &cobra.Command{RunE: func(_ *cobra.Command, args []string) error { return load(args[0]) }}
}

func load(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	_, err = io.ReadAll(f)
	return err
}`,
      },
      `package main

import (
	"errors"
	"net/http"
	"os"
)

func run(dir string, ready func() bool) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	if !ready() {
		return errors.New("not ready")
	}
	defer root.Close()
	return http.ListenAndServe(":80", nil)
}

func main() { _ = run(os.Args[1], func() bool { return true }) }`,
      `func first(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	return bufio.NewReader(f).ReadString('\\n')
}`,
      `type store struct{ db *sql.DB }

func open(dsn string) (*store, error) {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	// The process stops when this fails.
	if err := db.Ping(); err != nil {
		return nil, err
	}
	return &store{db}, nil
}`,
      `import "go.mongodb.org/mongo-driver/v2/mongo/options"

func database(uri string) (*mongo.Database, error) {
	client, err := mongo.Connect(options.Client().ApplyURI(uri))
	if err != nil {
		return nil, err
	}
	return client.Database("shop"), nil
}`,
      `func logTo(path string) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	log.SetOutput(f)
	return nil
}`,
      `func serve(addr string, h http.Handler) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	return http.Serve(l, h)
}`,
      `package main

import "os"

func main() {
	f, err := os.Open("rules")
	if err != nil {
		panic(err)
	}
	println(f.Name())
}`,
      `func tail(paths []string) (io.Reader, func()) {
	var closers []io.Closer
	var readers []io.Reader
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			continue
		}
		closers = append(closers, f)
		readers = append(readers, f)
	}
	return io.MultiReader(readers...), func() {
		for _, c := range closers {
			c.Close()
		}
	}
}`,
      `func upgrade(w http.ResponseWriter, r *http.Request, u websocket.Upgrader) {
	conn, err := u.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	go pump(conn)
}

func pump(conn *websocket.Conn) { defer conn.Close() }`,
    ],
  },
  go: {
    call_expression(call, file, report) {
      if (!isTaken(file, call)) return;
      const callee = openedBy(file, call);
      if (callee === null) return;
      const shared = isClient(callee);
      if (shared && (file.isMain || isCommandLine(file, call))) return;
      const leak = leakOf(file, call, { releases: CLOSES, perProcess: true, never: shared });
      if (!leak || (shared && leak.name !== null && isDerivedFrom(file, leak.statement))) return;
      if (endsWithProcess(file, call, leak) || isDuplicated(file, call, leak.name)) return;
      const word = wordFor(callee);
      const subject =
        leak.name === null ? `The ${word} is opened and dropped` : `\`${leak.name}\` is still open ${leak.when}`;
      report(call, {
        message: `${subject}: every call that takes this way leaves one more ${word} open in the process${isCollected(callee) ? ', until the garbage collector comes to it' : ''}.`,
        evidence: [leak.exit],
        // A small upload is kept in memory, and a limit on the request may see to it that all are.
        ...(callee.package === 'mime/multipart' || isStartUp(file, call) || isRare(file, call, leak)
          ? { lane: 'H' }
          : {}),
        mend: () => (shared ? null : deferred(file, leak, { release: (name) => closing(file, leak, name) })),
      });
    },
  },
});

/** The runtime closes these once nothing holds them, whenever that is noticed. */
function isCollected({ package: path }: Callee): boolean {
  return path === 'os' || path === 'net';
}

/** It is closed on the usual way, and no request is seen to come here: what fails at most now and then leaves a few open. */
function isRare(file: GoFile, call: NodeId, { owned, overwritten }: Leaked): boolean {
  if (owned === null || overwritten || entryAround(file, call) !== null || reachOf(file, call) !== null) return false;
  const { steps } = file.flow(enclosingFunction(file.tree, call));
  return steps.some((step) => step.evaluates && settles(file, owned, step));
}

/** The function that opens what the call returns, behind functions of the repository; null when the call opens nothing. */
function openedBy(file: GoFile, call: NodeId): Callee | null {
  const own = file.callee(call);
  // A constructor of the repository hands a client to whoever keeps it: only direct calls are looked at.
  if (own && isClient(own)) return own;
  const found: Callee[] = [];
  const source = ({ callee, position }: Origin) => {
    found.push(callee);
    return position === 0 && isHandle(callee);
  };
  return isAcquired(file, call, 0, source) ? (found[0] ?? null) : null;
}

/** `f.Close()`, where its type has such a method without arguments. */
function closing(file: GoFile, { owned }: Leaked, name: string): string | null {
  const close = owned && findMember(file.index, file.typeOf(owned.variable), 'Close');
  return close?.type.kind === 'func' && close.type.parameters.length === 0 ? `${name}.Close()` : null;
}

/** `unix.Dup2(int(f.Fd()), 1)`: the file is standard output from then on. */
function isDuplicated(file: GoFile, call: NodeId, name: string | null): boolean {
  const { tree } = file;
  if (name === null) return false;
  for (const other of tree.descendants(enclosingFunction(tree, call), Kind.call_expression))
    if (/^Dup[23]?$/.test(file.calledName(other)) && tree.textOf(other).includes(`${name}.Fd()`)) return true;
  return false;
}
