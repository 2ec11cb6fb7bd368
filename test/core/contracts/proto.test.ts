import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { breaksBetween } from '../../../src/core/contracts/proto/compare.ts';
import { parseProto } from '../../../src/core/contracts/proto/parse.ts';
import type { ProtoFile } from '../../../src/core/contracts/proto/schema.ts';

function read(text: string, path = 'a.proto'): ProtoFile {
  const file = parseProto(path, text);
  if (file === null) throw new Error(`cannot be read: ${text}`);
  return file;
}

const told = (before: string, after: string) => breaksBetween([read(before)], [read(after)]);
const wire = (before: string, after: string) => told(before, after).filter(({ breaks }) => breaks === 'wire');
const proto3 = (body: string) => `syntax = "proto3";\npackage a.v1;\n${body}\n`;
const proto2 = (body: string) => `syntax = "proto2";\npackage a.v1;\n${body}\n`;

/**
 * A case for each rule of buf's for breaking changes, as far as it concerns what Go services exchange
 * (https://buf.build/docs/breaking/rules/): name, before, after.
 */
const RULES: readonly [rule: string, before: string, after: string][] = [
  ['ENUM_NO_DELETE', proto3('enum E { A = 0; B = 1; }'), proto3('')],
  ['MESSAGE_NO_DELETE', proto3('message M { string s = 1; }'), proto3('')],
  ['SERVICE_NO_DELETE', proto3('service S { rpc R(M) returns (M); } message M {}'), proto3('message M {}')],
  ['RPC_NO_DELETE', proto3('service S { rpc R(M) returns (M); } message M {}'), proto3('service S {} message M {}')],
  ['FILE_SAME_PACKAGE', proto3('message M {}'), 'syntax = "proto3";\npackage a.v2;\nmessage M {}\n'],
  ['FILE_SAME_GO_PACKAGE', proto3('option go_package = "x/a";'), proto3('option go_package = "x/b";')],
  ['ENUM_VALUE_NO_DELETE', proto3('enum E { A = 0; B = 1; }'), proto3('enum E { A = 0; }')],
  ['ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED', proto3('enum E { A = 0; B = 1; }'), proto3('enum E { A = 0; reserved "B"; }')],
  ['ENUM_VALUE_SAME_NAME', proto3('enum E { A = 0; B = 1; }'), proto3('enum E { A = 0; C = 1; }')],
  ['EXTENSION_MESSAGE_NO_DELETE', proto2('message M { extensions 100 to max; }'), proto2('message M { extensions 200 to max; }')],
  ['FIELD_NO_DELETE', proto3('message M { string s = 1; int32 n = 2; }'), proto3('message M { string s = 1; reserved 2; reserved "n"; }')],
  ['FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED', proto3('message M { string s = 1; int32 n = 2; }'), proto3('message M { string s = 1; }')],
  ['FIELD_SAME_CARDINALITY', proto3('message M { string s = 1; }'), proto3('message M { repeated string s = 1; }')],
  ['FIELD_SAME_CARDINALITY, presence', proto3('message M { string s = 1; }'), proto3('message M { optional string s = 1; }')],
  ['FIELD_SAME_DEFAULT', proto2('message M { optional int32 n = 1 [default = 1]; }'), proto2('message M { optional int32 n = 1 [default = 2]; }')],
  ['FIELD_SAME_JSON_NAME', proto3('message M { string s = 1; }'), proto3('message M { string s = 1 [json_name = "t"]; }')],
  ['FIELD_SAME_NAME', proto3('message M { string s = 1; }'), proto3('message M { string t = 1; }')],
  ['FIELD_SAME_ONEOF', proto3('message M { string s = 1; int32 n = 2; }'), proto3('message M { oneof o { string s = 1; } int32 n = 2; }')],
  ['FIELD_SAME_TYPE', proto3('message M { string s = 1; }'), proto3('message M { int64 s = 1; }')],
  ['FIELD_SAME_TYPE, message', proto3('message A { string s = 1; } message B { int32 n = 1; } message M { A a = 1; }'), proto3('message A { string s = 1; } message B { int32 n = 1; } message M { B a = 1; }')],
  ['FIELD_SAME_TYPE, map', proto3('message M { map<string, int32> m = 1; }'), proto3('message M { map<string, string> m = 1; }')],
  ['FIELD_WIRE_COMPATIBLE_TYPE', proto3('message M { int32 n = 1; }'), proto3('message M { sint32 n = 1; }')],
  ['FIELD_WIRE_JSON_COMPATIBLE_TYPE', proto3('message M { int32 n = 1; }'), proto3('message M { int64 n = 1; }')],
  ['MESSAGE_SAME_REQUIRED_FIELDS', proto2('message M { optional int32 n = 1; }'), proto2('message M { optional int32 n = 1; required int32 k = 2; }')],
  ['FIELD_SAME_LABEL', proto2('message M { required int32 n = 1; }'), proto2('message M { optional int32 n = 1; }')],
  ['ONEOF_NO_DELETE', proto3('message M { oneof o { string s = 1; int32 n = 2; } }'), proto3('message M { string s = 1; int32 n = 2; }')],
  ['RESERVED_MESSAGE_NO_DELETE', proto3('message M { reserved 3, 5 to 7; string s = 1; }'), proto3('message M { reserved 3; string s = 1; }')],
  ['RPC_SAME_CLIENT_STREAMING', proto3('service S { rpc R(stream M) returns (M); } message M {}'), proto3('service S { rpc R(M) returns (M); } message M {}')],
  ['RPC_SAME_SERVER_STREAMING', proto3('service S { rpc R(M) returns (stream M); } message M {}'), proto3('service S { rpc R(M) returns (M); } message M {}')],
  ['RPC_SAME_IDEMPOTENCY_LEVEL', proto3('service S { rpc R(M) returns (M) { option idempotency_level = NO_SIDE_EFFECTS; } } message M {}'), proto3('service S { rpc R(M) returns (M); } message M {}')],
  ['RPC_SAME_REQUEST_TYPE', proto3('service S { rpc R(M) returns (M); } message M {} message N {}'), proto3('service S { rpc R(N) returns (M); } message M {} message N {}')],
  ['RPC_SAME_RESPONSE_TYPE', proto3('service S { rpc R(M) returns (M); } message M {} message N {}'), proto3('service S { rpc R(M) returns (N); } message M {} message N {}')],
  ['PACKAGE_NO_DELETE', proto3('service S { rpc R(M) returns (M); } message M {}'), 'syntax = "proto3";\npackage b.v1;\n'],
]; // biome-ignore format: a table

