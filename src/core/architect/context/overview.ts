import type { Change, ChangedFile } from '../../change/change.ts';
import { dataBlock } from '../data-block.ts';
import type { Commit, Discussion } from '../discussion.ts';

/** Characters of a pull request's description that are shown. */
const TRAILER = /^(?:Signed-off-by|Co-authored-by|Reviewed-by): .*$/gim;
const LONGEST_BODY = 6_000;
const LONGEST_ISSUE = 2_500;
const MOST_ISSUES = 3;
const MOST_COMMITS = 25;

/** Title, description and the list of changed files. */
export function overview(
  change: Change,
  { commits, issues }: Discussion,
  isExcluded: (path: string) => boolean,
): string {
  const about = [
    dataBlock('title', {}, change.title?.trim() || '(none)'),
    dataBlock('description', {}, shortened(change.body?.trim() || '(none)', LONGEST_BODY)),
  ];
  if (commits.length > 1) about.push(dataBlock('commits', {}, commits.slice(0, MOST_COMMITS).map(subject).join('\n')));
  for (const { number, title, body } of issues.slice(0, MOST_ISSUES))
    about.push(dataBlock('linked issue', { number: String(number) }, `${title}\n\n${shortened(body, LONGEST_ISSUE)}`));
  const files = change.files.filter(({ path }) => !isExcluded(path)).map(row);
  const hidden = change.files.length - files.length;
  const rows = hidden > 0 ? [...files, `(${hidden} kept from you)`] : files;
  return [...about, dataBlock('changed files', { count: String(change.files.length) }, rows.join('\n'))].join('\n');
}

function subject({ message }: Commit): string {
  return `- ${message.split('\n')[0] ?? ''}`;
}

function row({ status, path, basePath, hunks, binary }: ChangedFile): string {
  const lines = hunks.flatMap((hunk) => hunk.lines);
  const added = lines.filter(({ kind }) => kind === 'added').length;
  const deleted = lines.filter(({ kind }) => kind === 'deleted').length;
  const from = status === 'renamed' || status === 'copied' ? ` (from ${basePath})` : '';
  return `${status} ${path}${from} ${binary ? 'binary' : `+${added} -${deleted}`}`;
}

/** The markup of templates says nothing. */
function shortened(body: string, longest: number): string {
  const text = body
    .replace(/<!--[\s\S]{0,4000}?-->/g, '')
    .replace(TRAILER, '')
    .replace(/\n{3,}/g, '\n\n');
  return text.length > longest ? `${text.slice(0, longest)}\n… (cut)` : text;
}
