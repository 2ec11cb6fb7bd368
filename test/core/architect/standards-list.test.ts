import { expect, it } from 'vitest';
import { standardsList } from '../../../src/core/architect/standards-list.ts';
import { parseRepoConfig } from '../../../src/core/config/repo-config.ts';
import { standardById } from '../../../src/core/standards/registry.ts';

it('has the repository’s severities and lanes, and not what it switched off', () => {
  const ids = ['errors/ignored-result', 'errors/sentinel-eq', 'errors/log-and-return', 'resilience/no-fallback'];
  const { config } = parseRepoConfig(
    [
      'standards:',
      '  errors/*: critical',
      '  errors/sentinel-eq: { severity: info, lane: hint }',
      '  errors/log-and-return: off',
      '  resilience/no-fallback: high',
    ].join('\n'),
  );
  const rows = standardsList(
    ids.flatMap((id) => standardById(id) ?? []),
    config,
  )
    .split('\n')
    .filter((line) => /^(?:- |\*\*)/.test(line));
  expect(rows.map((row) => row.split(':')[0])).toEqual([
    '**errors**',
    '- `errors/ignored-result` critical D',
    '- `errors/sentinel-eq` info H',
    '**resilience**',
    '- `resilience/no-fallback` high M',
  ]);
  expect(rows.at(-1)).toMatch(/· raises no-degradation\. Recommendations, .*\.$/);
});
