import type { GoFile } from '../../go/file.ts';
import { calleeOf } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { constantText } from '../support/constants.ts';
import { isGolangJwt, isJwx, unverifiedToken } from '../support/jwt-libraries.ts';
import { quoted } from '../support/quoted.ts';
import { requestPart } from '../support/secret.ts';
import { isTestCode } from '../support/test-code.ts';
import { readsOnlyOwnTimes, trustOfParse } from '../support/token-checks.ts';

export const jwtNone = defineStandard({
  id: 'security/jwt-none',
  severity: 'critical',
  lane: 'D',
  flags: ['missing-auth'],
  title: 'Token accepted without a signature',
  why: 'A token whose signature nobody checks says whatever its sender wrote into it. Anyone can make one with the subject, tenant and role of their choice, and is let in as that user; the logs show a valid login.',
  fix: 'Verify with the key and the algorithms that you expect.\n\n```go\ntoken, err := jwt.ParseWithClaims(raw, &claims, keyFunc, jwt.WithValidMethods([]string{"RS256"}))\n```\n\nA first look at an unverified token may only choose the key.',
  references: [
    'https://www.rfc-editor.org/rfc/rfc8725#section-3.1',
    'https://pkg.go.dev/github.com/golang-jwt/jwt/v5#Parser.ParseUnverified',
    'https://cwe.mitre.org/data/definitions/347.html',
  ],
  examples: {
    bad: [
      `func user(raw string) (string, error) {
	claims := jwt.MapClaims{}
	if _, _, err := jwt.NewParser().ParseUnverified(raw, claims); err != nil { // want
		return "", err
	}
	return claims.GetSubject()
}`,
      `package auth

import (
	"net/http"

	token "github.com/dgrijalva/jwt-go"
)

type middleware struct{ parser *token.Parser }

func (m *middleware) claims(r *http.Request) (token.MapClaims, error) {
	claims := token.MapClaims{}
	_, _, err := m.parser.ParseUnverified(r.Header.Get("Authorization"), claims) // want
	return claims, err
}`,
      `func sign(claims jwt.Claims) (string, error) {
	t := jwt.NewWithClaims(jwt.SigningMethodNone, claims) // want
	return t.SignedString(jwt.UnsafeAllowNoneSignatureType) // want
}

func options() []jwt.ParserOption {
	return []jwt.ParserOption{jwt.WithValidMethods([]string{"HS256", "none"})} // want
}`,
      `package auth

import "github.com/lestrrat-go/jwx/v2/jwt"

func parse(raw []byte) (jwt.Token, error) {
	if len(raw) > 4096 {
		return jwt.ParseInsecure(raw) // want
	}
	return jwt.Parse(raw, jwt.WithVerify(false)) // want
}`,
      `package auth

import "github.com/go-jose/go-jose/v4/jwt"

func subject(raw string) (string, error) {
	tok, err := jwt.ParseSigned(raw, nil)
	if err != nil {
		return "", err
	}
	var claims jwt.Claims
	err = tok.UnsafeClaimsWithoutVerification(&claims) // want
	return claims.Subject, err
}`,
    ],
    good: [
      `func user(raw string, key any) (string, error) {
	claims := jwt.MapClaims{}
	_, err := jwt.ParseWithClaims(raw, claims, func(t *jwt.Token) (any, error) {
		if t.Method == jwt.SigningMethodNone || strings.EqualFold(t.Method.Alg(), jwt.SigningMethodNone.Alg()) {
			return nil, errors.New("unsigned")
		}
		return key, nil
	}, jwt.WithValidMethods([]string{"RS256"}))
	return claims["sub"].(string), err
}`,
      `type keys map[string]any

func (k keys) user(raw string) (*jwt.Token, error) {
	var claims jwt.RegisteredClaims
	if _, _, err := new(jwt.Parser).ParseUnverified(raw, &claims); err != nil {
		return nil, err
	}
	key := k[claims.Issuer]
	return jwt.Parse(raw, func(*jwt.Token) (any, error) { return key, nil })
}`,
      `type reviewer interface {
	reviewToken(ctx context.Context, token string) error
}

func user(ctx context.Context, r reviewer, raw string) (jwt.Claims, error) {
	if err := r.reviewToken(ctx, raw); err != nil {
		return nil, err
	}
	claims := jwt.MapClaims{}
	_, _, err := jwt.NewParser().ParseUnverified(raw, claims)
	return claims, err
}`,
      // Its own token: whether it must log in again.
      `type store interface{ Load(ctx context.Context, key string) (string, error) }

func isStale(ctx context.Context, s store) (bool, error) {
	raw, err := s.Load(ctx, "token")
	if err != nil {
		return false, err
	}
	tok, _, err := new(jwt.Parser).ParseUnverified(raw, jwt.MapClaims{})
	if err != nil {
		return false, err
	}
	claims, _ := tok.Claims.(jwt.MapClaims)
	exp, _ := claims["exp"].(float64)
	return time.Now().After(time.Unix(int64(exp), 0)), nil
}`,
      `type parser struct{}

func (parser) ParseUnverified(raw string, into any) error { return nil }

func read(raw string, jwt parser) error { return jwt.ParseUnverified(raw, nil) }`,
      `package auth

import "github.com/go-jose/go-jose/v4/jwt"

func subject(raw string, keys map[string]any) (string, error) {
	tok, err := jwt.ParseSigned(raw, nil)
	if err != nil {
		return "", err
	}
	var claims jwt.Claims
	if err := tok.UnsafeClaimsWithoutVerification(&claims); err != nil {
		return "", err
	}
	err = tok.Claims(keys[claims.Issuer], &claims)
	return claims.Subject, err
}`,
    ],
  },
  calls: /^(?:Parse|UnsafeClaims|GetSigningMethod$|WithValidMethods$)/,
  go: {
    selector_expression: (node, file, report) => judgeName(node, file, report),
    call_expression(call, file, report) {
      const token = unverifiedToken(file, call);
      if (token) judgeParse(call, token, file, report);
      else if (allowsNone(file, call) && !isTestCode(file))
        report(call, {
          message: `\`"none"\` is an accepted algorithm here, so a token without any signature passes: whoever writes one is let in as whom it names.`,
        });
    },
  },
});

