import type { FieldFact } from '../../go/facts.ts';
import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingDeclaration, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isNamed, type Type } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { calledName } from '../support/ignorable.ts';
import { quoted } from '../support/quoted.ts';
import { isParameter, reachingDefinitions } from '../support/reaching.ts';
import { shownField } from '../support/shown-field.ts';
import { isTestCode } from '../support/test-code.ts';
import { rootOf } from '../support/values.ts';

/** No client has a use for these. Keys and tokens are often what an answer is for. */
const NEVER_SENT =
  /^(?:user)?(?:pass(?:word)?|passwd)(?:hash|digest|salt)?$|^hashed_?pass(?:word)?$|^encrypted_?password$/i;
const FRAMEWORKS: readonly [path: string, name: string][] = [
  ['github.com/gin-gonic/gin', 'Context'],
  ['github.com/labstack/echo/v4', 'Context'],
  ['github.com/gofiber/fiber/v2', 'Ctx'],
];
/** Tags of mappers to tables and documents. */
const STORED = /(?:gorm|bson|db|sql|xorm|bun|dynamodbav|firestore|datastore|pg):"/;
const FORMS = ['MarshalJSON', 'MarshalText'];

export const secretSerialized = defineStandard({
  id: 'security/secret-serialized',
  severity: 'medium',
  lane: 'D',
  flags: [],
  title: 'Password field in an answer',
  why: 'Everything that a struct has is encoded unless its tag says no. Password hashes in an answer end up in browsers, proxies and logs, where they are guessed offline at billions a second.',
  fix: 'Keep the field out of JSON, or answer with a type of its own.\n\n```go\ntype User struct {\n\tID       string `json:"id"`\n\tPassword string `json:"-"`\n}\n```',
  references: [
    'https://pkg.go.dev/encoding/json#Marshal',
    'https://owasp.org/API-Security/editions/2023/en/0xa3-broken-object-property-level-authorization/',
  ],
  examples: {
    bad: [
      `type user struct {
	ID       string
	Password string
}

func show(w http.ResponseWriter, r *http.Request, load func(string) (*user, error)) {
	u, err := load(r.PathValue("id"))
	if err != nil {
		return
	}
	json.NewEncoder(w).Encode(u) // want
}`,
      `package users

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

type User struct {
	Name         string \`json:"name"\`
	PasswordHash []byte \`json:"password_hash,omitempty"\`
}

type store struct{}

func (store) all() ([]User, error) { return nil, nil }

func list(c *gin.Context, s store) {
	found, err := s.all()
	if err != nil {
		return
	}
	c.JSON(http.StatusOK, gin.H{"users": found}) // want
}`,
      `package users

import (
	codec "encoding/json"
	"net/http"
)

type account struct{ HashedPassword string }

type page struct {
	Owner account
	Next  string
}

func load() page { return page{} }

func show(w http.ResponseWriter, r *http.Request) {
	p := load()
	body, err := codec.Marshal(p) // want
	if err != nil {
		return
	}
	w.Write(body)
}`,
    ],
    good: [
      `type user struct {
	ID       string
	Password string \`json:"-"\`
}

func show(w http.ResponseWriter, load func() (*user, error)) {
	u, err := load()
	if err != nil {
		return
	}
	json.NewEncoder(w).Encode(u)
}`,
      `type user struct{ ID, Password string }

func show(w http.ResponseWriter, load func() (*user, error)) {
	u, err := load()
	if err != nil {
		return
	}
	u.Password = ""
	json.NewEncoder(w).Encode(u)
	json.NewEncoder(w).Encode(user{ID: u.ID})
}`,
      `type user struct{ ID, Password string }

func keep(f *os.File, load func() *user) {
	u := load()
	json.NewEncoder(f).Encode(u)
}

func login(w http.ResponseWriter, r *http.Request) {
	var in user
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return
	}
	in.ID = "1"
	json.NewEncoder(w).Encode(in)
}`,
      `type share struct {
	Path     string \`json:"path"\`
	Password string \`json:"password"\`
}

func show(w http.ResponseWriter, load func() share) {
	s := load()
	json.NewEncoder(w).Encode(s)
}`,
      `type user struct{ ID, Password string }

func (u user) MarshalJSON() ([]byte, error) { return []byte(u.ID), nil }

func show(w http.ResponseWriter, load func() user) {
	u := load()
	json.NewEncoder(w).Encode(u)
}`,
    ],
  },
  calls: /^(?:Encode|Marshal|(?:Indented|Secure|Pure|Ascii)?JSON(?:Pretty)?)$/,
  go: {
    call_expression(call, file, report) {
      const sent = sentValues(file, call);
      if (sent.length === 0 || isTestCode(file)) return;
      for (const value of sent) {
        const field = shownField(file, elementOf(file.typeOf(value)), isSent, FORMS);
        if (field === null || !isLoaded(file, value, field.split('.').at(-1) ?? '')) continue;
        report(call, {
          message: `The answer encodes all of ${quoted(file.tree, value)}, and its \`${field}\` has no \`json:"-"\`: every client that asks gets it, with whatever the store has there.`,
          evidence: [value],
        });
        return;
      }
    },
  },
});

