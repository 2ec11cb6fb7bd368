import type { GoFile } from '../../go/file.ts';
import { isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isNamed } from '../../go/types/type.ts';
import { defineStandard, type Report } from '../standard.ts';
import { constantText } from '../support/constants.ts';
import { formatText } from '../support/format.ts';
import { calledText, isCleanup, isIgnorable, returnsError } from '../support/ignorable.ts';
import { encodesOwn, hasConstantArguments, isDecided, isInfallible, leavesErrorBehind } from '../support/infallible.ts';
import { REASON, remarkAt } from '../support/remark.ts';
import { tells } from '../support/telling-uses.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';
import { isToldAgain } from '../support/told-again.ts';
import { isSamePath } from '../support/values.ts';

export const blankAssign = defineStandard({
  id: 'errors/blank-assign',
  severity: 'low',
  lane: 'H',
  flags: ['no-error-strategy'],
  title: 'Error result assigned to the blank identifier',
  why: 'The blank hides a failure for good: the zero value goes on as if it were the answer. A bad page number becomes page 0, a lost write a success, and no log line tells them apart.',
  fix: 'Return or log the error. Where it cannot matter, say why with an ignore comment.\n\n```go\nn, err := strconv.Atoi(text)\nif err != nil {\n\treturn fmt.Errorf("page %q: %w", text, err)\n}\n```',
  references: ['https://go.dev/wiki/CodeReviewComments#handle-errors', 'https://go.dev/doc/effective_go#blank'],
  examples: {
    bad: [
      `func page(text string) int {
	n, _ := strconv.Atoi(text) // want
	return n
}`,
      `package service

import js "encoding/json"

func parse(body []byte) (order struct{ ID string }) {
	_ = js.Unmarshal(body, &order) // want
	return order
}`,
      `type store struct{}

func (store) save(id string) (int, error) { return 0, os.ErrExist }

func (s store) place(id string) {
	_, _ = s.save(id) // want
	var n, _ = s.save(id) // want
	println(n)
}`,
      `func first[T any](get func() (T, error)) T {
	v, _ := get() // want
	return v
}`,
      `func secret(size int) (string, error) { return "", errors.New("no entropy") }

func start() {
	key, _ := secret(32) // want
	settings, _ := os.ReadFile("settings.json") // want
	println(key, settings)
}`,
    ],
    good: [
      `func rewrite(dir string, r *http.Request, g *errgroup.Group) (string, error) {
	_ = os.MkdirAll(dir, 0o700)
	f, err := os.OpenFile(dir+"/keys", os.O_CREATE, 0o600)
	if err != nil {
		return "", err
	}
	defer f.Close()
	dump, _ := httputil.DumpRequest(r, true)
	log.Printf("request: %s", string(dump))
	page, _ := url.Parse(r.URL.String())
	state, _ := url.ParseRequestURI(r.FormValue("state"))
	go func() {
		_ = g.Wait()
	}()
	if err := g.Wait(); err != nil {
		return "", err
	}
	if state != nil {
		return state.Path, nil
	}
	return page.Path, nil
}`,
      `type queue struct{ changed chan bool }

func (q *queue) signal() error {
	q.changed <- true
	return nil
}

func sync(q *queue, token string, hash []byte, save func(func() error) error) (err error) {
	_ = q.signal()
	_ = bcrypt.CompareHashAndPassword(hash, []byte(token))
	_ = save(func() error {
		err = errors.New("no store")
		return err
	})
	raw, _ := url.QueryUnescape(token)
	id, err := strconv.Atoi(raw)
	println(id)
	// Best effort: the store is asked again after its restart.
	_ = save(nil)
	return err
}

func page(ctx context.Context) *http.Request {
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, "https://example.com/page", nil)
	return req
}`,
      `func page(text string, seen map[string]int, v any) (int, error) {
	n, err := strconv.Atoi(text)
	_, ok := seen[text]
	s, _ := v.(string)
	i, _ := seen[s]
	println(ok, i)
	_, err = strconv.Atoi(s)
	return n, err
}`,
      `func read(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer func() { _ = f.Close() }()
	_, _ = fmt.Fprintln(os.Stderr, path)
	_ = os.Remove(path)
	return path
}`,
      `func pair() (error, int) { return nil, 1 }

func split(text string) string {
	_, _ = pair()
	before, after, _ := strings.Cut(text, ":")
	return before + after
}`,
      `var started, _ = time.Parse(time.RFC3339, "2024-01-01T00:00:00Z")

func home() *url.URL {
	u, _ := url.Parse("https://example.com")
	return u
}

func local() (*net.IPNet, int) {
	_, block, _ := net.ParseCIDR("10.0.0.0/8")
	size, _ := parseSize("10k")
	return block, size
}

func parseSize(text string) (int, error) { return strconv.Atoi(text[:2]) }

type worker struct{ threads int }

func (k *worker) init(text string) {
	k.threads, _ = strconv.Atoi(text)
	if k.threads < 1 {
		k.threads = 3
	}
	if n, _ := strconv.Atoi(text); n > 9 {
		k.threads = 9
	}
}

type order struct{ ID string }

func encode(w http.ResponseWriter, o order) {
	body, _ := json.Marshal(o)
	_ = answer(w, body)
	host, _ := os.Hostname()
	println(host)
}

func answer(w http.ResponseWriter, body []byte) error {
	_, err := w.Write(body)
	return err
}`,
    ],
  },
  go: { short_var_declaration: judge, assignment_statement: judge, var_spec: judge },
});