/** Not found, with the reason. */
const MISSED = [
  ['FILE_SAME_SYNTAX', 'the fields whose presence it changes are told'],
  ['RESERVED_ENUM_NO_DELETE', 'the value that takes the number later is what breaks'],
  ['EXTENSION_NO_DELETE', 'extensions are hardly used by Go services'],
];

describe('what buf calls a breaking change', () => {
  test.each(RULES)('%s is found', (_, before, after) => {
    expect(told(before, after)).not.toEqual([]);
    expect(told(before, before)).toEqual([]);
  });

  test('nine in ten of its rules', () => {
    expect(RULES.length / (RULES.length + MISSED.length)).toBeGreaterThanOrEqual(0.9);
  });
});

test('a message that is called something else is told once, and its uses are not', () => {
  const before = proto3(
    'message Money { int64 units = 1; } message O { Money price = 1; } message P { Money cost = 1; }',
  );
  const found = told(before, before.replaceAll('Money', 'Amount'));
  expect(found.map(({ breaks, message }) => [breaks, message.slice(0, 44)])).toEqual([
    ['source', 'Message `a.v1.Money` is called `a.v1.Amount`'],
  ]);
});

test('a number that a field moves to is told with what an old peer takes it for', () => {
  const before = proto3('message M { string name = 1; string role = 2; string note = 3; }');
  const [misread] = wire(before, proto3('message M { string name = 1; string note = 2; }'));
  expect(misread?.message).toMatch(/as 3 is unknown here and lost .*, and what is written as 2 is `role` to it\.$/);
  const [lost] = wire(before, before.replace('note = 3', 'note = 4'));
  expect(lost?.message).toMatch(/as 3 is unknown here and lost .*, and so is what is written to it\.$/);
});

