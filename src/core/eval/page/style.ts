/** Added to the style of reports. */
export const PAGE_STYLE = `
body { max-width: 90rem; }
.diff { table-layout: fixed; font: 13px/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.diff td { border: 0; padding: 0 .5rem; white-space: pre-wrap; tab-size: 4; overflow-wrap: anywhere; }
.diff td.n { width: 4rem; color: var(--soft); text-align: right; user-select: none; }
.diff tr.added-line td:last-child { background: color-mix(in srgb, var(--good) 14%, transparent); }
.diff tr.deleted-line td:last-child { background: color-mix(in srgb, var(--bad) 12%, transparent); }
.diff tr.notes td { white-space: normal; padding: .35rem .5rem; }
.diff col.n { width: 4rem; }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; font: 15px/1.45 system-ui, sans-serif; }
.note { border-left: 4px solid var(--soft); background: var(--code); padding: .3rem .75rem; margin: .25rem 0; }
.note p { margin: .2rem 0; }
.note.found, .note.matched { border-color: var(--good); }
.note.missed, .note.false-alarm { border-color: var(--bad); }
.note.duplicate { border-color: var(--warn); }
`;
