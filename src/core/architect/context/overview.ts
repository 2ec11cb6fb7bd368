import type { Change, ChangedFile } from '../../change/change.ts';
import { dataBlock } from '../data-block.ts';

/** Characters of a pull request's description that are shown. */
const LONGEST_BODY = 6000;

/** Title, description and the list of changed files. */
export function overview(change: Change, isExcluded: (path: string) => boolean): string {
  const about = [
    dataBlock('title', {}, change.title?.trim() || '(none)'),
    dataBlock('description', {}, shortened(change.body?.trim() || '(none)')),
  ];
  const files = change.files.filter(({ path }) => !isExcluded(path)).map(row);
  const hidden = change.files.length - files.length;
  const rows = hidden > 0 ? [...files, `(${hidden} kept from you)`] : files;
  return [...about, dataBlock('changed files', { count: String(change.files.length) }, rows.join('\n'))].join('\n');
}

function row({ status, path, basePath, hunks, binary }: ChangedFile): string {
  const lines = hunks.flatMap((hunk) => hunk.lines);
  const added = lines.filter(({ kind }) => kind === 'added').length;
  const deleted = lines.filter(({ kind }) => kind === 'deleted').length;
  const from = status === 'renamed' || status === 'copied' ? ` (from ${basePath})` : '';
  return `${status} ${path}${from} ${binary ? 'binary' : `+${added} -${deleted}`}`;
}

/** The markup of templates says nothing. */
function shortened(body: string): string {
  const text = body.replace(/<!--[\s\S]*?-->/g, '').replace(/\n{3,}/g, '\n\n');
  return text.length > LONGEST_BODY ? `${text.slice(0, LONGEST_BODY)}\n… (cut)` : text;
}
