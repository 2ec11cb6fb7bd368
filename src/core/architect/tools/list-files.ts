import { z } from 'zod';
import { compareText } from '../../findings/order.ts';
import { defineTool, SideInput } from './tool.ts';

const MOST = 200;

export const listFiles = defineTool(
  'list_files',
  `Files and directories in a directory, and how many files lie below; at most ${MOST}.`,
  z.strictObject({
    side: SideInput,
    directory: z.string().describe('from the root, without a slash at the end; empty for the root'),
  }),
  ({ side, directory }, { sight }) => {
    const prefix = directory === '' || directory === '.' ? '' : `${directory.replace(/\/+$/, '')}/`;
    const entries = new Map<string, number>();
    for (const path of sight.paths(side)) {
      if (!path.startsWith(prefix)) continue;
      const rest = path.slice(prefix.length);
      const slash = rest.indexOf('/');
      const name = slash < 0 ? rest : rest.slice(0, slash + 1);
      entries.set(name, (entries.get(name) ?? 0) + 1);
    }
    const rows = [...entries]
      .sort(([a], [b]) => compareText(a, b))
      .map(([name, n]) => (name.endsWith('/') ? `${name} ${n}` : name));
    if (rows.length === 0) return 'nothing is there';
    return rows.length > MOST ? [...rows.slice(0, MOST), `(${rows.length - MOST} more)`].join('\n') : rows.join('\n');
  },
);
