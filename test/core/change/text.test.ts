import { expect, test } from 'vitest';
import { decodePath, unquotePath } from '../../../src/core/change/path-name.ts';
import { decodeText, textWithBom } from '../../../src/core/change/text.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test('plain text', () => {
  expect(decodeText(bytes('é\n'))).toEqual({ text: 'é\n', bom: false, replaced: false, nul: false });
});

test('a byte order mark is stripped and told, once', () => {
  const decoded = decodeText(bytes('\uFEFF\uFEFFa'));
  expect(decoded).toMatchObject({ text: '\uFEFFa', bom: true });
  expect(textWithBom(decoded)).toBe('\uFEFF\uFEFFa');
});

test('invalid UTF-8 is replaced and told; U+FFFD itself is valid', () => {
  expect(decodeText(Uint8Array.of(0x61, 0xff))).toMatchObject({ text: 'a\uFFFD', replaced: true });
  expect(decodeText(bytes('\uFFFD'))).toMatchObject({ text: '\uFFFD', replaced: false });
});

test('a NUL counts where git looks for it', () => {
  expect(decodeText(bytes(`${'a'.repeat(7999)}\0`)).nul).toBe(true);
  expect(decodeText(bytes(`${'a'.repeat(8000)}\0`)).nul).toBe(false);
});

test('paths that are not UTF-8 stay apart', () => {
  expect(decodePath(Uint8Array.of(0x61, 0xff))).toBe('a\\xff');
  expect(unquotePath('"a\\377" rest')).toEqual({ path: 'a\\xff', rest: ' rest' });
  expect(unquotePath('"open')).toBeNull();
  expect(unquotePath('"bad \\z"')).toBeNull();
});
