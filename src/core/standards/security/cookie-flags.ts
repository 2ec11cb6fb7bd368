import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingDeclaration } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isNamed } from '../../go/types/type.ts';
import { defineStandard, type Report } from '../standard.ts';
import { fieldsOf } from '../support/composite.ts';
import { constantText } from '../support/constants.ts';
import { destinationOf } from '../support/destination.ts';
import { formatText } from '../support/format.ts';
import { calledName } from '../support/ignorable.ts';
import { isTestCode } from '../support/test-code.ts';

/** Cookies that stand for a person who logged in. */
const SESSION =
  /sess(?:ion)?(?:[_-]?id)?$|^sid$|[_-]sid$|jwt|(?:auth|access|refresh|id|login|bearer|api)[_-]?(?:token|key)|^(?:token|auth)$|_token$/i;
/** Read by scripts on purpose. */
const FOR_SCRIPTS = /csrf|xsrf|state|nonce|verifier/i;

export const cookieFlags = defineStandard({
  id: 'security/cookie-flags',
  severity: 'medium',
  lane: 'D',
  flags: [],
  title: 'Session cookie without Secure or HttpOnly',
  why: 'A cookie without Secure goes out with the first plain HTTP request, readable on the way; one without HttpOnly is read by any script that gets onto a page. Either way somebody else is logged in as the user.',
  fix: 'Set both, and SameSite with them.\n\n```go\nhttp.SetCookie(w, &http.Cookie{\n\tName: "session", Value: id, Path: "/",\n\tSecure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,\n})\n```',
  references: [
    'https://pkg.go.dev/net/http#Cookie',
    'https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html#cookies',
  ],
  lasting: true,
  examples: {
    bad: [
      `func login(w http.ResponseWriter, id string) {
	http.SetCookie(w, &http.Cookie{Name: "session_id", Value: id, HttpOnly: true}) // want
}`,
      `package auth

import web "net/http"

const cookieName = "access_token"

func login(w web.ResponseWriter, token string) {
	cookie := web.Cookie{ // want
		Name:   cookieName,
		Value:  token,
		Secure: false,
	}
	cookie.Path = "/"
	web.SetCookie(w, &cookie)
}`,
      `package auth

import "github.com/gin-gonic/gin"

func login(c *gin.Context, token string) {
	c.SetCookie("jwt", token, 3600, "/", "", false, true) // want
}`,
    ],
    good: [
      `func login(w http.ResponseWriter, id string, tls bool) {
	http.SetCookie(w, &http.Cookie{Name: "session", Value: id, Secure: tls, HttpOnly: true})
	cookie := &http.Cookie{Name: "session", Value: id}
	cookie.Secure = true
	cookie.HttpOnly = true
	http.SetCookie(w, cookie)
}`,
      `func logout(w http.ResponseWriter) {
	http.SetCookie(w, &http.Cookie{Name: "session", Value: "", MaxAge: -1})
	http.SetCookie(w, &http.Cookie{Name: "session", Path: "/"})
	http.SetCookie(w, &http.Cookie{Name: "theme", Value: "dark"})
	http.SetCookie(w, &http.Cookie{Name: "csrf_token", Value: "x", Secure: true})
}`,
      `func call(req *http.Request, id string) {
	req.AddCookie(&http.Cookie{Name: "session", Value: id})
}`,
      `type jar struct{}

func (jar) SetCookie(name, value string, age int, path, domain string, secure, httpOnly bool) {}

func login(token string) {
	jar{}.SetCookie("jwt", token, 1, "/", "", false, false)
}`,
    ],
  },
  calls: /^SetCookie$/,
  go: {
    call_expression(call, file, report) {
      const name = calledName(file, call);
      if (name !== 'SetCookie') return;
      if (file.isCallTo(call, 'net/http', 'SetCookie')) return judge(file, file.arguments(call)[1] ?? NONE, report);
      const operand = file.tree.child(calleeOf(file.tree, call), Field.operand);
      if (!operand) return;
      const type = file.typeOf(operand);
      if (isNamed(type, 'github.com/labstack/echo/v4', 'Context'))
        return judge(file, file.arguments(call)[0] ?? NONE, report);
      if (isNamed(type, 'github.com/gin-gonic/gin', 'Context')) judgePositions(file, call, report);
    },
  },
});

