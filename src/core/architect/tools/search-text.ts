import { z } from 'zod';
import { globProblem, pathMatcher } from '../../config/glob.ts';
import { defineTool, SideInput, ToolError } from './tool.ts';

const MOST = 60;
const LONGEST_LINE = 240;

export const searchText = defineTool(
  'search_text',
  `Lines that hold a text, letter by letter, over all files or those of a glob; at most ${MOST}. For routes, topics, tables, environment variables, messages.`,
  z.strictObject({
    side: SideInput,
    text: z.string().describe('at least 3 characters, of one line'),
    glob: z.union([z.string().describe('such as deploy/** or **/*.sql'), z.null()]),
  }),
  async ({ side, text, glob }, { sight }) => {
    if (text.trim().length < 3) throw new ToolError('search for at least 3 characters');
    const problem = glob === null ? null : globProblem(glob);
    if (problem !== null) throw new ToolError(`the glob cannot be used: ${problem}`);
    const isWanted = glob === null ? () => true : pathMatcher([glob]);
    const { hits, unread } = await sight.search(side, text, isWanted, MOST);
    const rows = hits.map(({ path, line, text: found }) => `${path}:${line} ${found.trim().slice(0, LONGEST_LINE)}`);
    if (unread > 0) rows.push(`(${unread} files were not searched; narrow it with a glob)`);
    return rows.length === 0 ? 'no line holds it' : rows.join('\n');
  },
);
