import { z } from 'zod';
import { defineTool, SideInput, ToolError } from './tool.ts';

const MOST_LINES = 250;
const LONGEST_LINE = 400;

export const readFile = defineTool(
  'read_file',
  `Lines of a file, at most ${MOST_LINES}, numbered.`,
  z.strictObject({
    side: SideInput,
    path: z.string(),
    from: z.number().describe('first line, from 1'),
    to: z.number().describe('last line'),
  }),
  async ({ side, path, from, to }, { sight }) => {
    await sight.load([{ side, path }]);
    const lines = sight.lines(side, path);
    if (lines === null) throw new ToolError(`there is no text file ${path} at ${side}`);
    const first = Math.max(Math.trunc(from), 1);
    const last = Math.min(Math.trunc(to), lines.length, first + MOST_LINES - 1);
    if (first > lines.length) throw new ToolError(`${path} has ${lines.length} lines`);
    const rows = lines.slice(first - 1, last).map((text, index) => `${first + index}  ${text.slice(0, LONGEST_LINE)}`);
    return [...rows, `(lines ${first} to ${last} of ${lines.length})`].join('\n');
  },
);
