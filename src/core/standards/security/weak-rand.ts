import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingDeclaration, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { deref, type Type } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { givenAt } from '../support/assigned.ts';
import { fieldOf } from '../support/composite.ts';
import { declaredName } from '../support/functions.ts';
import { quoted } from '../support/quoted.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';
import { isUsedSomewhere } from '../support/used-somewhere.ts';

export const weakRand = defineStandard({
  id: 'security/weak-rand',
  severity: 'high',
  lane: 'D',
  flags: [],
  title: 'Secret made by a predictable generator',
  why: 'The numbers of `math/rand` follow from its seed, and a few of them give it away. Who has been sent some tokens computes those of other users: password resets, sessions and invitations are taken over without one wrong guess.',
  fix: 'Draw secrets from `crypto/rand`.\n\n```go\ntoken := rand.Text() // crypto/rand, Go 1.24\n```',
  references: [
    'https://pkg.go.dev/math/rand/v2',
    'https://pkg.go.dev/crypto/rand',
    'https://cwe.mitre.org/data/definitions/338.html',
  ],
  examples: {
    bad: [
      `package service

import (
	"math/rand"
	"strconv"
)

type refund struct{ ApprovalToken string }

func approve(r *refund) {
	r.ApprovalToken = strconv.FormatInt(rand.Int63(), 36) // want
}`,
      `package service

import mrand "math/rand/v2"

const letters = "abcdefghijklmnopqrstuvwxyz"

func newPassword(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = letters[mrand.IntN(len(letters))] // want
	}
	return string(b)
}`,
      `package service

import (
	"fmt"
	"math/rand"
	"time"
)

type code struct{ OTP string }

func send() code {
	r := rand.New(rand.NewSource(time.Now().UnixNano()))
	return code{OTP: fmt.Sprintf("%06d", r.Intn(1000000))} // want
}`,
      `package service

import "math/rand"

func key() []byte {
	secret := make([]byte, 32)
	rand.Read(secret) // want
	return secret
}`,
    ],
    good: [
      `func token() string {
	b := make([]byte, 32)
	rand.Read(b)
	return hex.EncodeToString(b)
}`,
      `package service

import (
	"math/rand"
	"time"
)

func refreshToken(fetch func() string) string {
	jitter := time.Duration(rand.Intn(1000)) * time.Millisecond
	time.Sleep(jitter)
	return fetch()
}`,
      // Places on a hash ring; one of several that exist already.
      `package ring

import "math/rand"

type shard struct{ Tokens []uint32 }

func generateTokens(n int) []uint32 {
	tokens := make([]uint32, 0, n)
	for range n {
		tokens = append(tokens, rand.Uint32())
	}
	return tokens
}

func pickToken(tokens []string) string { return tokens[rand.Intn(len(tokens))] }`,
      // A suffix by which nobody is let in.
      `package tables

import "math/rand"

const letters = "abcdefghijklmnopqrstuvwxyz"

func newNonce(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = letters[rand.Intn(len(letters))]
	}
	return string(b)
}`,
      `type generator struct{}

func (generator) Int63() int64 { return 4 }

func newToken(rand generator) string { return strconv.FormatInt(rand.Int63(), 36) }`,
      `package service

import "math/rand"

func requestID() string {
	const hex = "0123456789abcdef"
	id := make([]byte, 8)
	for i := range id {
		id[i] = hex[rand.Intn(len(hex))]
	}
	return string(id)
}`,
    ],
  },
  calls: /^(?:U?[Ii]nt(?:N|n|\d\w*)?|Float\d+|Read|Perm)$/,
  go: {
    call_expression(call, file, report) {
      const callee = file.callee(call);
      if (callee === null || !/^math\/rand(?:\/v2)?$/.test(callee.package)) return;
      if (isTestCode(file) || isTooling(file)) return;
      const secret = secretMadeOf(file, call);
      if (secret === null) return;
      // Since Go 1.22 the functions of the package draw from a strong generator that nobody seeds.
      const strong = callee.receiver === null && file.goAtLeast(1, 22) && !isUsedSomewhere(file.index, 'rand.Seed');
      report(call, {
        ...(strong ? { lane: 'H' as const } : {}),
        message: `\`${secret}\` is made of ${quoted(file.tree, calleeOf(file.tree, call))}, ${strong ? 'which promises no secrecy: only `crypto/rand` is made for what nobody may guess' : 'whose numbers all follow from its seed: whoever guesses that, or works it out from numbers seen, computes the secret'}.`,
      });
    },
  },
});

