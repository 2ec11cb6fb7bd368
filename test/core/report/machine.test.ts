import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FORMATS } from '../../../src/core/report/index.ts';
import { pathUri } from '../../../src/core/report/sarif/place.ts';
import { JsonReview, reviewJsonSchema } from '../../../src/core/report/schema.ts';
import { auditReview, cleanReview, sampleContext, sampleReview } from '../../support/sample-review.ts';
import { hostileReview } from './hostile.ts';

const REVIEWS = [sampleReview(), cleanReview(), auditReview()];
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

describe('JSON', () => {
  const schema = JSON.parse(readFileSync('docs/schema/review.schema.json', 'utf8'));
  const isValid = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

  test('is described by the published schema, which is fresh', () => {
    expect(schema).toEqual(JSON.parse(JSON.stringify(reviewJsonSchema())));
    for (const review of REVIEWS) {
      const document = JSON.parse(FORMATS.json(review, sampleContext));
      expect(isValid(document), JSON.stringify(isValid.errors)).toBe(true);
      expect(() => JsonReview.parse(document)).not.toThrow();
    }
  });

  test('is valid and shows hidden characters as escapes whatever the strings', () => {
    fc.assert(
      fc.property(hostileReview, ({ review, context }) => {
        const json = FORMATS.json(review, context);
        expect(isValid(JSON.parse(json)), JSON.stringify(isValid.errors)).toBe(true);
        expect(json.replaceAll('\n', '')).not.toMatch(HIDDEN);
        expect(JSON.parse(json).change.title).toBe(review.change.title);
      }),
      { numRuns: 150 },
    );
  });

  test('keeps what every field means', () => {
    const [sql, client] = JSON.parse(FORMATS.json(sampleReview(), sampleContext)).findings;
    expect(sql).toMatchObject({
      standard: 'security/sql-injection',
      area: 'security',
      flag: null,
      line: 10,
      new: true,
    });
    expect(client).toMatchObject({ flag: 'cascading-failure', symbol: 'New', title: 'HTTP client without a timeout' });
  });
});

describe('SARIF', () => {
  const {
    id: _,
    $schema: __,
    ...schema
  } = JSON.parse(readFileSync('test/fixtures/sarif/sarif-2.1.0-rtm.5.json', 'utf8'));
  const isValid = addFormats.default(new Ajv({ strict: false, unicodeRegExp: false })).compile(schema);
  const log = (review = sampleReview()) => JSON.parse(FORMATS.sarif(review, sampleContext)).runs[0];

  test('is valid', () => {
    for (const review of REVIEWS) {
      expect(isValid(JSON.parse(FORMATS.sarif(review, sampleContext))), JSON.stringify(isValid.errors)).toBe(true);
    }
  });

  test('is valid whatever the strings', () => {
    fc.assert(
      fc.property(hostileReview, ({ review, context }) => {
        const sarif = FORMATS.sarif(review, context);
        expect(isValid(JSON.parse(sarif)), JSON.stringify(isValid.errors)).toBe(true);
        expect(sarif.replaceAll('\n', '')).not.toMatch(HIDDEN);
      }),
      { numRuns: 150 },
    );
  });

  test('points at the blamed columns', () => {
    expect(log().results[1].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'services/checkout/internal/payments/client.go', uriBaseId: 'SRCROOT' },
      region: { startLine: 18, startColumn: 11, endLine: 18, endColumn: 25 },
    });
  });

  test('tells new from old, except in an audit', () => {
    const states = (review = sampleReview()) =>
      log(review).results.map((r: { baselineState: string }) => r.baselineState);
    expect(new Set(states())).toEqual(new Set(['new', 'unchanged']));
    expect(new Set(states(auditReview()))).toEqual(new Set([undefined]));
  });

  test('suppresses what was silenced and only that', () => {
    const { results } = log();
    expect(results.at(-1).suppressions).toMatchObject([{ kind: 'external', status: 'accepted' }]);
    expect(results[2].suppressions).toMatchObject([{ kind: 'inSource', status: 'rejected' }]);
    expect(results[0].suppressions).toEqual([]);
  });

  test('grades security findings for GitHub', () => {
    const { rules } = log().tool.driver;
    expect(rules[0].properties).toMatchObject({ tags: ['security'], 'security-severity': '9.5', precision: 'high' });
    expect(rules[1].properties).not.toHaveProperty('security-severity');
    expect(
      log()
        .results.map((r: { level: string }) => r.level)
        .slice(0, 6),
    ).toEqual(['error', 'error', 'error', 'error', 'warning', 'warning']);
  });

  test('notes what was not read', () => {
    const [{ executionSuccessful, toolExecutionNotifications: notes }] = log().invocations;
    expect(executionSuccessful).toBe(true);
    expect(notes.map((note: { level: string }) => note.level)).toEqual(['note', 'warning']);
    expect(log(auditReview()).invocations[0].toolExecutionNotifications.at(-1).descriptor.id).toBe('model/unavailable');
  });

  test('does not turn Go into links', () => {
    const [first] = sampleReview().findings;
    const findings = first ? [{ ...first, message: 'calls map[string](T)' }] : [];
    expect(log({ ...sampleReview(), findings }).results[0].message.text).toBe('calls map\\[string\\](T)');
  });

  test.each([
    ['a b/c#d?.go', 'a%20b/c%23d%3F.go'],
    ['c:/x.go', 'c%3A/x.go'],
    ['ü\ud800.go', '%C3%BC%EF%BF%BD.go'],
  ])('writes the path %j as %j', (path, uri) => {
    expect(pathUri(path)).toBe(uri);
  });
});

describe('rdjson', () => {
  test('reports what is new, with columns in bytes', () => {
    const [sql] = sampleReview().findings;
    const review = {
      ...sampleReview(),
      findings: sql
        ? [{ ...sql, line: 1, endLine: 1, start: 4, end: 6, anchor: { ...sql.anchor, expression: 'ab' } }]
        : [],
    };
    const { diagnostics } = JSON.parse(FORMATS.rdjson(review, { ...sampleContext, lines: () => ['漢ü ab'] }));
    expect(diagnostics[0].location.range).toEqual({ start: { line: 1, column: 7 }, end: { line: 1, column: 9 } });
    expect(JSON.parse(FORMATS.rdjson(sampleReview(), sampleContext)).diagnostics).toHaveLength(7);
  });

  test('replaces lines and deletes them with their ending', () => {
    const [sql] = sampleReview().findings;
    const render = (text: string) => {
      const findings = sql ? [{ ...sql, suggestion: { line: 3, endLine: 4, text } }] : [];
      return JSON.parse(FORMATS.rdjson({ ...sampleReview(), findings }, sampleContext)).diagnostics[0].suggestions;
    };
    expect(render('x\n')).toEqual([{ range: { start: { line: 3 }, end: { line: 4 } }, text: 'x' }]);
    expect(render('')).toEqual([{ range: { start: { line: 3, column: 1 }, end: { line: 5, column: 1 } }, text: '' }]);
  });

  test('is JSON without hidden characters whatever the strings', () => {
    fc.assert(
      fc.property(hostileReview, ({ review, context }) => {
        const json = FORMATS.rdjson(review, context);
        expect(JSON.parse(json).source.name).toBe('go-architect');
        expect(json.replaceAll('\n', '')).not.toMatch(HIDDEN);
      }),
      { numRuns: 100 },
    );
  });
});
