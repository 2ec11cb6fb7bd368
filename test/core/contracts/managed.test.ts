import { expect, test } from 'vitest';
import { withManagedPackages } from '../../../src/core/contracts/proto/managed.ts';
import { parseProto } from '../../../src/core/contracts/proto/parse.ts';

const V2 = `version: v2
managed:
  enabled: true
  override:
    - file_option: go_package_prefix
      value: acme.example/gen
`;
const V1 = 'version: v1\nmanaged:\n  enabled: true\n  go_package_prefix:\n    default: acme.example/gen\n';

function packages(buf: Record<string, string>, path = 'shop/v1/shop.proto', text = 'package shop.v1;\n'): string[] {
  const file = parseProto(path, text);
  const files = withManagedPackages(file ? [file] : [], new Map(Object.entries(buf)));
  return files.map(({ options }) => options.get('go_package')?.value ?? 'none');
}

test.each([
  ['in version 2', { 'buf.gen.yaml': V2 }, 'shop/v1/shop.proto'],
  ['in version 1', { 'buf.gen.yaml': V1 }, 'shop/v1/shop.proto'],
  [
    'below a module that buf.yaml names',
    { 'buf.gen.yaml': V2, 'buf.yaml': 'version: v2\nmodules: [{ path: ./proto }]\n' },
    'proto/shop/v1/shop.proto',
  ],
  ['below a module of its own', { 'buf.gen.yaml': V1, 'api/buf.yaml': 'version: v1\n' }, 'api/shop/v1/shop.proto'],
])('managed mode names the Go package %s', (_, buf, path) => {
  expect(packages(buf, path)).toEqual(['acme.example/gen/shop/v1']);
});

test('what a file names itself, or what is not managed, stays', () => {
  const own = 'option go_package = "acme.example/own";\n';
  expect(packages({ 'buf.gen.yaml': V2 }, 'shop.proto', own)).toEqual(['acme.example/own']);
  expect(packages({ 'buf.gen.yaml': V2.replace('true', 'false') })).toEqual(['none']);
  expect(packages({ 'buf.gen.yaml': V2, 'b/buf.gen.yaml': V2.replace('acme.example', 'other.example') })).toEqual([
    'none',
  ]);
  expect(packages({ 'buf.gen.yaml': 'managed: [\n' })).toEqual(['none']);
});