function judge(statement: NodeId, file: GoFile, report: Report): void {
  const { tree } = file;
  const spec = tree.kind(statement) === Kind.var_spec;
  const left = spec ? NONE : tree.child(statement, Field.left);
  const names = spec ? tree.childrenInField(statement, Field.name) : left ? tree.children(left) : [];
  const right = tree.child(statement, spec ? Field.value : Field.right);
  const values = right ? tree.children(right) : [];
  const last = names.at(-1);
  const call = unparenthesized(tree, values[0] ?? NONE);
  if (last === undefined || tree.textOf(last) !== '_' || values.length !== 1 || !isCall(tree, call)) return;
  if (!returnsError(file, call) || isCleanup(file, call) || isIgnorable(file, call)) return;
  if (isTestCode(file) || isTooling(file) || isSettled(file, call)) return;
  if (isAskedNext(file, statement, names) || isToldAgain(file, statement, names, call)) return;
  if (REASON.test(remarkAt(file, statement))) return;
  const kept = names.filter((name) => tree.textOf(name) !== '_').map((name) => `\`${tree.textOf(name)}\``);
  report(call, {
    message:
      kept.length > 0
        ? `The error of \`${calledText(file, call)}\` goes to \`_\`: when it fails, ${kept.join(' and ')} is a zero value that passes for the answer.`
        : `The error of \`${calledText(file, call)}\` goes to \`_\`: when it fails, everything goes on as if it had worked.`,
  });
}

/** The very next thing is a condition on the result, or a checked call that is given it: the zero value has its answer. */
function isAskedNext(file: GoFile, statement: NodeId, names: readonly NodeId[]): boolean {
  const { tree } = file;
  const around = tree.parent(statement);
  const next =
    tree.field(statement) === Field.initializer
      ? around
      : (tree.children(around).find((sibling) => sibling > statement) ?? NONE);
  const asks = tree.kind(next) === Kind.if_statement ? tree.child(next, Field.condition) : checkedCall(file, next);
  if (asks === NONE) return false;
  for (const name of names) {
    if (tree.textOf(name) === '_') continue;
    for (let node = asks; node < tree.next(asks); node++)
      if (tree.kind(node) === tree.kind(name) && isSamePath(file, node, name)) return true;
  }
  return false;
}

/** `decode(id)` of `info, err := decode(id)`; NONE for any other statement. */
function checkedCall(file: GoFile, statement: NodeId): NodeId {
  const { tree } = file;
  const last = tree.children(tree.child(statement, Field.left)).at(-1) ?? NONE;
  const [call = NONE, second] = tree.children(tree.child(statement, Field.right));
  return second === undefined && isCall(tree, call) && tree.textOf(last) !== '_' && file.isError(last) ? call : NONE;
}

/** Functions of the standard library whose zero value is the answer that callers want, or that fail on broken hosts only. */
const HARMLESS: Readonly<Record<string, RegExp>> = {
  os: /^(?:Hostname|Getwd|Executable|UserHomeDir|UserCacheDir)$/,
  net: /^SplitHostPort$/,
  'net/http': /^Request\.Cookie$/,
  'path/filepath': /^(?:Abs|Rel|Match)$/,
  // A comparison for the time that it takes: whoever wants the verdict reads it.
  'golang.org/x/crypto/bcrypt': /^CompareHashAndPassword$/,
  'database/sql': /^Result\./,
  'crypto/x509': /^(?:Marshal|SystemCertPool)/,
  strconv: /^ParseBool$/,
};

/** The failure cannot happen, was decided when the code was written, is told elsewhere, or has an answer in the zero value. */
function isSettled(file: GoFile, call: NodeId): boolean {
  const callee = file.callee(call);
  const args = file.arguments(call);
  if (isInfallible(file, call) || leavesErrorBehind(file, call)) return true;
  if (!callee) return false;
  const name = callee.receiver === null ? callee.name : `${callee.receiver}.${callee.name}`;
  if (HARMLESS[callee.package]?.test(name) || /(?:Close|Shutdown|Stop|Cleanup)$/.test(callee.name)) return true;
  const fact = file.index.functionFact(callee);
  if (fact && tells(fact, 'warns')) return true;
  if (callee.package === 'crypto/rand') return file.goAtLeast(1, 24);
  if (encodesOwn(file, call)) return true;
  if (args.some((argument) => isNamed(file.typeOf(argument), 'net/http', 'ResponseWriter'))) return true;
  // The last word to a peer that is leaving.
  if (args.some((argument) => /CloseMessage\b/.test(file.tree.textOf(argument)))) return true;
  if (isFixedRequest(file, call) || isDecided(file, call)) return true;
  if (callee.receiver !== null || !hasConstantArguments(file, call)) return false;
  const mayFailLater = REACHING_OUT.test(callee.package) || file.index.sourcePackage(callee.package) !== null;
  return !mayFailLater || MAKES.test(name);
}

/** `http.NewRequestWithContext(ctx, http.MethodGet, "https://…", nil)`: method and URL are right for good. */
function isFixedRequest(file: GoFile, call: NodeId): boolean {
  if (!file.isCallTo(call, 'net/http', 'NewRequest', 'NewRequestWithContext')) return false;
  return file
    .arguments(call)
    .slice(-3, -1)
    .every((argument) => constantText(file, argument) !== null || formatText(file, argument) !== null);
}

/** Packages whose functions fail on the world, whatever they are given. */
const REACHING_OUT = /^(?:os|os\/.*|net|net\/http|io\/ioutil|database\/sql|syscall)$/;
/** Functions that fail on nothing but what they are given. */
const MAKES = /^(?:parse|new|make|compile|decode|format|must)/i;
