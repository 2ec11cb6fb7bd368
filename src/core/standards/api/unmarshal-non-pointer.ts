import type { GoFile } from '../../go/file.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { typeInfo } from '../../go/types/members.ts';
import type { Type } from '../../go/types/type.ts';
import type { Edit } from '../../suggestions/edit.ts';
import { defineStandard } from '../standard.ts';
import { calledText } from '../support/ignorable.ts';
import { rootOf } from '../support/values.ts';

/** Functions that fill what a pointer points to: position of that argument by package and name; -1 for all. */
const DECODERS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'encoding/json': { Unmarshal: 1, 'Decoder.Decode': 0 },
  'encoding/xml': { Unmarshal: 1, 'Decoder.Decode': 0 },
  'encoding/gob': { 'Decoder.Decode': 0 },
  'encoding/asn1': { Unmarshal: 1 },
  'gopkg.in/yaml.v3': { Unmarshal: 1 },
  'github.com/gin-gonic/gin': Object.fromEntries(
    ['Bind', 'ShouldBind'].flatMap((bind) =>
      ['', 'JSON', 'XML', 'YAML', 'Query', 'Uri', 'URI', 'Header'].map((format) => [`Context.${bind}${format}`, 0]),
    ),
  ),
  'github.com/labstack/echo/v4': { 'Context.Bind': 0 },
  'database/sql': { 'Row.Scan': -1, 'Rows.Scan': -1 },
};

export const unmarshalNonPointer = defineStandard({
  id: 'api/unmarshal-non-pointer',
  severity: 'medium',
  lane: 'D',
  flags: [],
  title: 'Decoded into a value instead of a pointer',
  why: 'The decoder gets a copy, so it can only fail: every call returns an error and the variable stays empty. Where that error is dropped, each request is served with zero values.',
  fix: 'Pass the address.\n\n```go\nif err := json.Unmarshal(body, &order); err != nil {\n```',
  references: ['https://pkg.go.dev/encoding/json#Unmarshal', 'https://pkg.go.dev/database/sql#Row.Scan'],
  examples: {
    bad: [
      `type order struct{ ID string }

func parse(body []byte) (o order, err error) {
	err = json.Unmarshal(body, o) // want, no suggestion: the caller's variable stays empty
	return o, err
}`,
      `package service

import (
	js "encoding/json"
	"io"
)

func parse(r io.Reader) (map[string]int, error) {
	found := map[string]int{}
	return found, js.NewDecoder(r).Decode(found) // want
}`,
      `func name(row *sql.Row) (string, error) {
	var id int
	var name string
	err := row.Scan(&id, name) // want
	return name, err
}`,
      `package service

import "github.com/gin-gonic/gin"

type form struct{ Name string }

func place(c *gin.Context) {
	f := form{}
	if err := c.ShouldBindJSON(f); err != nil { // want
		return
	}
}`,
    ],
    good: [
      `type order struct{ ID string }

func parse(body []byte) (*order, error) {
	o := new(order)
	if err := json.Unmarshal(body, o); err != nil {
		return nil, err
	}
	var copied order
	return o, json.Unmarshal(body, &copied)
}`,
      `func parse[T any](body []byte, into T, more any, unknown Somewhere) error {
	if err := json.Unmarshal(body, into); err != nil {
		return err
	}
	if err := json.Unmarshal(body, unknown); err != nil {
		return err
	}
	return json.Unmarshal(body, more)
}`,
      `type target *int

type filler interface{ fill() }

func parse(body []byte, t target, f filler) error {
	if err := json.Unmarshal(body, f); err != nil {
		return err
	}
	return json.Unmarshal(body, t)
}`,
      `package service

import (
	"database/sql"

	"gopkg.in/yaml.v3"
)

type codec struct{}

func (codec) Unmarshal(body []byte, v any) error { return nil }

func parse(body []byte) error {
	json := codec{}
	return json.Unmarshal(body, 1)
}

func fill(text []byte) (map[string]any, error) {
	rules := map[string]any{}
	return rules, yaml.Unmarshal(text, rules)
}

func scan(row *sql.Row, targets []any) error { return row.Scan(targets...) }`,
    ],
  },
  calls: /^(?:Unmarshal|Decode|(?:Should)?Bind\w*|Scan)$/,
  go: {
    call_expression(call, file, report) {
      const callee = file.callee(call);
      const name = callee && (callee.receiver === null ? callee.name : `${callee.receiver}.${callee.name}`);
      const position = callee && name !== null ? DECODERS[callee.package]?.[name] : undefined;
      if (position === undefined) return;
      const args = file.arguments(call);
      for (const target of position < 0 ? args : args.slice(position, position + 1)) {
        if (file.tree.kind(target) === Kind.variadic_argument || !isCopy(file, target)) continue;
        // Others than the standard library's fill maps in place.
        if (!callee?.package.startsWith('encoding/') && file.typeOf(target).kind === 'map') continue;
        report(target, {
          message: `\`${calledText(file, call)}\` gets a copy of \`${file.tree.textOf(target)}\`, not its address: it returns an error every time, and the variable stays empty.`,
          mend: () => addressed(file, target),
        });
      }
    },
  },
});

/** The argument is a value that the callee cannot fill: no pointer, and nothing that may hold one. */
function isCopy(file: GoFile, target: NodeId): boolean {
  return target !== NONE && file.tree.kind(target) !== Kind.nil && isPlainValue(file, file.typeOf(target));
}

function isPlainValue(file: GoFile, type: Type): boolean {
  switch (type.kind) {
    case 'slice':
    case 'array':
    case 'map':
    case 'struct':
      return true;
    case 'named': {
      if (type.package === '') return type.name !== 'any' && type.name !== 'error';
      const underlying = typeInfo(file.index, type)?.underlying;
      return underlying !== undefined && isPlainValue(file, underlying);
    }
    default:
      return false;
  }
}

/** The variable's address; null for what has none, and for a parameter, whose caller would still see nothing. */
function addressed(file: GoFile, target: NodeId): Edit[] | null {
  const { tree, bindings } = file;
  const root = rootOf(tree, target);
  const declaration = bindings[root] as number;
  if (declaration && tree.kind(tree.parent(declaration)) === Kind.parameter_declaration) return null;
  const addressable = tree.kind(target) === Kind.identifier || tree.kind(target) === Kind.selector_expression;
  return addressable ? [{ start: tree.start(target), end: tree.start(target), text: '&' }] : null;
}
