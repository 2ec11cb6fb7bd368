import { describe, expect, it } from 'vitest';
import { explainText } from '../../../src/core/report/explain.ts';
import { JUDGEMENTS } from '../../../src/core/standards/judgements.ts';
import { CATALOGUE, STANDARDS, standardById } from '../../../src/core/standards/registry.ts';
import { checkConfig } from '../../../src/pipeline/read-config.ts';

describe('what only the model judges', () => {
  it('is in the catalogue once, and runs nowhere', () => {
    const ids = CATALOGUE.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(STANDARDS.filter(({ lane }) => lane === 'M')).toEqual([]);
    expect(JUDGEMENTS.map(({ lane, go, module }) => ({ lane, go, module }))).toEqual(
      JUDGEMENTS.map(() => ({ lane: 'M', go: undefined, module: undefined })),
    );
  });

  it.each(JUDGEMENTS.map(({ id }) => id))('%s can be explained, with a mend and a source, and configured', (id) => {
    const standard = standardById(id);
    expect(standard?.references.length).toBeGreaterThan(0);
    expect(standard && explainText(standard, { colour: false, width: 80 })).toMatch(/architect model[\s\S]*Fix\n/);
    expect(checkConfig(`standards:\n  ${id}: high\n`)).toMatchObject({ error: null });
  });
});
