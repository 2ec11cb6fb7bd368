import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readReply } from '../../../src/core/architect/read-reply.ts';
import { SecondLook } from '../../../src/core/architect/reply.ts';
import { TOOL_SPECS } from '../../../src/core/architect/tools/toolbox.ts';

/** Replies to requests on real changes, written by hand: docs/reviews tells what came of them. */
const FOLDER = 'test/fixtures/reviews';
const files = readdirSync(FOLDER);

test('there are ten of them, of ten repositories', () => {
  const repositories = files.map((name) => JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8')).repository);
  expect(new Set(repositories).size).toBe(10);
});

const CONVERSATIONS = 'test/fixtures/conversations';
const all = [
  ...files.map((name) => `${FOLDER}/${name}`),
  ...readdirSync(CONVERSATIONS).map((n) => `${CONVERSATIONS}/${n}`),
];

test.each(all)('%s is read whole, and each of its findings had a second look', (path) => {
  const { reply, looks, lookups = [] } = JSON.parse(readFileSync(path, 'utf8'));
  const read = readReply(JSON.stringify(reply));
  expect(read).toMatchObject({ answer: { findings: { length: reply.findings.length } }, cut: {} });
  for (const { claim, ...look } of looks) expect(SecondLook.parse(look), claim).toEqual(look);
  for (const { claim } of reply.findings)
    expect(looks.some((look: { claim: string }) => claim.startsWith(look.claim))).toBe(true);
  const tools = TOOL_SPECS.map(({ name }) => name);
  for (const { name } of lookups.flat()) expect(tools).toContain(name);
});
