import type { GoFile } from '../../go/file.ts';
import { enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isNamed } from '../../go/types/type.ts';
import { defineStandard, type Report } from '../standard.ts';
import { constantText } from '../support/constants.ts';
import { calledText } from '../support/ignorable.ts';
import { quoted } from '../support/quoted.ts';
import { macPart, requestPart, secretPart } from '../support/secret.ts';
import { isTestCode } from '../support/test-code.ts';
import { lastValue, rootOf } from '../support/values.ts';

export const nonConstantTimeCompare = defineStandard({
  id: 'security/non-constant-time-compare',
  severity: 'medium',
  lane: 'D',
  flags: ['missing-auth'],
  title: 'Secret compared in a time that depends on it',
  why: 'An ordinary comparison ends where the two first differ. Who may try often enough and can measure the answers learns how far it got and finds the token or signature piece by piece, where guessing all of it at once would be hopeless; nothing in the logs tells these requests from wrong passwords.',
  fix: 'Compare in constant time: MACs with `hmac.Equal`, other secrets with `crypto/subtle`.\n\n```go\nif subtle.ConstantTimeCompare([]byte(given), []byte(want)) != 1 {\n\treturn errUnauthorized\n}\n```',
  references: [
    'https://pkg.go.dev/crypto/subtle#ConstantTimeCompare',
    'https://pkg.go.dev/crypto/hmac#Equal',
    'https://cwe.mitre.org/data/definitions/208.html',
  ],
  examples: {
    bad: [
      `type server struct{ apiToken string }

func (s *server) place(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-Token") != s.apiToken { // want
		w.WriteHeader(http.StatusUnauthorized)
	}
}`,
      `package hooks

import (
	mac "crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

func verify(body, key []byte, signature string) bool {
	h := mac.New(sha256.New, key)
	h.Write(body)
	want := hex.EncodeToString(h.Sum(nil))
	return "sha256="+want == signature // want
}`,
      `func sign(body, key []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(body)
	return h.Sum(nil)
}

func verify(body, key, given []byte) bool {
	return bytes.Equal(given, sign(body, key)) // want
}`,
      `type config struct{ Password string }

func guard(cfg config, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, given, ok := r.BasicAuth()
		if !ok || given != cfg.Password { // want
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}`,
      `func guard(c *gin.Context) {
	token := strings.TrimPrefix(c.GetHeader("Authorization"), "Bearer ")
	if token == os.Getenv("ADMIN_TOKEN") { // want
		c.Next()
	}
}`,
    ],
    good: [
      // What is no signed token comes to no comparison.
      `type session struct{ RefreshToken string }

type maker interface{ VerifyToken(token string) (string, error) }

func renew(w http.ResponseWriter, r *http.Request, m maker, find func(string) session) {
	given := r.Header.Get("X-Refresh")
	id, err := m.VerifyToken(given)
	if err != nil {
		return
	}
	kept := find(id)
	if kept.RefreshToken != given {
		return
	}
}`,
      `type server struct{ apiToken string }

func (s *server) place(w http.ResponseWriter, r *http.Request) {
	given := r.Header.Get("X-Token")
	if given == "" || s.apiToken == "" || !strings.HasPrefix(given, "tok_") {
		return
	}
	if subtle.ConstantTimeCompare([]byte(given), []byte(s.apiToken)) != 1 {
		w.WriteHeader(http.StatusUnauthorized)
	}
}`,
      `func verify(body, key, given []byte) bool {
	h := hmac.New(sha256.New, key)
	h.Write(body)
	return len(given) == h.Size() && hmac.Equal(given, h.Sum(nil))
}`,
      // Both are the client's own.
      `func register(w http.ResponseWriter, r *http.Request) {
	if r.FormValue("password") != r.FormValue("repeated_password") {
		w.WriteHeader(http.StatusBadRequest)
	}
}`,
      // A place in a list, a scheme, a checksum.
      `type page struct{ nextToken, etag, TokenType string }

func list(w http.ResponseWriter, r *http.Request, p page, body []byte) {
	if r.URL.Query().Get("after") == p.nextToken || r.Header.Get("If-None-Match") == p.etag {
		return
	}
	if r.FormValue("token_type") == p.TokenType {
		return
	}
	sum := sha256.Sum256(body)
	if r.Header.Get("Digest") == hex.EncodeToString(sum[:]) {
		return
	}
}`,
      // Part of a public address.
      `func challenge(w http.ResponseWriter, r *http.Request, token string) {
	if r.RequestURI == "/.well-known/acme-challenge/"+token {
		w.WriteHeader(http.StatusOK)
	}
}`,
      `type parser struct{ token string }

func (p *parser) at(token string) bool { return p.token == token }`,
    ],
  },
  calls: /^(?:Equal(?:Fold)?|Compare|DeepEqual)$/,
  go: {
    binary_expression(node, file, report) {
      const { tree } = file;
      const operator = tree.kind(tree.child(node, Field.operator));
      if (operator !== Token['=='] && operator !== Token['!=']) return;
      judge(node, tree.child(node, Field.left), tree.child(node, Field.right), file, report);
    },
    call_expression(call, file, report) {
      if (!COMPARING.some((at) => file.isCallTo(call, ...at))) return;
      const [a = NONE, b = NONE] = file.arguments(call);
      judge(call, a, b, file, report);
    },
  },
});

