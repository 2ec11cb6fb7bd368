import { isNobodys } from '../../contracts/nobodys.ts';
import { breaksBetween } from '../../contracts/proto/compare.ts';
import { parseProto } from '../../contracts/proto/parse.ts';
import type { ProtoFile } from '../../contracts/proto/schema.ts';
import { lastOf } from '../../contracts/proto/world.ts';
import { defineStandard, type TextFile } from '../standard.ts';

const SHOP = `syntax = "proto3";
package shop.v1;

message Order {
  string id = 1;
  int64 cents = 2;
  repeated string tags = 3;
  Status status = 4;
}

enum Status {
  STATUS_UNSPECIFIED = 0;
  STATUS_PAID = 1;
}

service Orders {
  rpc Get(GetRequest) returns (Order);
  rpc Watch(GetRequest) returns (stream Order);
}

message GetRequest {
  string id = 1;
}
`;

export const protoBreaking = defineStandard({
  id: 'api/proto-breaking',
  severity: 'high',
  lane: 'D',
  flags: ['distributed-monolith'],
  title: 'Breaking change of a protobuf contract',
  why: 'Services are released one after the other, and a rolling update runs both versions of one for a while: an old client talks to a new server, a new consumer reads what an old producer wrote a week ago. Protobuf keeps that working only as long as numbers, types and names mean what they did. Where they do not, nothing fails loudly: fields arrive empty, numbers are read as something else, calls are answered UNIMPLEMENTED, and services can only be released together.',
  fix: 'Add instead of changing. A new field takes a new number; the old one stays, deprecated, until nobody uses it, and is then reserved. What must differ in kind goes into a new package (`shop.v2`) beside the old one.\n\n```proto\nmessage Order {\n  reserved 2;\n  reserved "cents";\n  string id = 1;\n  Money total = 5;\n}\n```',
  references: [
    'https://protobuf.dev/programming-guides/proto3/#updating',
    'https://protobuf.dev/best-practices/dos-donts/',
    'https://buf.build/docs/breaking/rules/',
  ],
  examples: {
    bad: [
      // A number given to something else, one that is gone, a list made of a value, a value that got another number.
      {
        'base:shop/v1/shop.proto': SHOP,
        'shop/v1/shop.proto': SHOP.replace('int64 cents = 2;', 'string total = 2; // want')
          .replace('repeated string tags = 3', 'string tags = 3; // want')
          .replace('STATUS_PAID = 1;', 'STATUS_PAID = 2; // want'),
      },
      // A method that is gone, one that is no stream any more.
      {
        'base:shop/v1/shop.proto': SHOP,
        'shop/v1/shop.proto': SHOP.replace('service Orders {\n', 'service Orders { // want\n')
          .replace('  rpc Get(GetRequest) returns (Order);\n', '')
          .replace('returns (stream Order);', 'returns (Order); // want'),
      },
      // A field without a trace, and one whose name is reserved but not its number.
      {
        'base:shop/v1/shop.proto': SHOP,
        'shop/v1/shop.proto': SHOP.replace('  string id = 1;\n  int64', '  int64')
          .replace('message Order {', 'message Order { // want')
          .replace('  repeated string tags = 3;\n', '')
          .replace('int64 cents = 2;', 'int64 cents = 2; // want'),
      },
      // A package that moved under its callers: one claim, not one for each message.
      {
        'base:shop/v1/shop.proto': SHOP,
        'shop/v1/shop.proto': SHOP.replace('package shop.v1;', 'package store.v1; // want'),
      },
      // Beside a file that cannot be read.
      {
        'base:shop/v1/shop.proto': SHOP,
        'shop/v1/shop.proto': SHOP.replace('int64 cents = 2;', 'string total = 2; // want'),
        'base:mail/v1/mail.proto': SHOP,
        'mail/v1/mail.proto': 'syntax = "proto3";\nmessage {\n',
      },
      // A reserved number is taken again; a required field is new.
      {
        'base:a.proto': 'package a.v1;\nmessage A {\n  reserved 2;\n  optional string id = 1;\n}\n',
        'a.proto':
          'package a.v1;\nmessage A {\n  optional string id = 1;\n  optional int32 n = 2; // want\n  required string key = 3; // want\n}\n',
      },
    ],
    good: [
      // What is added breaks nobody.
      {
        'base:shop/v1/shop.proto': SHOP,
        'shop/v1/shop.proto': SHOP.replace('Status status = 4;', 'Status status = 4;\n  string note = 5;')
          .replace('STATUS_PAID = 1;', 'STATUS_PAID = 1;\n  STATUS_SENT = 2;')
          .replace('rpc Get(', 'rpc List(GetRequest) returns (stream Order);\n  rpc Get('),
      },
      // Moved to another file of the package, reordered, with types written in full.
      {
        'base:shop/v1/shop.proto': SHOP,
        'shop/v1/shop.proto': SHOP.replace(/message GetRequest \{[^}]*\}\n/, '').replace(
          'rpc Get(GetRequest)',
          'rpc Get(.shop.v1.GetRequest)',
        ),
        'shop/v1/requests.proto':
          'syntax = "proto3";\npackage shop.v1;\n// A request.\nmessage GetRequest { string id = 1 [deprecated = true]; }\n',
      },
      // What a compiler would not take is nobody's contract.
      { 'base:shop/v1/shop.proto': SHOP, 'shop/v1/shop.proto': 'syntax = "proto3";\nmessage {\n' },
      // Nobody knows whether it stands in a file that cannot be read.
      {
        'base:shop/v1/shop.proto': SHOP,
        'shop/v1/shop.proto': SHOP.replace(/enum Status \{[^}]*\}\n/, ''),
        'shop/v1/status.proto': 'syntax = "proto3";\npackage shop.v1;\nenum Status { {\n',
      },
      // New, or of others.
      {
        'base:third_party/shop.proto': SHOP,
        'third_party/shop.proto': 'syntax = "proto3";\npackage shop.v1;\n',
        'mail.proto': SHOP,
      },
    ],
  },
  contract: {
    reads: (path) => path.endsWith('.proto') && !isNobodys(path),
    compare(before, after, report, { unread, calledBy }) {
      const lost: TextFile[] = [];
      const read = (files: readonly TextFile[]) =>
        files.flatMap(({ path, text }): ProtoFile[] => {
          if (isGenerated(text)) return [];
          const file = parseProto(path, text);
          if (file === null) lost.push({ path, text });
          return file === null ? [] : [file];
        });
      const [old, now] = [read(before), read(after)];
      for (const { path } of lost) unread(path, 'cannot be read as protocol buffers');
      const isLost = (path: string) => lost.some((file) => file.path === path);
      // Nobody knows what moved into a file that cannot be read.
      const mayStand = (name: string) => lost.some(({ text }) => new RegExp(`\\b${lastOf(name)}\\b`).test(text));
      const found = breaksBetween(
        old.filter(({ path }) => !isLost(path)),
        now,
      ).filter(({ at, of }) => at !== null || !mayStand(of.name));
      const reasons = reasonsOf(old, before);
      for (const { message, breaks, at, was, package: name, of, member } of found) {
        const also = calledBy({ name: of.name, member });
        const lane = lanes[reasons.has(of.name) ? 'source' : breaks];
        report({ message, also, at, was, ...(isUnstable(name) ? { severity: 'medium' } : {}), ...lane });
      }
    },
  },
});

/** What only generated code notices, whoever builds with it is told by the compiler; that nobody else does is not known. */
const lanes = { wire: {}, source: { lane: 'H', severity: 'medium' } } as const;

/** Enums that kratos makes errors of: what travels is the name of a value. https://go-kratos.dev/docs/component/errors */
function reasonsOf(files: readonly ProtoFile[], texts: readonly TextFile[]): ReadonlySet<string> {
  const own = new Set(texts.flatMap(({ path, text }) => (text.includes('(errors.default_code)') ? path : [])));
  return new Set(files.flatMap(({ path, enums }) => (own.has(path) ? enums.map(({ name }) => name) : [])));
}

/** Made from Go types or from other descriptions, which are what people edit. */
function isGenerated(text: string): boolean {
  return /^\/\/.*\b(?:auto-?generated|code generated)\b/im.test(text.slice(0, 2_000));
}

/** `shop.v1alpha1`, `shop.v2beta`, `shop.v1test`: versions that promise nothing. */
function isUnstable(name: string): boolean {
  return /(?:^|\.)v\d+(?:p\d+)?(?:alpha|beta|test)\d*(?:\.|$)/.test(name);
}
