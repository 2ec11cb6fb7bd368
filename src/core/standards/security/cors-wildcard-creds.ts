import type { FileFacts } from '../../go/facts.ts';
import type { GoFile } from '../../go/file.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { calleeOf, enclosingDeclaration, enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { isChecked } from '../support/checked.ts';
import { fieldsOf } from '../support/composite.ts';
import { constantText } from '../support/constants.ts';
import { formatText } from '../support/format.ts';
import { calledName } from '../support/ignorable.ts';
import { isOptedIn } from '../support/opt-in.ts';
import { remarkAt } from '../support/remark.ts';
import { isTestCode } from '../support/test-code.ts';
import { textOrigins } from '../support/trace.ts';

/** Option types of CORS libraries: package, type, field of the origins, field of the credentials. */
const OPTIONS: readonly [path: RegExp, type: string, origins: string][] = [
  [/^github\.com\/rs\/cors$/, 'Options', 'AllowedOrigins'],
  [/^github\.com\/go-chi\/cors$/, 'Options', 'AllowedOrigins'],
  [/^github\.com\/gin-contrib\/cors$/, 'Config', 'AllowOrigins'],
  [/^github\.com\/labstack\/echo\/v\d+\/middleware$/, 'CORSConfig', 'AllowOrigins'],
  [/^github\.com\/gofiber\/fiber\/v\d+\/middleware\/cors$/, 'Config', 'AllowOrigins'],
];
const DECIDERS = ['AllowOriginFunc', 'AllowOriginRequestFunc', 'AllowOriginVaryRequestFunc', 'AllowOriginsFunc'];

export const corsWildcardCreds = defineStandard({
  id: 'security/cors-wildcard-creds',
  severity: 'high',
  lane: 'H',
  flags: ['missing-auth'],
  title: 'Any origin allowed with credentials',
  why: "Every page that a logged-in user opens may call the service with their cookies and read the answers, as if it were the service's own front end. Browsers refuse the pair when the origin is `*`, so that calls fail until somebody echoes the origin instead.",
  fix: 'List the origins that may send credentials.\n\n```go\ncors.New(cors.Options{\n\tAllowedOrigins:   []string{"https://shop.example.com"},\n\tAllowCredentials: true,\n})\n```',
  references: [
    'https://fetch.spec.whatwg.org/#cors-protocol-and-credentials',
    'https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS/Errors/CORSNotSupportingCredentials',
  ],
  examples: {
    bad: [
      `package main

import "github.com/rs/cors"

func handler() *cors.Cors {
	return cors.New(cors.Options{ // want
		AllowedOrigins:   []string{"*"},
		AllowCredentials: true,
	})
}`,
      `package main

import gincors "github.com/gin-contrib/cors"

var config = gincors.Config{ // want
	AllowOriginFunc:  func(origin string) bool { return true },
	AllowCredentials: true,
}`,
      `func allow(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		origin := r.Header.Get("Origin")
		w.Header().Set("Access-Control-Allow-Origin", origin) // want
		w.Header().Set("Access-Control-Allow-Credentials", "true")
		next.ServeHTTP(w, r)
	})
}`,
    ],
    good: [
      `package main

import "github.com/rs/cors"

func handler(origins []string) []*cors.Cors {
	return []*cors.Cors{
		cors.New(cors.Options{AllowedOrigins: []string{"https://shop.example.com"}, AllowCredentials: true}),
		cors.New(cors.Options{AllowedOrigins: []string{"*"}}),
		cors.New(cors.Options{AllowedOrigins: origins, AllowCredentials: true}),
	}
}`,
      `package main

import "github.com/gin-contrib/cors"

var config = cors.Config{
	AllowOriginFunc:  func(origin string) bool { return origin == "https://shop.example.com" },
	AllowCredentials: true,
}`,
      `var allowed = map[string]bool{"https://shop.example.com": true}

func allow(w http.ResponseWriter, r *http.Request) {
	origin := r.Header.Get("Origin")
	if allowed[origin] {
		w.Header().Set("Access-Control-Allow-Origin", origin)
		w.Header().Set("Access-Control-Allow-Credentials", "true")
	}
}

type policy struct{ originCheck func(*http.Request) bool }

func (p policy) allow(w http.ResponseWriter, r *http.Request) {
	if p.originCheck(r) {
		w.Header().Set("Access-Control-Allow-Origin", r.Header.Get("Origin"))
		w.Header().Set("Access-Control-Allow-Credentials", "true")
	}
}

func develop(w http.ResponseWriter, r *http.Request, env string) {
	if env == "development" {
		w.Header().Set("Access-Control-Allow-Origin", r.Header.Get("Origin"))
		w.Header().Set("Access-Control-Allow-Credentials", "true")
	}
}

func public(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
}`,
    ],
  },
  calls: /^(?:Set|Add|Header)$/,
  go: {
    composite_literal(literal, file, report) {
      const fields = optionFields(file, literal);
      if (fields === null || isTestCode(file)) return;
      if (constantText(file, fields.get('AllowCredentials') ?? NONE) !== 'true') return;
      const how = openness(file, fields);
      if (how === null) return;
      report(literal, {
        ...(isMeant(file, literal) || !readsCookies(file.index) ? { lane: 'H' as const } : {}),
        message: `${how} together with AllowCredentials: any page that a logged-in user opens calls this service with their cookies, where the library echoes the origin; where it sends \`*\`, browsers refuse every call with credentials.`,
      });
    },
    call_expression(call, file, report) {
      if (!setsHeader(file, call, 'Access-Control-Allow-Origin') || isTestCode(file)) return;
      const value = file.arguments(call)[1] ?? NONE;
      const fn = enclosingFunction(file.tree, call);
      const credentials = calls(file, fn).find((other) => setsHeader(file, other, 'Access-Control-Allow-Credentials'));
      if (credentials === undefined || formatText(file, file.arguments(credentials)[1] ?? NONE) !== 'true') return;
      const [origin] = textOrigins(file, value, (_file, text) => text).filter(({ kind }) => kind === 'request');
      if (!origin || isChecked(file, origin, call) || isOptedIn(file, call) || isDecided(file, call)) return;
      report(call, {
        message: `\`${file.tree.textOf(origin.node)}\` is sent back as the allowed origin, with credentials: any page that a logged-in user opens calls this service with their cookies and reads the answers.`,
        evidence: [origin.node, credentials],
        ...(readsCookies(file.index) ? {} : { lane: 'H' as const }),
      });
    },
  },
});

