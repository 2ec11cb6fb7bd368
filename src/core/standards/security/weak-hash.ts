import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingDeclaration, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { givenAt } from '../support/assigned.ts';
import { declaredName } from '../support/functions.ts';
import { quoted } from '../support/quoted.ts';
import { lastName, secretPart } from '../support/secret.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

export const weakHash = defineStandard({
  id: 'security/weak-hash',
  severity: 'medium',
  lane: 'H',
  flags: [],
  title: 'Broken hash or cipher protects a secret',
  why: 'DES and RC4 are broken on ordinary hardware. MD5 and SHA-1 are made to be fast: a graphics card tries billions of passwords a second against a leaked table of them.',
  fix: 'Encrypt with AES-GCM, hash passwords with bcrypt or Argon2, and keep digests of tokens with SHA-256.\n\n```go\nhash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.DefaultCost)\n```',
  references: [
    'https://pkg.go.dev/crypto/des',
    'https://pkg.go.dev/golang.org/x/crypto/bcrypt',
    'https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html',
  ],
  examples: {
    bad: [
      `func hash(password, salt string) string {
	sum := md5.Sum([]byte(password + salt)) // want
	return hex.EncodeToString(sum[:])
}`,
      `package auth

import (
	digest "crypto/sha1"
	"io"
)

type user struct{ Password string }

func hash(u *user) []byte {
	h := digest.New() // want
	io.WriteString(h, u.Password)
	return h.Sum(nil)
}`,
      `package store

import (
	"crypto/cipher"
	"crypto/des"
	"crypto/rc4"
)

func block(key []byte) (cipher.Block, error) { return des.NewTripleDESCipher(key) } // want

func stream(key []byte) (*rc4.Cipher, error) { return rc4.NewCipher(key) } // want`,
    ],
    good: [
      `func etag(body []byte) string {
	sum := md5.Sum(body)
	return hex.EncodeToString(sum[:])
}`,
      `func digest(token string) [32]byte { return sha256.Sum256([]byte(token)) }`,
      // A place in a cache, not a proof.
      `func cacheKey(token string) string { return fmt.Sprintf("%x", sha1.Sum([]byte(token))) }`,
      `func digest(refreshToken string) [16]byte { return md5.Sum([]byte(refreshToken)) }`,
      `func isPwned(password string, ask func(prefix string) []string) bool {
	sum := sha1.Sum([]byte(password))
	digest := fmt.Sprintf("%X", sum)
	return slices.Contains(ask(digest[:5]), digest[5:])
}`,
      `type hasher struct{}

func (hasher) Sum(b []byte) []byte { return b }

func hash(md5 hasher, password string) []byte { return md5.Sum([]byte(password)) }`,
    ],
  },
  calls: /^(?:Sum|New|NewCipher|NewTripleDESCipher)$/,
  go: {
    call_expression(call, file, report) {
      if (
        file.isCallTo(call, 'crypto/des', 'NewCipher', 'NewTripleDESCipher') ||
        file.isCallTo(call, 'crypto/rc4', 'NewCipher')
      ) {
        if (isTestCode(file)) return;
        report(call, {
          message: `${quoted(file.tree, calleeOf(file.tree, call))} is a broken cipher: what it hides can be read by whoever has enough of it.`,
        });
        return;
      }
      const fast = ['crypto/md5', 'crypto/sha1'].find((path) => file.isCallTo(call, path, 'Sum', 'New'));
      if (fast === undefined || isTestCode(file) || isTooling(file)) return;
      if (LOOKUP.test(declaredName(file, call)) || asksForLeaks(file, call)) return;
      const secret = hashedSecret(file, call);
      if (secret === NONE) return;
      const name = fast === 'crypto/md5' ? 'MD5' : 'SHA-1';
      report(call, {
        message: `${quoted(file.tree, secret)} is hashed with ${name}, which is made to be fast: whoever gets hold of the digests tries billions of values a second against them.`,
        evidence: [secret],
      });
    },
  },
});

/** The digest finds something again; it proves nothing. */
const LOOKUP = /check_?sum|etag|cache|fingerprint|gravatar|avatar|dedup|shard|bucket|unique/i;

/** The lists of leaked passwords are asked by the first part of a SHA-1, as their protocol wants it. */
function asksForLeaks(file: GoFile, call: NodeId): boolean {
  return /pwned|hibp|k-?anonymity/i.test(file.tree.textOf(enclosingDeclaration(file.tree, call)));
}

/** A password in the expression. A token is too long to be found again from its digest, whatever the hash. */
function passwordPart(file: GoFile, expression: NodeId): NodeId {
  const secret = secretPart(file, expression);
  return secret && /passw|passphrase/i.test(lastName(file, secret)) ? secret : NONE;
}

/** A password that is hashed: the argument, or what the function writes into the hash. */
function hashedSecret(file: GoFile, call: NodeId): NodeId {
  const { tree, bindings } = file;
  if (file.calledName(call) === 'Sum') return passwordPart(file, file.arguments(call)[0] ?? NONE);
  const statement = tree.parent(tree.parent(call));
  const left = tree.child(statement, Field.left);
  const name = left ? tree.children(left).find((each) => givenAt(file, each)?.value === call) : undefined;
  const hash = name === undefined ? NONE : (bindings[name] as number);
  if (!hash) return NONE;
  for (const write of tree.descendants(enclosingDeclaration(tree, call), Kind.call_expression)) {
    const callee = calleeOf(tree, write);
    const uses = (node: NodeId) => tree.kind(node) === Kind.identifier && bindings[node] === hash;
    const [first = NONE, second = NONE] = file.arguments(write);
    const own = file.calledName(write) === 'Write' && uses(tree.child(callee, Field.operand));
    const copied = isCall(tree, write) && file.calledName(write) === 'WriteString' && uses(first);
    const secret = own ? passwordPart(file, first) : copied ? passwordPart(file, second) : NONE;
    if (secret) return secret;
  }
  return NONE;
}