const SECRET =
  /(?:token|secret|passw(?:or)?d|passphrase|salt|otp|api_?key|private_?key|session_?(?:id|key)|csrf(?:token)?|(?:verif(?:y|ication)|reset|invit(?:e|ation)|activation|auth|recovery|confirm(?:ation)?)_?code)(?:string|bytes|value|hash)?$/i;

/** Name of the secret that the drawn number becomes a part of; null where it becomes none, as far as is seen. */
function secretMadeOf(file: GoFile, call: NodeId): string | null {
  const { tree } = file;
  if (file.calledName(call) === 'Read') return nameOfSecret(file, file.arguments(call)[0] ?? NONE);
  if (isChoice(file, call)) return null;
  let node = call;
  for (let parent = tree.parent(node); parent !== NONE; parent = tree.parent(node)) {
    const kind = tree.kind(parent);
    if (kind === Kind.block || kind === Kind.statement_list || kind === Kind.func_literal) return null;
    const field = fieldOf(tree, node);
    if (field) return SECRET.test(field.name) && isText(file.typeOf(node)) ? field.name : null;
    if (kind === Kind.expression_list) return fromStatement(file, node, parent);
    // A duration or a bound is what it is used for, not what is made of it.
    if (isCall(tree, parent) && /^(?:Sleep|After|Duration|make)$/.test(file.calledName(parent))) return null;
    node = parent;
  }
  return null;
}

function fromStatement(file: GoFile, value: NodeId, list: NodeId): string | null {
  const { tree } = file;
  const statement = tree.parent(list);
  if (tree.kind(statement) === Kind.return_statement) return resultSecret(file, statement, value);
  if (tree.field(list) !== Field.right && tree.kind(statement) !== Kind.var_spec) return null;
  const left = tree.child(statement, Field.left) || statement;
  const names =
    tree.kind(statement) === Kind.var_spec ? tree.childrenInField(statement, Field.name) : tree.children(left);
  const target = names.find((name) => givenAt(file, name)?.value === value) ?? names[0] ?? NONE;
  return nameOfSecret(file, target);
}

/** The variable, field or element that takes the value is a secret by its name, or becomes the result of a function that makes one. */
function nameOfSecret(file: GoFile, target: NodeId): string | null {
  const { tree, bindings } = file;
  let node = target;
  while (tree.kind(node) === Kind.index_expression || tree.kind(node) === Kind.slice_expression)
    node = tree.child(node, Field.operand);
  if (tree.kind(node) === Kind.selector_expression) {
    const name = tree.textOf(tree.child(node, Field.field));
    return SECRET.test(name) && isText(file.typeOf(node)) ? name : null;
  }
  if (tree.kind(node) !== Kind.identifier) return null;
  if (SECRET.test(tree.textOf(node)) && isText(file.typeOf(node))) return tree.textOf(node);
  const declaration = bindings[node] as number;
  if (!declaration || !isText(file.typeOf(node))) return null;
  for (const statement of tree.descendants(enclosingDeclaration(tree, node), Kind.return_statement)) {
    for (const name of tree.descendants(statement, Kind.identifier)) {
      if (bindings[name] === declaration) return resultSecret(file, statement, NONE);
    }
  }
  return null;
}

/** `newToken` for what `func newToken() string` returns. */
function resultSecret(file: GoFile, statement: NodeId, value: NodeId): string | null {
  const name = declaredName(file, statement);
  if (!SECRET.test(name) || !/^(?:new|gen|generate|make|create|rand|random|build)?_?[A-Za-z]/i.test(name)) return null;
  if (value !== NONE && !isText(file.typeOf(value))) return null;
  return /^(?:refresh|get|load|find|fetch|read|pick|check|verify|wait|is|has|set|update|renew|parse)/i.test(name)
    ? null
    : name;
}

/** `tokens[rand.Intn(len(tokens))]` chooses one of what exists; of letters, it makes something new. */
function isChoice(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  const parent = tree.parent(call);
  if (tree.kind(parent) !== Kind.index_expression) return false;
  const of = file.typeOf(parent);
  return of.kind === 'named' && of.package === '' && of.name === 'string';
}

/** A string or bytes: a number that has such a name is a place on a ring, or a count. */
function isText(type: Type): boolean {
  const base = deref(type);
  if (base.kind === 'named') return base.package === '' && /^(?:string|byte|uint8|rune)$/.test(base.name);
  if (base.kind !== 'slice' && base.kind !== 'array') return false;
  return base.of.kind === 'named' && /^(?:byte|uint8|rune|int32)$/.test(base.of.name);
}