const COMPARING: readonly (readonly [string, ...string[]])[] = [
  ['bytes', 'Equal', 'Compare', 'EqualFold'],
  ['strings', 'EqualFold', 'Compare'],
  ['slices', 'Equal', 'Compare'],
  ['reflect', 'DeepEqual'],
];

function judge(node: NodeId, a: NodeId, b: NodeId, file: GoFile, report: Report): void {
  if (isPlain(file, a) || isPlain(file, b) || isTestCode(file)) return;
  const mac = macPart(file, a) || macPart(file, b);
  if (mac) {
    report(node, {
      message: `${by(file, node)} compares an HMAC in a time that depends on how much of it is right: whoever can measure the answers to enough forgeries learns from them how to go on.`,
      evidence: [mac],
    });
    return;
  }
  for (const [given, kept] of [
    [a, b],
    [b, a],
  ] as const) {
    const secret = secretPart(file, kept);
    if (!secret || requestPart(file, kept) || isFoundBy(file, secret, given) || isVerified(file, node, given)) continue;
    const source = requestPart(file, given);
    if (!source || /\.(?:RequestURI|Path|Host)$/.test(file.tree.textOf(source))) continue;
    report(node, {
      message: `${by(file, node)} compares ${quoted(file.tree, secret)} with ${quoted(file.tree, source)} of the request in a time that depends on how much of it is right: whoever can measure the answers to enough guesses learns from them how to go on.`,
      evidence: [source],
      // Who asks has to be known by another secret first.
      lane: isOfCaller(file, secret) || /[cx]srf/i.test(file.tree.textOf(secret)) ? 'H' : 'D',
    });
    return;
  }
}

/** `runner.Token` of `runner := byToken(token)`: whoever got that far knew it. */
function isFoundBy(file: GoFile, secret: NodeId, given: NodeId): boolean {
  const { tree } = file;
  const found = lastValue(file, rootOf(tree, secret));
  return isCall(tree, found) && file.arguments(found).some((one) => tree.textOf(one) === tree.textOf(given));
}

/** `claims, err := maker.VerifyToken(token)` above: a guess that is no token never comes here. */
function isVerified(file: GoFile, node: NodeId, given: NodeId): boolean {
  const { tree } = file;
  const text = tree.textOf(given);
  for (const call of tree.descendants(enclosingFunction(tree, node), Kind.call_expression)) {
    if (call >= node) return false;
    if (
      !/^(?:Verify|Parse|Validate|Decode|Decrypt)\w*(?:Token|JWT)|^(?:Verify|ParseWithClaims)$/i.test(
        file.calledName(call),
      )
    )
      continue;
    if (file.arguments(call).some((argument) => tree.textOf(argument) === text)) return true;
  }
  return false;
}

/** `session.LogoutToken` where `session` was found by the request itself: its own cookie or token. */
function isOfCaller(file: GoFile, secret: NodeId): boolean {
  const { tree } = file;
  const found = lastValue(file, rootOf(tree, secret));
  if (tree.kind(secret) !== Kind.selector_expression || !isCall(tree, found)) return false;
  return file.arguments(found).some((argument) => isNamed(file.typeOf(argument), 'net/http', 'Request'));
}

function by(file: GoFile, node: NodeId): string {
  const operator = file.tree.child(node, Field.operator);
  return operator ? `\`${file.tree.textOf(operator)}\`` : `\`${calledText(file, node)}\``;
}

/** A literal, `nil`, a number: known to everyone, or compared in one step. */
function isPlain(file: GoFile, node: NodeId): boolean {
  const { tree } = file;
  const kind = tree.kind(node);
  if (kind === Kind.nil || kind === Kind.int_literal || kind === Kind.true || kind === Kind.false) return true;
  if (kind === Kind.interpreted_string_literal || kind === Kind.raw_string_literal) return true;
  return constantText(file, node) !== null;
}
