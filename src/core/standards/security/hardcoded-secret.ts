import type { GoFile } from '../../go/file.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { remarkAt } from '../support/remark.ts';
import { isPlaceholder, knownSecret, looksRandom, masked, namesSample, namesSecret } from '../support/secrets.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

export const hardcodedSecret = defineStandard({
  id: 'security/hardcoded-secret',
  severity: 'critical',
  lane: 'H',
  flags: [],
  title: 'Secret in the source code',
  why: 'Whoever can read the repository, a copy of it or the binary has the secret, and so has everybody who ever could: it stays in the history. It cannot be changed without a release, and it is the same in every environment.',
  fix: 'Take it from the environment or a mounted secret, and revoke the one that was committed.\n\n```go\nkey := os.Getenv("PAYMENT_API_KEY")\nif key == "" {\n\treturn errors.New("PAYMENT_API_KEY is not set")\n}\n```',
  references: [
    'https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html',
    'https://cwe.mitre.org/data/definitions/798.html',
  ],
  examples: {
    bad: [
      `const signingKey = "k8Zq2vX9sT4mB7wR1nY6cL3hJ0dF5gPa" // want`,
      `package pay

type config struct{ APIKey, Region string }

func defaults() config {
	return config{
		APIKey: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", // want
		Region: "eu-central-1",
	}
}`,
      `package pay

func connect(dial func(string) error) error {
	return dial("ghp_aB3dE5fG7hI9jK1lM2nO4pQ6rS8tU0vW2xY4") // want
}`,
      `package pay

func secret() string {
	var dbPassword string
	dbPassword = "tR9#vL2q!Zm7Kx4w" // want
	return dbPassword
}`,
    ],
    good: [
      `const (
	apiKeyHeader  = "X-Api-Key"
	passwordField = "password"
	secretEnv     = "PAYMENT_SECRET_KEY_V2"
	tokenURL      = "https://login.example.com/oauth2/token"
)`,
      `package pay

import "os"

type config struct{ Password, Token, Secret string }

var example = config{Password: "changeme", Token: "your-token-here", Secret: "xxxxxxxxxxxxxxxxxxxxxxxx"}

func load() config {
	return config{Password: os.Getenv("PASSWORD"), Token: "\${TOKEN}", Secret: "projects/shop/secrets/db"}
}`,
      `package pay

import "errors"

const sampleToken = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE1MTYyMzkwMjJ9.YwXOM8v3gHVWcQRRRQc0zDlhmLn"

const InvalidToken = "invalid_token_signature"

var ErrPassword = errors.New("password must have 8 characters, 1 digit")

const passwordAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789"`,
      {
        'pay/pay_test.go': 'package pay\n\nconst signingKey = "k8Zq2vX9sT4mB7wR1nY6cL3hJ0dF5gPa"\n',
      },
    ],
  },
  go: {
    interpreted_string_literal(literal, file, report) {
      judge(literal, file, report);
    },
    raw_string_literal(literal, file, report) {
      judge(literal, file, report);
    },
  },
});

function judge(literal: NodeId, file: GoFile, report: Report): void {
  const { tree } = file;
  // Nothing shorter is a secret by its look.
  if (tree.end(literal) - tree.start(literal) < 14) return;
  const text = tree.textOf(literal).slice(1, -1);
  const known = knownSecret(text);
  const name = nameFor(file, literal);
  if (known === null && (name === '' || !namesSecret(name) || !looksRandom(text))) return;
  if (namesSample(name) || namesSample(file.symbolAt(literal) ?? '')) return;
  if (isPlaceholder(text) || isTestCode(file) || isTooling(file) || isSample(file)) return;
  const what = known ?? `the value of \`${name}\``;
  report(literal, {
    // By its name alone, or as a key that browsers are given, it may be no secret, or that of somebody else.
    ...(known === null || /Google|JWT/.test(known) || isServedAsSample(file, literal, text)
      ? { lane: 'H' as const }
      : {}),
    message: `${masked(text)} is ${what}, in the source: everybody who can read the repository or the binary has it, now and from its history. Revoke it, and read the new one from the environment.`,
  });
}

/** A key that is shipped on purpose: for a page that says hello, for this machine's own name. */
function isServedAsSample(file: GoFile, literal: NodeId, text: string): boolean {
  const around = `${file.path} ${file.symbolAt(literal) ?? ''} ${remarkAt(file, literal)}`;
  return /PRIVATE KEY/.test(text) && /hello|local|self[-_ ]?signed|default|sample|dev|dumm?y|snakeoil/i.test(around);
}

/** The variable, constant or field that the literal is the value of; empty for any other place. */
function nameFor(file: GoFile, literal: NodeId): string {
  const { tree } = file;
  const parent = tree.parent(literal);
  if (tree.kind(parent) === Kind.literal_element) {
    const keyed = tree.parent(parent);
    if (tree.kind(keyed) !== Kind.keyed_element || tree.field(parent) !== Field.value) return '';
    return tree.textOf(tree.child(keyed, Field.key)).replace(/^"|"$/g, '');
  }
  if (tree.kind(parent) !== Kind.expression_list) return '';
  const statement = tree.parent(parent);
  const spec = tree.kind(statement) === Kind.var_spec || tree.kind(statement) === Kind.const_spec;
  const left = tree.child(statement, Field.left);
  if (!spec && (left === NONE || tree.field(parent) !== Field.right)) return '';
  const names = spec ? tree.childrenInField(statement, Field.name) : tree.children(left);
  const name = names[tree.children(parent).indexOf(literal)] ?? NONE;
  return tree.textOf(tree.child(name, Field.field) || name);
}

function isSample(file: GoFile): boolean {
  return /example|sample|fixture|demo|mock|stub|testdata|swagger|openapi|(?:^|\/)docs?\//i.test(file.path);
}
