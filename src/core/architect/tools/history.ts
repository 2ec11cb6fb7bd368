import { z } from 'zod';
import { defineTool } from './tool.ts';

const MOST = 30;

export const history = defineTool(
  'history',
  `Commits of the pull request that touch a path, the oldest first; at most ${MOST}.`,
  z.strictObject({ path: z.string() }),
  ({ path }, { sight, commits }) => {
    const rows = commits
      .filter(({ paths }) => !sight.isExcluded(path) && (paths === null || paths.includes(path)))
      .map(({ id, message }) => `${id.slice(0, 10)} ${message.split('\n')[0] ?? ''}`);
    return rows.length === 0 ? 'no commit is known to touch it' : rows.slice(0, MOST).join('\n');
  },
);
