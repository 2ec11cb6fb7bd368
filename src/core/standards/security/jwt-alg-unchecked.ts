import type { GoFile } from '../../go/file.ts';
import { calleeOf, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { deref, type Type } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { fieldsOf } from '../support/composite.ts';
import { parameterNodes } from '../support/functions.ts';
import { isGolangJwt } from '../support/jwt-libraries.ts';
import { isTestCode } from '../support/test-code.ts';

export const jwtAlgUnchecked = defineStandard({
  id: 'security/jwt-alg-unchecked',
  severity: 'high',
  lane: 'D',
  flags: ['missing-auth'],
  title: 'Token may choose its own algorithm',
  why: 'The algorithm stands in the token, which its sender wrote. Where the code does not say which ones it accepts, a token signed with the public key as an HMAC secret can pass for one of the issuer: anyone makes tokens for any user, and the logs show valid logins.',
  fix: 'Name the algorithms that the issuer uses.\n\n```go\ntoken, err := jwt.ParseWithClaims(raw, &claims, keyFunc, jwt.WithValidMethods([]string{"RS256"}))\n```',
  references: [
    'https://www.rfc-editor.org/rfc/rfc8725#section-3.1',
    'https://pkg.go.dev/github.com/golang-jwt/jwt/v5#WithValidMethods',
    'https://cwe.mitre.org/data/definitions/347.html',
  ],
  examples: {
    bad: [
      `type keys map[string]any

func (k keys) user(raw string) (*jwt.Token, error) {
	return jwt.Parse(raw, func(t *jwt.Token) (any, error) { // want
		kid, _ := t.Header["kid"].(string)
		return k[kid], nil
	})
}`,
      `package auth

import token "github.com/dgrijalva/jwt-go"

var secret = []byte("a")

func user(raw string) (*token.Token, error) {
	claims := token.MapClaims{}
	return token.ParseWithClaims(raw, claims, func(*token.Token) (interface{}, error) { // want
		return secret, nil
	})
}`,
      `type auth struct{ key any }

func (a *auth) keyFor(t *jwt.Token) (any, error) { return a.key, nil }

func (a *auth) user(raw string) (*jwt.Token, error) {
	parser := jwt.NewParser(jwt.WithIssuer("shop"))
	return parser.Parse(raw, a.keyFor) // want
}`,
    ],
    good: [
      `func user(raw string, key any) (*jwt.Token, error) {
	return jwt.Parse(raw, func(*jwt.Token) (any, error) { return key, nil }, jwt.WithValidMethods([]string{"RS256"}))
}`,
      `func user(raw string, key any) (*jwt.Token, error) {
	return jwt.Parse(raw, func(t *jwt.Token) (any, error) {
		if _, ok := t.Method.(*jwt.SigningMethodRSA); !ok {
			return nil, fmt.Errorf("unexpected algorithm %v", t.Header["alg"])
		}
		return key, nil
	})
}`,
      `func user(raw string, key any, check func(*jwt.Token) error) (*jwt.Token, error) {
	return jwt.Parse(raw, func(t *jwt.Token) (any, error) {
		if err := check(t); err != nil {
			return nil, err
		}
		return key, nil
	})
}`,
      `func user(raw string, key any) (string, error) {
	token, err := jwt.Parse(raw, func(*jwt.Token) (any, error) { return key, nil })
	if err != nil || token.Method.Alg() != "RS256" {
		return "", errors.New("unexpected token")
	}
	return token.Claims.GetSubject()
}`,
      `func user(raw string, key any, options []jwt.ParserOption, known jwt.Keyfunc) error {
	_, err := jwt.Parse(raw, func(*jwt.Token) (any, error) { return key, nil }, options...)
	if err == nil {
		_, err = jwt.Parse(raw, known)
	}
	return err
}`,
    ],
  },
  calls: /^Parse(?:WithClaims)?$/,
  go: {
    call_expression(call, file, report) {
      const callee = file.callee(call);
      if (callee === null || !isGolangJwt(callee.package) || isTestCode(file)) return;
      const [, second = NONE, third = NONE, ...rest] = file.arguments(call);
      const plain = callee.name === 'Parse';
      const keyFunc = functionBehind(file, plain ? second : third);
      if (keyFunc === NONE) return;
      const options = plain ? [third, ...rest] : rest;
      if (mayPin(file, options.filter(Boolean)) || (callee.receiver !== null && parserMayPin(file, call))) return;
      if (looksAtMethod(file, keyFunc) || methodIsReadAround(file, call)) return;
      const pinned = keyIs(file, keyFunc);
      report(call, {
        message: pinned
          ? `Nothing says which algorithms this accepts; only the type of the key, ${pinned}, narrows what a token may name. The next change of the key decides whether anyone can sign tokens.`
          : 'The function that gives the key ignores the algorithm that the token names, and no `WithValidMethods` does it: whoever holds the public key may sign as the issuer, if the key is ever had as bytes.',
        evidence: [keyFunc],
        // The libraries tie most algorithms to types of keys: what kind of key this is, only its maker knows.
        lane: 'H',
        ...(pinned ? { severity: 'low' as const } : {}),
      });
    },
  },
});

/** The literal, or the function or method of this file, that gives the key; NONE where it stands elsewhere. */
function functionBehind(file: GoFile, value: NodeId): NodeId {
  const { tree } = file;
  const made = file.initialiser(value) || value;
  if (tree.kind(made) === Kind.func_literal) return made;
  const name = tree.textOf(tree.child(made, Field.field) || made);
  if (tree.kind(made) === Kind.identifier && file.resolve(made).kind !== 'package') return NONE;
  if (tree.kind(made) !== Kind.identifier && tree.kind(made) !== Kind.selector_expression) return NONE;
  let found = NONE;
  for (let node = 1; node < tree.size; node = tree.next(node)) {
    const kind = tree.kind(node);
    if (kind !== Kind.function_declaration && kind !== Kind.method_declaration) continue;
    if (tree.textOf(tree.child(node, Field.name)) !== name) continue;
    if (found !== NONE) return NONE;
    found = node;
  }
  return found;
}

/** An option names the algorithms, or cannot be seen. */
function mayPin(file: GoFile, options: readonly NodeId[]): boolean {
  return options.some((option) => {
    const made = file.initialiser(option) || option;
    if (!isCall(file.tree, made)) return true;
    const callee = file.callee(made);
    return callee === null || !isGolangJwt(callee.package) || callee.name === 'WithValidMethods';
  });
}

function parserMayPin(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  const on = tree.child(calleeOf(tree, call), Field.operand);
  let made = file.initialiser(on);
  if (tree.kind(made) === Kind.unary_expression) made = tree.child(made, Field.operand);
  if (tree.kind(made) === Kind.composite_literal) return fieldsOf(tree, made).has('ValidMethods');
  if (made === NONE || !isCall(tree, made) || file.callee(made)?.name !== 'NewParser') return true;
  return mayPin(file, file.arguments(made));
}

/** The token's method or `alg` header is read, or the token is handed on to who may. */
function looksAtMethod(file: GoFile, keyFunc: NodeId): boolean {
  const { tree, bindings } = file;
  const [parameter] = parameterNodes(file, keyFunc);
  if (!parameter?.name) return false;
  for (const name of tree.descendants(tree.child(keyFunc, Field.body), Kind.identifier)) {
    if (bindings[name] !== parameter.name) continue;
    const parent = tree.parent(name);
    if (tree.kind(parent) !== Kind.selector_expression) return true;
    const field = tree.textOf(tree.child(parent, Field.field));
    if (field === 'Claims' || field === 'Raw') continue;
    if (field !== 'Header') return true;
    const key = tree.parent(parent);
    if (tree.kind(key) !== Kind.index_expression || tree.textOf(tree.child(key, Field.index)) !== '"kid"') return true;
  }
  return false;
}

/** The function that parses looks at the method itself. */
function methodIsReadAround(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  const around = tree.ancestor(call, Kind.function_declaration, Kind.method_declaration);
  for (const selector of tree.descendants(around, Kind.selector_expression)) {
    const name = tree.textOf(tree.child(selector, Field.field));
    if (name === 'Method' || name === 'Alg') return true;
  }
  return false;
}

const FAMILIES: readonly [RegExp, string][] = [
  [/^crypto\/rsa\.PublicKey$/, '`*rsa.PublicKey`'],
  [/^crypto\/ecdsa\.PublicKey$/, '`*ecdsa.PublicKey`'],
  [/^crypto\/ed25519\.PublicKey$/, '`ed25519.PublicKey`'],
];

/** Type of the key where it fits one family of algorithms; null where it may be any. */
function keyIs(file: GoFile, keyFunc: NodeId): string | null {
  const { tree } = file;
  const found = new Set<string | null>();
  for (const statement of tree.descendants(tree.child(keyFunc, Field.body), Kind.return_statement)) {
    const first = tree.children(tree.children(statement)[0] ?? NONE)[0] ?? NONE;
    if (first !== NONE && tree.kind(first) !== Kind.nil) found.add(family(file.typeOf(first)));
  }
  const [only = null] = found;
  return found.size === 1 ? only : null;
}

function family(type: Type): string | null {
  if (type.kind === 'slice') return '`[]byte`';
  const base = deref(type);
  if (base.kind !== 'named') return null;
  return FAMILIES.find(([name]) => name.test(`${base.package}.${base.name}`))?.[1] ?? null;
}
