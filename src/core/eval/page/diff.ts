import type { Change, ChangedFile, DiffLine } from '../../change/change.ts';
import { visible } from '../../report/hidden.ts';
import { type Html, html } from '../../report/html/template.ts';
import { cut } from '../../report/words.ts';
import type { RanCase } from '../results.ts';
import { type Note, notesOf, sides } from './notes.ts';

/** Lines of diff that a case shows; a vendored tree would make the page unreadable. */
const MOST_LINES = 5_000;
/** Characters of a line. */
const WIDTH = 1_000;

/** The change, file by file: left what there was to find, right what was posted, under the line that it is about. */
export function caseDiff(one: RanCase, change: Change): Html {
  const notes = notesOf(one, change);
  let room = MOST_LINES;
  const files = change.files.flatMap((file) => {
    const here = notes.filter(({ path }) => path === file.path);
    const lines = file.hunks.reduce((sum, hunk) => sum + hunk.lines.length, 0);
    const hasRoom = room >= lines;
    if (hasRoom) room -= lines;
    return [fileHtml(file, here, hasRoom)];
  });
  const shown = new Set(change.files.map(({ path }) => path));
  const elsewhere = notes.filter(({ path }) => !shown.has(path));
  return html`${files}${elsewhere.length === 0 ? null : html`<h3>In other files</h3>${sides(elsewhere)}`}`;
}

function fileHtml(file: ChangedFile, notes: readonly Note[], hasRoom: boolean): Html {
  const moved = file.basePath !== null && file.basePath !== file.path ? html` from ${visible(file.basePath)}` : null;
  const name = html`<code>${visible(file.path)}</code>${moved} <span class="soft">${file.status}</span>`;
  if (!hasRoom || file.hunks.length === 0) return html`<p>${name}</p>${notes.length > 0 ? sides(notes) : null}`;
  const inDiff = new Set(file.hunks.flatMap((hunk) => hunk.lines.map((line) => line.new)));
  const outside = notes.filter(({ line }) => !inDiff.has(line));
  const rows = file.hunks.map((hunk) => [
    html`<tr><td class="n"></td><td class="n"></td><td class="soft">@@ ${hunk.newStart}</td></tr>`,
    ...hunk.lines.flatMap((line) => row(line, notes)),
  ]);
  return html`<details ${notes.length > 0 ? 'open' : ''}><summary>${name}</summary>
<table class="diff"><colgroup><col class="n"><col class="n"><col></colgroup><tbody>${rows.flat()}</tbody></table>
${outside.length > 0 ? html`<p class="soft">Not on a line of the diff:</p>${sides(outside)}` : null}
</details>`;
}

function row(line: DiffLine, notes: readonly Note[]): Html[] {
  const here = line.new === null ? [] : notes.filter((note) => note.line === line.new);
  const text = html`<tr class="${line.kind}-line"><td class="n">${line.old ?? ''}</td><td class="n">${line.new ?? ''}</td><td>${cut(line.text, WIDTH)}</td></tr>`;
  return here.length === 0 ? [text] : [text, html`<tr class="notes"><td colspan="3">${sides(here)}</td></tr>`];
}