const SESSIONS = ['github.com/gorilla/sessions', 'github.com/gin-contrib/sessions', 'github.com/alexedwards/scs/v2'];

/** `http.SetCookie(w, …)`: a field that is called `Cookie` is none that is asked for. */
function setsCookies({ functions }: FileFacts): boolean {
  return functions.some(({ uses }) => uses.some((use) => /(?:^|\.)SetCookie$|^http\.Cookie$/.test(use)));
}

/** `r.Cookie(name)` */
function asksCookies({ functions }: FileFacts): boolean {
  return functions.some(({ uses }) => uses.some((use) => /(?:^|\.)Cookies?$/.test(use)));
}

const COOKIES = new WeakMap<GoIndex, boolean>();

/** Some code of the repository asks for a cookie; where none does, callers show who they are otherwise. */
function readsCookies(index: GoIndex): boolean {
  let known = COOKIES.get(index);
  if (known === undefined) {
    known =
      SESSIONS.some((path) => index.importers(path).length > 0) ||
      [asksCookies, setsCookies].every((does) =>
        [...index.allFiles()].some(
          (file) => !file.path.endsWith('_test.go') && file.mentions?.('Cookie') !== false && does(file.facts),
        ),
      );
    COOKIES.set(index, known);
  }
  return known;
}

/** A comment at the place, or of the function, weighs it up. */
function isMeant(file: GoFile, literal: NodeId): boolean {
  const said = [literal, enclosingDeclaration(file.tree, literal)].map((node) => remarkAt(file, node)).join(' ');
  return /\b(?:risks?|deliberate\w*|intention\w*|on purpose|by design)\b/i.test(said);
}

function optionFields(file: GoFile, literal: NodeId): Map<string, NodeId> | null {
  const { tree } = file;
  const type = tree.child(literal, Field.type);
  if (tree.kind(type) !== Kind.qualified_type) return null;
  const name = tree.textOf(tree.child(type, Field.name));
  if (!OPTIONS.some(([, option]) => option === name)) return null;
  const found = file.qualified(type);
  return found && OPTIONS.some(([path, option]) => option === found.name && path.test(found.package))
    ? fieldsOf(tree, literal)
    : null;
}

/** How the options let every origin in, as the beginning of a sentence; null where they do not. */
function openness(file: GoFile, fields: ReadonlyMap<string, NodeId>): string | null {
  const { tree } = file;
  if (constantText(file, fields.get('AllowAllOrigins') ?? NONE) === 'true') return 'AllowAllOrigins is set';
  for (const decider of DECIDERS) {
    const value = fields.get(decider);
    if (value === undefined) continue;
    const literal = file.initialiser(value);
    if (tree.kind(literal) !== Kind.func_literal) return null;
    const returns = [...tree.descendants(literal, Kind.return_statement)].map((one) => tree.textOf(one));
    return returns.length > 0 && returns.every((text) => /^return true\b/.test(text))
      ? `\`${decider}\` allows every origin`
      : null;
  }
  for (const [, , field] of OPTIONS) {
    const value = fields.get(field);
    if (value === undefined) continue;
    const list = file.initialiser(value);
    const texts = tree.kind(list) === Kind.composite_literal ? elementsOf(file, list) : [formatText(file, list)];
    if (texts.includes('*')) return `\`${field}\` has \`*\``;
  }
  return null;
}

function elementsOf(file: GoFile, list: NodeId): (string | null)[] {
  const { tree } = file;
  return tree
    .children(tree.child(list, Field.body))
    .flatMap((element) => tree.children(element))
    .map((element) => formatText(file, element));
}

function setsHeader(file: GoFile, call: NodeId, header: string): boolean {
  if (!/^(?:Set|Add|Header)$/.test(calledName(file, call))) return false;
  const [name = NONE] = file.arguments(call);
  if (formatText(file, name)?.toLowerCase() !== header.toLowerCase()) return false;
  return file.tree.child(calleeOf(file.tree, call), Field.operand) !== NONE;
}

function calls(file: GoFile, fn: NodeId): NodeId[] {
  const found: NodeId[] = [];
  for (let node = fn; node !== NONE && node < file.tree.next(fn); node++) if (isCall(file.tree, node)) found.push(node);
  return found;
}

/** Under an `if` that asks a function about the request's origin: that is where the list of those allowed stands. */
function isDecided(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  for (let at = tree.ancestor(call, Kind.if_statement); at !== NONE; at = tree.ancestor(at, Kind.if_statement)) {
    const condition = tree.child(at, Field.condition);
    if (!tree.contains(tree.child(at, Field.consequence), call)) continue;
    for (const asked of calls(file, condition))
      if (/origin|cors|allow|trust/i.test(calledName(file, asked)) && file.arguments(asked).length > 0) return true;
  }
  return false;
}