/** Encoded because nobody thought of it: as stored, or with no word on JSON. A password that an answer names is its own. */
function isSent({ name, type, tag }: FieldFact): boolean {
  if (!NEVER_SENT.test(name) || !/^[A-Z]/.test(name) || !/^(?:string|\[\]byte)$/.test(type)) return false;
  if (/json:"-"/.test(tag ?? '')) return false;
  return !/json:/.test(tag ?? '') || /hash/i.test(name) || STORED.test(tag ?? '');
}

/** `T` of `[]*T`. */
function elementOf(type: Type): Type {
  const base = type.kind === 'slice' ? type.of : type;
  return base.kind === 'pointer' ? base.to : base;
}

/** Values that the call encodes into an HTTP response; empty for any other call. */
function sentValues(file: GoFile, call: NodeId): NodeId[] {
  const { tree } = file;
  const name = calledName(file, call);
  const operand = tree.child(calleeOf(tree, call), Field.operand);
  const args = file.arguments(call);
  if (name === 'Encode' && operand && isCall(tree, operand) && file.isCallTo(operand, 'encoding/json', 'NewEncoder')) {
    return isResponse(file, file.arguments(operand)[0] ?? NONE) ? args.slice(0, 1) : [];
  }
  if (name === 'Marshal' && file.isCallTo(call, 'encoding/json', 'Marshal'))
    return isWritten(file, call) ? args.slice(0, 1) : [];
  if (!/^(?:Indented|Secure|Pure|Ascii)?JSON(?:Pretty)?$/.test(name) || !operand) return [];
  const type = file.typeOf(operand);
  if (!FRAMEWORKS.some(([path, context]) => isNamed(type, path, context))) return [];
  const [last = NONE] = name === 'JSON' && args.length === 1 ? args : args.slice(1);
  return tree.kind(last) === Kind.composite_literal ? mapValues(file, last) : [last];
}

/** Values of `gin.H{"user": u}` and of other maps. */
function mapValues(file: GoFile, literal: NodeId): NodeId[] {
  const { tree } = file;
  return tree.children(tree.child(literal, Field.body)).flatMap((element) => {
    const value = tree.child(element, Field.value);
    return value ? tree.children(value) : [];
  });
}

function isResponse(file: GoFile, writer: NodeId): boolean {
  return isNamed(file.typeOf(writer), 'net/http', 'ResponseWriter');
}

/** `body, err := json.Marshal(u)` and `w.Write(body)` in the same function. */
function isWritten(file: GoFile, marshal: NodeId): boolean {
  const { tree, bindings } = file;
  const statement = tree.parent(tree.parent(marshal));
  const names =
    tree.kind(statement) === Kind.short_var_declaration ? tree.children(tree.child(statement, Field.left)) : [];
  const body = names[0] === undefined ? NONE : (bindings[names[0]] as number);
  const end = tree.next(enclosingDeclaration(tree, marshal));
  for (let node = marshal; body !== NONE && node < end; node++) {
    if (bindings[node] !== body || tree.kind(node) !== Kind.identifier) continue;
    const call = tree.parent(tree.parent(node));
    if (!isCall(tree, call) || calledName(file, call) !== 'Write') continue;
    const operand = tree.child(calleeOf(tree, call), Field.operand);
    if (operand && isResponse(file, operand)) return true;
  }
  return false;
}

/** The value comes from a function, whole: neither made here, nor read from the request, nor cleared of the field. */
function isLoaded(file: GoFile, value: NodeId, field: string): boolean {
  const { tree, bindings } = file;
  const root = rootOf(tree, value);
  const declaration = root === NONE ? NONE : (bindings[root] as number);
  if (tree.kind(value) !== Kind.identifier || !declaration || isParameter(file, declaration)) return false;
  const { definitions } = reachingDefinitions(file, value);
  if (definitions.length === 0) return false;
  const text = tree.textOf(enclosingDeclaration(tree, value));
  if (new RegExp(`\\.${field}\\s*=[^=]|(?:[Ss]aniti[sz]e|[Rr]edact|[Mm]ask|[Cc]lear|[Hh]ide)\\w*\\(`).test(text))
    return false;
  return definitions.every(
    (one) => isCall(tree, one.value) && !/^(?:new|make|append)$/.test(calledName(file, one.value)),
  );
}
