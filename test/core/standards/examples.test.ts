import { describe, expect, test } from 'vitest';
import { STANDARDS } from '../../../src/core/standards/registry.ts';
import { StandardRunner } from '../../../src/core/standards/run.ts';
import { judgeModule } from '../../../src/core/standards/run-modules.ts';
import type { Example, Standard } from '../../../src/core/standards/standard.ts';
import { changeClaims } from '../../support/changes.ts';
import { contractClaims } from '../../support/contracts.ts';
import { exampleFiles, goFiles, goModFiles } from '../../support/go.ts';
import { manifestClaims, serviceClaims } from '../../support/services.ts';

/** `STANDARD=errors/ npm test` looks at one area or standard only. */
const only = process.env.STANDARD ?? '';

function blamed(standard: Standard, example: Example): { found: string[]; wanted: string[] } {
  const { texts, wanted } = exampleFiles(example);
  const runner = new StandardRunner([standard]);
  const inCode = goFiles(texts).flatMap((file) => {
    expect(file.facts.partial, `${file.path} must parse`).toBeNull();
    return runner.run(file);
  });
  const claims = [
    ...inCode,
    ...goModFiles(texts).flatMap((file) => judgeModule([standard], file)),
    ...contractClaims(standard, texts),
    ...changeClaims(standard, texts),
    ...serviceClaims(standard, texts),
    ...manifestClaims(standard, texts),
  ];
  const found = claims.map((claim) => `${claim.path}:${claim.line}`);
  return { found: [...new Set(found)].sort(), wanted: wanted.sort() };
}

describe.each(STANDARDS.filter(({ id }) => id.startsWith(only)))('$id', (standard) => {
  const { bad, good } = standard.examples;

  test('has at least three examples of either kind', () => {
    expect(bad.length).toBeGreaterThanOrEqual(3);
    expect(good.length).toBeGreaterThanOrEqual(3);
  });

  test.each(bad.map((example, index) => ({ example, index })))(
    'blames the marked lines of bad example $index',
    ({ example }) => {
      const { found, wanted } = blamed(standard, example);
      expect(wanted, 'a bad example marks a line').not.toEqual([]);
      expect(found).toEqual(wanted);
    },
  );

  test.each(good.map((example, index) => ({ example, index })))('is silent on good example $index', ({ example }) => {
    expect(blamed(standard, example).found).toEqual([]);
  });
});
