import { describe, expect, test } from 'vitest';
import { globProblem, pathMatcher } from '../../../src/core/config/glob.ts';
import { nearest } from '../../../src/core/config/nearest.ts';
import { parseRepoConfig } from '../../../src/core/config/repo-config.ts';
import { applySettings, settingOf } from '../../../src/core/config/settings.ts';
import { finding } from '../findings/make.ts';

function configOf(text: string) {
  const { config, errors } = parseRepoConfig(text);
  expect(errors).toEqual([]);
  return config;
}

describe('settings of a standard', () => {
  test('its own over those of its area', () => {
    const config = configOf(
      'standards: { errors/*: { severity: low, ignore_paths: [a] }, errors/blank-assign: { lane: hint, ignore_paths: [b] } }',
    );
    expect(settingOf(config, 'errors/blank-assign')).toEqual({
      off: false,
      severity: 'low',
      hint: true,
      ignorePaths: ['a', 'b'],
      options: {},
    });
    expect(settingOf(config, 'data/n-plus-one')).toMatchObject({ off: false, severity: null });
  });

  test('a named standard is wanted though its area is off', () => {
    const config = configOf('standards: { errors/*: off, errors/ignored-result: low }');
    const claims = [finding(), finding({ standard: 'errors/blank-assign' })];
    expect(applySettings(claims, config)).toMatchObject([{ standard: 'errors/ignored-result', severity: 'low' }]);
  });

  test('a route without authentication gates only where public routes are declared, and is none of them', () => {
    const claims = [finding({ route: 'POST /login' }), finding({ route: 'POST /orders' })];
    expect(applySettings(claims, configOf('{}')).map(({ lane }) => lane)).toEqual(['H', 'H']);
    const declared = configOf('public_routes: [/login]');
    expect(applySettings(claims, declared)).toMatchObject([{ route: 'POST /orders', lane: 'D' }]);
  });

  test('a hint never gates, and ignored paths are silent', () => {
    const config = configOf(
      'ignore_paths: [gen/]\nstandards: { errors/ignored-result: { lane: hint, ignore_paths: ["*.go"] } }',
    );
    const claims = [finding({ path: 'gen/x/a.go' }), finding({ path: 'a.go' }), finding({ path: 'b/a.go' })];
    expect(applySettings(claims, config)).toMatchObject([{ path: 'b/a.go', lane: 'H', severity: 'high' }]);
  });
});

describe('globs', () => {
  test.each([
    ['docs', 'docs/a/b.md', true],
    ['docs/', 'docs/a.md', true],
    ['docs', 'mydocs/a.md', false],
    ['**/*_gen.go', 'a/.b/c_gen.go', true],
    ['**/*_gen.go', 'c_gen.go', true],
    ['a/*.go', 'a/b/c.go', false],
    ['{a,b}/**', 'b/x.go', true],
  ])('%s and %s', (glob, path, matches) => {
    expect(pathMatcher([glob])(path)).toBe(matches);
  });

  test('none match nothing', () => {
    expect(pathMatcher([])('a.go')).toBe(false);
  });

  test.each(['/a', './a', 'a\\b', '!a', '+(a|b)', '*a*b*c*d', '*/*/*/*/*/*/*/*/*'])('%s is refused', (glob) => {
    expect(globProblem(glob)).not.toBeNull();
  });
});

test.each([
  ['fail-on', 'fail_on'],
  ['FailOn', 'fail_on'],
  ['waiver', 'waivers'],
  ['zzzzzz', null],
])('nearest to %s is %s', (written, meant) => {
  expect(nearest(written, ['fail_on', 'waivers', 'model'])).toBe(meant);
});
