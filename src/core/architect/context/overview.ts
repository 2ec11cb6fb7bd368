import type { Change, ChangedFile } from '../../change/change.ts';
import { dataBlock } from '../data-block.ts';
import type { Discussion } from '../discussion.ts';

const TRAILER = /^(?:Signed-off-by|Co-authored-by|Reviewed-by): .*$/gim;
/** Characters that are shown: of the description, of an issue, of one commit's message and of all of them. */
const LONGEST_BODY = 6_000;
const LONGEST_ISSUE = 2_500;
const MOST_ISSUES = 3;
const LONGEST_MESSAGE = 600;
const LONGEST_MESSAGES = 5_000;

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
  const messages = messagesOf(change, commits);
  if (messages.length > 0) about.push(dataBlock('commits', { count: String(commits.length) }, messages.join('\n')));
  for (const { number, title, body } of issues.slice(0, MOST_ISSUES))
    about.push(dataBlock('linked issue', { number: String(number) }, `${title}\n\n${shortened(body, LONGEST_ISSUE)}`));
  const files = change.files.filter(({ path }) => !isExcluded(path)).map(row);
  const hidden = change.files.length - files.length;
  const rows = hidden > 0 ? [...files, `(${hidden} kept from you)`] : files;
  return [...about, dataBlock('changed files', { count: String(change.files.length) }, rows.join('\n'))].join('\n');
}

/** What the commits say beyond title and description: their subjects, and why, as long as there is room. */
function messagesOf({ title, body }: Change, commits: Discussion['commits']): string[] {
  const known = `${title?.trim() ?? ''}\n\n${body?.trim() ?? ''}`.trim();
  let room = LONGEST_MESSAGES;
  const told: string[] = [];
  for (const { message } of commits) {
    const text = message.trim();
    if (text === known || text === title?.trim() || room <= 0) continue;
    const [subject = '', ...rest] = shortened(text, LONGEST_MESSAGE).trim().split('\n');
    const row = [`- ${subject}`, ...rest.filter((line) => line.trim() !== '').map((line) => `  ${line}`)].join('\n');
    told.push(row.length <= room ? row : `- ${subject}`.slice(0, room));
    room -= row.length;
  }
  return told;
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
