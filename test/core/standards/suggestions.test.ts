import { describe, expect, test } from 'vitest';
import { STANDARDS } from '../../../src/core/standards/registry.ts';
import { StandardRunner } from '../../../src/core/standards/run.ts';
import type { Example, Standard } from '../../../src/core/standards/standard.ts';
import { Workbench } from '../../../src/edge/parse/workbench.ts';
import { exampleFiles, goFiles, parser } from '../../support/go.ts';

const only = process.env.STANDARD ?? '';
const workbench = new Workbench(parser, STANDARDS);

/** Lines of an example that say that they have no suggestion. */
function excused(example: Example): string[] {
  const files = typeof example === 'string' ? [example] : Object.values(example);
  return files.flatMap((text) =>
    text
      .split('\n')
      .filter((line) => /\/\/ want, no suggestion: \S/.test(line))
      .map((line) => line.replace(/\/\/ want.*/, '').trim()),
  );
}

function mendsOf(standard: Standard, example: Example) {
  const runner = new StandardRunner([standard]);
  return goFiles(exampleFiles(example).texts).flatMap((file) =>
    runner.run(file).map((claim) => ({
      mendable: claim.mendable === true,
      line: file.tree.lineText(claim.line),
      mended: workbench.suggest(file, [claim], () => ({})).length === 1,
    })),
  );
}

const mending = STANDARDS.filter(({ id }) => id.startsWith(only)).filter((standard) =>
  standard.examples.bad.some((example) => mendsOf(standard, example).some(({ mendable }) => mendable)),
);

describe.each(mending)('$id', (standard) => {
  test.each(standard.examples.bad.map((example, index) => ({ example, index })))(
    'mends bad example $index, or says why not',
    ({ example }) => {
      const [claims, excuses] = [mendsOf(standard, example), excused(example)];
      const lines = (wanted: boolean) => claims.filter(({ mended }) => mended === wanted).map(({ line }) => line);
      const open = claims.filter(({ mendable, mended, line }) => mendable && !mended && !excuses.includes(line));
      expect(open, 'a claim without a suggestion says why').toEqual([]);
      expect(excuses.filter((line) => lines(true).includes(line) || !lines(false).includes(line))).toEqual([]);
    },
  );
});

test('the standards that mend are those that promise it', () => {
  if (only !== '') return;
  expect(mending.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['errors/errorf-no-wrap', 'resource/tx-no-rollback']),
  );
});
