import { expect, test } from 'vitest';
import { STANDARDS } from '../../../src/core/standards/registry.ts';
import { manifestClaims } from '../../support/services.ts';

const many = (count: number, line: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => line(at)).join('');

/** Texts near the size that is still read, which ask for as much work as they can. */
const HOSTILE: Record<string, Record<string, string>> = {
  'stages that all start something': {
    Dockerfile: many(4000, () => 'FROM golang:1.1\nENTRYPOINT a\n'),
    'b/Dockerfile': many(100, () => 'FROM golang:1.1\nENTRYPOINT a\n'),
  },
  'stages that build on one another': {
    Dockerfile: `FROM golang:1.1 AS s0\n${many(99, (at) => `FROM s${at} AS s${at + 1}\nRUN go build\n`)}CMD a\n`,
    'go.mod': 'module a\n\ngo 1.30\n',
  },
  'a long image': { Dockerfile: `FROM ${'a.-'.repeat(30_000)}\n` },
  'long values': {
    '.env': `TOKEN=${'changeme'.repeat(20_000)}\nA_PASSWORD=${'aa://'.repeat(20_000)}\nURL=${'a+'.repeat(20_000)}\n`,
  },
  'a list that is no list': { Dockerfile: `FROM golang:1.1\nCOPY . .\nCMD ${'['.repeat(50_000)}\n` },
};

test.each(Object.entries(HOSTILE))(
  '%s: judged in bounded time',
  (_, texts) => {
    const started = performance.now();
    for (const standard of STANDARDS) manifestClaims(standard, texts);
    expect(performance.now() - started).toBeLessThan(20_000);
  },
  30_000,
);
