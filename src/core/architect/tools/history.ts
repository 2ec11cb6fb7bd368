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
    if (rows.length === 0) return 'no commit is known to touch it';
    const isKnown = commits.every(({ paths }) => paths !== null);
    return [...(isKnown ? [] : ['(all commits: which paths they touch is not known)']), ...rows.slice(0, MOST)].join(
      '\n',
    );
  },
);
