import { expect, it } from 'vitest';
import { readManifest } from '../../../../src/core/services/manifests/read.ts';
import { viewYaml } from '../../../../src/core/services/manifests/yaml-view.ts';

it.each([
  [
    'a bomb of aliases',
    `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [${'*a,'.repeat(9)}]\nc: &c [${'*b,'.repeat(9)}]\nservices: {x: {image: y, command: *c}}\n`,
  ],
  ['deep brackets', `services: ${'['.repeat(5000)}`],
  ['deep lists', `services:\n${'- '.repeat(4000)}x\n`],
  ['a map that merges itself', 'services: &s\n  x: {<<: *s, image: y}\n'],
  [
    'many anchors',
    `services:\n${Array.from({ length: 3000 }, (_, at) => `  s${at}: &a${at} {image: x}`).join('\n')}\n`,
  ],
  ['no YAML', 'services: [\n'],
  ['an unknown alias', 'services: {x: {image: *nothing}}\n'],
  ['a large file', `services:\n${'#'.repeat(600_000)}`],
])('%s is read in bounded time or not at all', (_, text) => {
  const start = performance.now();
  expect(['compose', 'none']).toContain(readManifest('compose', text).form);
  expect(performance.now() - start).toBeLessThan(2000);
});

it('a Dockerfile of junk and a long one are passed over', () => {
  expect(readManifest('dockerfile', 'FROM\nCOPY\nRUN <<EOF\nENTRYPOINT [').form).toBe('dockerfile');
  expect(readManifest('dockerfile', 'RUN x\n'.repeat(100_000)).form).toBe('none');
});

it('a template with an open end is no hang', () => {
  expect(readManifest('template', `kind: x\n${'{{ if '.repeat(5000)}`).form).toBe('none');
  expect(readManifest('helpers', '{{ define "x" }}'.repeat(500)).form).toBe('helpers');
});

it('merge keys and aliases are followed', () => {
  const [document] = viewYaml('x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  b: 3\n') ?? [];
  const y = document?.get('y');
  expect([y?.get('a')?.text, y?.get('b')?.text, y?.get('b')?.line]).toEqual(['1', '3', 4]);
});