test('fields that change numbers are taken for each other', () => {
  const found = wire(
    proto3('message M { string name = 1; string role = 2; }'),
    proto3('message M { string role = 1; string name = 2; }'),
  );
  expect(found.map(({ message }) => message.split(':')[0])).toEqual([
    '`a.v1.M.name` was field 1 and is 2, and 1 is `role` now',
    '`a.v1.M.role` was field 2 and is 1, and 2 is `name` now',
  ]);
});

test('a number that another field has is told with the name of that one', () => {
  const [found] = wire(proto3('message M { int64 size = 2; }'), proto3('message M { string title = 2; }'));
  expect(found?.message).toMatch(/^`a\.v1\.M\.size` \(2, now `title`\) was `int64` and is `string`: /);
});

test('what is declared in two files breaks once', () => {
  const files = (text: string) => [read(text), read(text.replace('a.v1', 'main'), 'parts/a.proto')];
  const found = breaksBetween(
    files(proto3('message M { string s = 1; int32 n = 2; }')),
    files(proto3('message M { string s = 1; }')),
  );
  expect(found.map(({ message }) => message)).toEqual([expect.stringMatching(/The same in `parts\/a\.proto`\.$/)]);
});

test('a message that was made anew is told at its head', () => {
  const fields = (type: string) => [1, 2, 3, 4, 5].map((n) => `  ${type} f${n} = ${n};`).join('\n');
  const message = (type: string) => proto3(`message M {\n${fields(type)}\n}`);
  const found = told(message('string'), message('int64'));
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ at: { line: 3 }, message: expect.stringContaining('So do `f2`, `f3`, `f4`, `f5`') });
});

describe('reading', () => {
  test('knows comments, options, groups, nested declarations and extensions', () => {
    const file = read(`// a comment with message X {
edition = "2023";
package a.b; /* { */
import public "x.proto";
option (custom.opt) = { key: "}" list: [1, 2] };
message Outer {
  option deprecated = true;
  repeated group Result = 1 { string url = 2; }
  map<string, .a.b.Inner> inners = 3 [(x).y = "a" "b", deprecated = true];
  oneof kind { string name = 4; Inner inner = 5; }
  message Inner { enum Kind { NONE = 0; LOW = -1; HIGH = 0x10; } Kind kind = 1; }
  reserved 10, 12 to 14, 100 to max;
  reserved "old", 'older', gone;
}
extend Outer { string extra = 1000; }
service S { option (o) = 1; rpc Get (stream a.b.Outer) returns (Outer) { option (google.api.http) = { get: "/v1/{id}" }; } }
`);
    expect(
      file.messages.map(({ name, fields }) => [name, fields.map(({ type, number }) => `${type} ${number}`)]),
    ).toEqual([
      ['a.b.Outer.Inner', ['Kind 1']],
      ['a.b.Outer', ['group 1', 'map<string, a.b.Inner> 3', 'string 4', 'Inner 5']],
    ]);
    expect(file.messages[1]?.reserved).toEqual({
      numbers: [
        [10, 10],
        [12, 14],
        [100, 2 ** 31 - 1],
      ],
      names: new Set(['old', 'older', 'gone']),
    });
    expect(file.enums[0]?.values.map(({ number }) => number)).toEqual([0, -1, 16]);
    expect(file.services[0]?.methods[0]).toMatchObject({ streamsRequest: true, streamsResponse: false, line: 16 });
  });

  test('ends on any text, and says of what no compiler takes that it cannot be read', () => {
    const words = [
      'message',
      'enum',
      'service',
      'rpc',
      'M',
      '{',
      '}',
      '(',
      ')',
      '=',
      ';',
      '1',
      '"',
      '[',
      ']',
      '/*',
      '\n',
      'reserved',
      'map',
      '<',
    ];
    fc.assert(fc.property(fc.array(fc.constantFrom(...words)), (parts) => void parseProto('a.proto', parts.join(' '))));
    fc.assert(fc.property(fc.string(), (text) => void parseProto('a.proto', text)));
    expect(parseProto('a.proto', 'message M { string s = 1;')).toBeNull();
    expect(parseProto('a.proto', `${'message M {'.repeat(100_000)}`)).toBeNull();
  });
});