/** `&http.Cookie{…}`, written here or given to the variable that is. */
function judge(file: GoFile, argument: NodeId, report: Report): void {
  const { tree } = file;
  const value = file.initialiser(argument);
  const given = value === NONE ? argument : value;
  const written = tree.kind(given) === Kind.unary_expression ? tree.child(given, Field.operand) : given;
  const literal =
    tree.kind(written) === Kind.identifier ? file.initialiser(written) || ofAddressed(file, written) : written;
  if (tree.kind(literal) !== Kind.composite_literal || isTestCode(file)) return;
  const fields = fieldsOf(tree, literal);
  const name = formatText(file, fields.get('Name') ?? NONE) ?? '';
  if (!isSession(name)) return;
  const later = assignedFields(file, literal);
  if (!later.has('Value') && isRemoval(file, fields)) return;
  const missing = ['Secure', 'HttpOnly'].filter((field) => {
    const flag = fields.get(field);
    return !later.has(field) && (flag === undefined || constantText(file, flag) === 'false');
  });
  claim(literal, name, missing, report);
}

/** `cookie := http.Cookie{…}` of which the address is taken. */
function ofAddressed(file: GoFile, name: NodeId): NodeId {
  const declaration = file.bindings[name] as number;
  const list = file.tree.parent(declaration);
  const statement = file.tree.parent(list);
  if (!declaration || file.tree.kind(statement) !== Kind.short_var_declaration) return NONE;
  return file.tree.children(file.tree.child(statement, Field.right))[0] ?? NONE;
}

function isSession(name: string): boolean {
  return SESSION.test(name) && !FOR_SCRIPTS.test(name);
}

function isRemoval(file: GoFile, fields: ReadonlyMap<string, NodeId>): boolean {
  const text = (field: string) => file.tree.textOf(fields.get(field) ?? NONE);
  return (
    (fields.has('MaxAge') && text('MaxAge').startsWith('-')) ||
    !fields.has('Value') ||
    /^(?:""|``)$/.test(text('Value')) ||
    (fields.has('Expires') && /time\.Unix\(0|Add\(-|time\.Time\{\}/.test(text('Expires')))
  );
}

/** Fields that are set on the variable after the literal. */
function assignedFields(file: GoFile, literal: NodeId): ReadonlySet<string> {
  const { tree, bindings } = file;
  const outer = tree.kind(tree.parent(literal)) === Kind.unary_expression ? tree.parent(literal) : literal;
  const destination = destinationOf(file, outer);
  const found = new Set<string>();
  if (destination.to !== 'variable') return found;
  const variable = bindings[destination.name] as number;
  const end = tree.next(enclosingDeclaration(tree, literal));
  for (let node = literal; node < end; node++) {
    if (bindings[node] !== variable || tree.kind(node) !== Kind.identifier) continue;
    const selector = tree.parent(node);
    if (tree.kind(selector) === Kind.selector_expression && tree.field(tree.parent(selector)) === Field.left)
      found.add(tree.textOf(tree.child(selector, Field.field)));
  }
  return found;
}

/** Gin's `SetCookie(name, value, maxAge, path, domain, secure, httpOnly)`. */
function judgePositions(file: GoFile, call: NodeId, report: Report): void {
  const [name = NONE, value = NONE, age = NONE, , , secure = NONE, httpOnly = NONE] = file.arguments(call);
  const text = formatText(file, name) ?? '';
  if (!isSession(text) || file.tree.textOf(age).startsWith('-') || file.tree.textOf(value) === '""') return;
  if (isTestCode(file)) return;
  const flags = { Secure: secure, HttpOnly: httpOnly };
  const missing = Object.entries(flags).filter(([, flag]) => constantText(file, flag) === 'false');
  claim(
    call,
    text,
    missing.map(([flag]) => flag),
    report,
  );
}

const CONSEQUENCES: Readonly<Record<string, string>> = {
  Secure: 'the first request over plain HTTP shows it to everybody on the way',
  HttpOnly: 'any script that gets onto a page can read it',
};

function claim(node: NodeId, name: string, missing: readonly string[], report: Report): void {
  if (missing.length === 0) return;
  const consequence = missing.map((flag) => CONSEQUENCES[flag]).join(', and ');
  report(node, {
    message: `The cookie \`${name}\` is set without ${missing.join(' and ')}: ${consequence}; whoever has it is logged in as the user.`,
    // Whether plain HTTP is ever spoken to clients is decided where it runs.
    ...(missing.includes('HttpOnly') ? {} : { lane: 'H' as const }),
  });
}
