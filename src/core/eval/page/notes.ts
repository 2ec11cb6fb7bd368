import type { Change } from '../../change/change.ts';
import { visible } from '../../report/hidden.ts';
import { type Html, html, prose } from '../../report/html/template.ts';
import { pathAtHead } from '../path-at-head.ts';
import type { RanCase } from '../results.ts';

/** A golden or a comment under a line of the head. */
export interface Note {
  side: 'golden' | 'posted';
  path: string;
  line: number;
  html: Html;
}

export function notesOf({ golden, comments }: RanCase, change: Change): Note[] {
  const atHead = pathAtHead(change);
  return [
    ...golden.map((one): Note => {
      const state = one.found === null ? 'missed' : 'found';
      const lines = one.line === one.end_line ? `line ${one.line}` : `lines ${one.line} to ${one.end_line}`;
      return {
        side: 'golden',
        path: atHead(one.file),
        line: one.end_line,
        html: html`<div class="note ${state}"><p><strong>${state}</strong> <span class="${one.severity}">${one.severity}</span> <span class="soft">${lines}</span></p><p>${prose(one.comment)}</p></div>`,
      };
    }),
    ...comments.map(
      (one): Note => ({
        side: 'posted',
        path: one.path,
        line: one.endLine,
        html: html`<div class="note ${one.verdict}"><p><strong>${one.verdict.replace('-', ' ')}</strong> <span class="${one.severity}">${one.severity}</span> · ${one.lane} · <code>${visible(one.standard)}</code> <span class="soft">${one.where}</span></p><p>${prose(one.message)}</p></div>`,
      }),
    ),
  ];
}

/** Goldens left, comments right. */
export function sides(notes: readonly Note[]): Html {
  const of = (side: Note['side']) => notes.filter((note) => note.side === side).map((note) => note.html);
  return html`<div class="sides"><div>${of('golden')}</div><div>${of('posted')}</div></div>`;
}