const NONES = /^(?:SigningMethodNone|UnsafeAllowNoneSignatureType|NoSignature)$/;

/** `jwt.SigningMethodNone`, `jwt.UnsafeAllowNoneSignatureType`, `jwa.NoSignature` used, not refused. */
function judgeName(node: NodeId, file: GoFile, report: Report): void {
  if (!NONES.test(file.tree.textOf(file.tree.child(node, Field.field)))) return;
  const found = file.qualified(node);
  if (!found || isTestCode(file) || isCompared(file, node)) return;
  const none =
    (isGolangJwt(found.package) && found.name !== 'NoSignature') ||
    (isJwx(found.package, 'jwa') && found.name === 'NoSignature');
  if (none)
    report(node, {
      message: `${quoted(file.tree, node)} makes or accepts tokens without a signature: anyone can write one with any subject and role, and is let in as that user.`,
    });
}

function judgeParse(call: NodeId, token: NodeId, file: GoFile, report: Report): void {
  if (isTestCode(file)) return;
  const trust = trustOfParse(file, call, token);
  if (trust === 'verified' || readsOnlyOwnTimes(file, call, token)) return;
  const callee = calleeOf(file.tree, call);
  const name = file.tree.textOf(file.tree.child(callee, Field.field) || callee);
  const subject = `\`${name}\` reads ${quoted(file.tree, token)} without checking its signature`;
  if (trust === 'unclear')
    report(call, {
      message: `${subject}, and the check stands elsewhere, if at all: nothing read here may decide who the caller is before it.`,
      severity: 'medium',
      lane: 'H',
    });
  else
    report(call, {
      message: `${subject}, and nothing here does: whoever writes a token is let in as whom it names.`,
      // A token that no request brought is the program's own, as a client, or was fetched from who made it.
      ...(requestPart(file, token) ? {} : { lane: 'H' as const }),
    });
}

/** Compared with, the value of a `case`, or asked for its name: looked for, not used. */
function isCompared(file: GoFile, node: NodeId): boolean {
  const { tree } = file;
  const parent = tree.parent(node);
  if (tree.kind(parent) === Kind.call_expression && calleeOf(tree, parent) === node) return isCompared(file, parent);
  if (tree.kind(parent) === Kind.binary_expression || tree.kind(parent) === Kind.selector_expression) return true;
  return tree.kind(parent) === Kind.expression_list && tree.kind(tree.parent(parent)) === Kind.expression_case;
}

/** `jwt.GetSigningMethod("none")`, `jwt.WithValidMethods([]string{"none"})`. */
function allowsNone(file: GoFile, call: NodeId): boolean {
  const callee = file.callee(call);
  if (!callee || callee.receiver !== null || !isGolangJwt(callee.package)) return false;
  const [first = NONE] = file.arguments(call);
  const isNone = (value: NodeId) => /^["`]none["`]$/i.test(constantText(file, value) ?? '');
  if (callee.name === 'GetSigningMethod') return isNone(first);
  if (callee.name !== 'WithValidMethods') return false;
  const list = file.initialiser(first);
  if (file.tree.kind(list) !== Kind.composite_literal) return false;
  const elements = file.tree.children(file.tree.child(list, Field.body));
  return elements.some((element) => isNone(file.tree.children(element)[0] ?? NONE));
}
