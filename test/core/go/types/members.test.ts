import { expect, test } from 'vitest';
import { findMember } from '../../../../src/core/go/types/members.ts';
import { parseType } from '../../../../src/core/go/types/parse-type.ts';
import { typeString } from '../../../../src/core/go/types/type.ts';
import { fileIn } from '../helpers.ts';

const SOURCE = `package p

import (
	"io"
	"net/http"
	"github.com/acme/unknown"
)

type A struct{ B; name string }
type B struct{ *C }
type C struct{ name int; deep string }

func (c *C) Do() {}

type Shadow struct{ C; deep error }
type Loop struct{ *Loop; A }
type Alias = B
type UsesAlias struct{ Alias }
type Outer[T any] struct{ Inner[T, string] }
type Inner[K any, V any] struct{ key K; value V }
type GenericAlias[T any] = Inner[T, error]

func (i Inner[X, Y]) Get(x X) (Y, error) { panic(0) }

type Renamed C
type RW interface{ io.Reader; Writer }
type Writer interface{ Write(p []byte) (n int, err error) }
type Error struct{ error }
type Hidden struct{ unknown.Base; D }
type D struct{ E }
type E struct{ x int }
type Handler struct{ http.Handler }
`;

test.each([
  ['A', 'name', 'string', 'A'],
  ['*A', 'deep', 'string', 'C'],
  ['A', 'Do', 'func() ()', 'C'],
  ['A', 'C', '*p.C', 'B'],
  ['Shadow', 'deep', 'error', 'Shadow'],
  ['Loop', 'deep', 'string', 'C'],
  ['Loop', 'nothing', null, null],
  ['UsesAlias', 'deep', 'string', 'C'],
  ['UsesAlias', 'Alias', 'p.Alias', 'UsesAlias'],
  ['Alias', 'deep', 'string', 'C'],
  ['Outer[int]', 'key', 'int', 'Inner'],
  ['Outer[int]', 'value', 'string', 'Inner'],
  ['*Outer[error]', 'Get', 'func(error) (string, error)', 'Inner'],
  ['GenericAlias[int]', 'Get', 'func(int) (error, error)', 'Inner'],
  ['Renamed', 'deep', 'string', 'C'],
  ['RW', 'Read', 'func([]byte) (int, error)', 'Reader'],
  ['RW', 'Write', 'func([]byte) (int, error)', 'Writer'],
  ['Error', 'Error', 'func() (string)', 'error'],
  ['error', 'Error', 'func() (string)', 'error'],
  ['Handler', 'ServeHTTP', 'func(net/http.ResponseWriter, *net/http.Request) ()', 'Handler'],
  // What is embedded but not known may have it too, nearer.
  ['Hidden', 'x', null, null],
  ['Hidden', 'E', 'p.E', 'D'],
  ['string', 'Len', null, null],
  ['[]A', 'name', null, null],
])('%s.%s is %s of %s', (type, name, wanted, owner) => {
  const file = fileIn({ 'go.mod': 'module p\n', 'a.go': SOURCE }, 'a.go');
  const scope = { ...file.typeScope(1), own: 'p' };
  const found = findMember(file.index, parseType(type, scope), name);
  expect(found ? typeString(found.type) : null).toBe(wanted);
  expect(found?.owner.name ?? null).toBe(owner);
});
