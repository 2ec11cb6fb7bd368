import { z } from 'zod';
import type { PackageFile } from '../../go/index/source-package.ts';
import type { Side, Sight } from '../sight.ts';
import { defineTool, SideInput } from './tool.ts';

const MOST_DECLARATIONS = 30;
const MOST_LINES = 3;
const LONGEST_LINE = 200;

interface User {
  file: PackageFile;
  name: string;
  line: number;
  endLine: number;
}

export const references = defineTool(
  'references',
  `Declarations that use a name, with the lines that do: callers of a function or method (also through interfaces), users of a type; at most ${MOST_DECLARATIONS}, tests last.`,
  z.strictObject({ side: SideInput, name: z.string().describe('without package or receiver: Place') }),
  async ({ side, name }, { sight, indexes }) => {
    const found: User[] = [];
    for (const file of indexes[side].allFiles()) {
      if (!sight.has(side, file.path) || !mayUse(file, name)) continue;
      const { functions, types, values } = file.facts;
      for (const fact of [...functions, ...types, ...values])
        if (fact.uses.some((use) => use === name || use.endsWith(`.${name}`)))
          found.push({ file, name: fact.name, line: fact.line, endLine: 'endLine' in fact ? fact.endLine : fact.line });
    }
    found.sort((a, b) => Number(isTest(a)) - Number(isTest(b)));
    const shown = found.slice(0, MOST_DECLARATIONS);
    await sight.load(shown.map(({ file }) => ({ side, path: file.path })));
    const rows = shown.flatMap((one) => [
      `${one.file.path}:${one.line} in ${one.name}`,
      ...linesOf(one, name, side, sight),
    ]);
    if (found.length > shown.length) rows.push(`(${found.length - shown.length} more)`);
    return rows.length === 0 ? 'nothing uses that name' : rows.join('\n');
  },
);

function mayUse(file: PackageFile, name: string): boolean {
  return file.mentions === undefined || file.mentions(`"${name}"`) || file.mentions(`.${name}"`);
}

function linesOf({ file, line, endLine }: User, name: string, side: Side, sight: Sight): string[] {
  const lines = sight.lines(side, file.path) ?? [];
  const rows: string[] = [];
  for (let number = line; number <= endLine && rows.length < MOST_LINES; number++) {
    const text = lines[number - 1] ?? '';
    if (text.includes(name)) rows.push(`  ${number}  ${text.trim().slice(0, LONGEST_LINE)}`);
  }
  return rows;
}

function isTest({ file }: User): boolean {
  return file.path.endsWith('_test.go');
}
