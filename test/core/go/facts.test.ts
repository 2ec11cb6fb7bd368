import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { extractFacts } from '../../../src/core/go/extract.ts';
import type { FileFacts } from '../../../src/core/go/facts.ts';
import { GoIndex } from '../../../src/core/go/index/go-index.ts';
import { parseGoMod } from '../../../src/core/go/modules.ts';
import { typeString } from '../../../src/core/go/types/type.ts';
import { parser } from '../../support/go.ts';
import { fileIn, parsed } from './helpers.ts';

const SOURCE = readFileSync(new URL('golden/rich.go', import.meta.url), 'utf8');

function factsOf(text: string): FileFacts {
  return extractFacts(parsed(text), false);
}

/** One declaration a line, so that a difference shows which. Effects have their own tests. */
function lines(facts: FileFacts): string {
  const { functions, types, values, imports, directives, ...rest } = facts;
  const entries = [...imports, ...types, ...values, ...functions, ...directives];
  return `${JSON.stringify(rest)}\n${entries.map((entry) => JSON.stringify({ ...entry, effects: undefined })).join('\n')}\n`;
}

test('everything that a rich file says', async () => {
  await expect(lines(factsOf(SOURCE))).toMatchFileSnapshot('golden/rich.facts.txt');
});

test('carriage returns change nothing but lengths', () => {
  const source = SOURCE.replaceAll('\n', '\r\n');
  expect(lines(factsOf(source)).replaceAll('\\r\\n', '\\n')).toBe(lines(factsOf(SOURCE)));
});

describe('uses', () => {
  const uses = (body: string) =>
    factsOf(`package p\n\nimport (\n\t"net/http"\n\ty "gopkg.in/yaml.v3"\n)\n\nfunc f(a T) {\n${body}\n}\n`)
      .functions[0]?.uses;

  test.each([
    ['_ = a', []],
    ['g(a)', ['g']],
    ['http.Get(url)', ['http.Get', 'url']],
    ['x := y.Node{}; x.Kind = 1', ['.Kind', 'y.Node']],
    ['http := s; http.Do()', ['.Do', 's']],
    ['var z Local', ['Local']],
    ['_ = Local{Name: a}', ['.Name', 'Local', 'Name']],
    ['_ = struct{ A int }{A: a}', ['.A', 'int']],
    ['_ = map[string]int{Key: a}', ['Key', 'int', 'string']],
    // A package whose name is not what its path suggests looks like a variable.
    ['other.Call()', ['.Call', 'other', 'other.Call']],
    ['a.handlers[key](1)', ['.handlers', 'key']],
  ])('%s', (body, wanted) => {
    expect(uses(body)?.filter((use) => use !== '_' && use !== 'T')).toEqual(wanted);
  });
});

describe('what could not be read', () => {
  test.each([
    ['package p\n\nfunc f() {\n\tx := := 1\n}\n', 'syntax not understood at line 4'],
    ['package p\n\nfunc f() {\n', 'syntax not understood at line 3'],
    ['package p\n', null],
    ['', null],
  ])('%j: %s', (text, wanted) => {
    expect(factsOf(text).partial).toBe(wanted);
  });
});

test('facts that went through JSON give the same answers', () => {
  const file = fileIn({ 'orders/rich.go': SOURCE }, 'orders/rich.go');
  const result = parser.parse(SOURCE);
  const facts = 'tree' in result ? extractFacts(result.tree, false) : null;
  const read = JSON.parse(JSON.stringify(facts)) as FileFacts;
  const index = new GoIndex(
    [{ path: 'orders/rich.go', package: read.package, facts: read }],
    [parseGoMod('module example.com/service\n', '')],
    { lookup: (path) => (path.startsWith('example.com') ? null : file.index.package(path)) },
  );
  const answers = (from: GoIndex) => {
    const found = from.package('example.com/service/orders');
    const members = [...read.functions, ...read.values].map(({ name }) => {
      const member = found?.member(name);
      return `${name} ${member?.kind} ${member ? typeString(member.type) : ''} ${JSON.stringify(member?.at)}`;
    });
    const types = read.types.map(({ name, fields, methods }) => {
      const info = found?.type(name);
      const parts = [...fields, ...methods].map((part) => {
        const type = info?.field(part.name) ?? info?.method(part.name)?.type;
        return `${part.name} ${type ? typeString(type) : ''}`;
      });
      return `${name} ${info?.parameters} ${info?.embeds().map(typeString)} ${parts.join('; ')}`;
    });
    return [...members, ...types];
  };
  expect(answers(index)).toEqual(answers(file.index));
  expect(answers(index).join('\n')).toContain(
    'Find func(context.Context, string) (*example.com/service/orders.Order, error)',
  );
  expect(answers(index).join('\n')).toContain('Paid const example.com/service/orders.Status');
});
