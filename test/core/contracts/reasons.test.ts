import { expect, test } from 'vitest';
import { protoBreaking } from '../../../src/core/standards/api/proto-breaking.ts';
import { contractClaims } from '../../support/contracts.ts';

const reasons = (number: number, option: string) =>
  `syntax = "proto3";\npackage shop.v1;\nenum Reason {\n${option}  UNKNOWN = 0;\n  NO_STOCK = ${number};\n}\n`;
const lanes = (option: string, folder = '') =>
  contractClaims(protoBreaking, {
    [`base:${folder}errors.proto`]: reasons(1, option),
    [`${folder}errors.proto`]: reasons(2, option),
  }).map(({ lane }) => lane);

test('reasons of errors travel by name: their numbers are a hint alone', () => {
  expect(lanes('')).toEqual(['D']);
  expect(lanes('  option (errors.default_code) = 500;\n')).toEqual(['H']);
});

test('a copy of a contract for tests is nobody’s contract', () => {
  expect(lanes('', 'integration-test/')).toEqual([]);
  expect(lanes('', 'latest/')).toEqual(['D']);
});
