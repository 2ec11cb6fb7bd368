import { expect } from 'vitest';

const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const OURS = /<\/?(details|summary|code)>|\]\(<https:[^<>]*>\)|<https:[^<>\s]*>/g;

/** Nothing in Markdown of ours is anything but what we wrote: what came from others is text. */
export function expectInert(markdown: string): void {
  expect(markdown.replace(/[\n\t]/g, '')).not.toMatch(HIDDEN);
  const prose = outsideFences(markdown)
    .join('\n')
    .replace(/(?<!`)(`+)(?!`)(.*?[^`])\1(?!`)/g, '');
  const active = prose.replace(OURS, '');
  expect(active).not.toMatch(/@(?!&#8203;)/);
  expect(active).not.toMatch(/(?<!&)#\d/);
  expect(active).not.toMatch(/:\/\/|www\.|GH-\d/i);
  expect(active).not.toMatch(/[<>]/);
  expect(active).not.toMatch(/`/);
  expect(active).not.toMatch(/(?<!\\)[*_](?!\*)[a-z]+\]\(/);
  for (const opening of ['details', 'summary', 'code']) {
    expect(prose.split(`<${opening}>`).length).toBe(prose.split(`</${opening}>`).length);
  }
}

/** Lines outside code blocks; fails where a block is left open. */
function outsideFences(markdown: string): string[] {
  let open: string | null = null;
  const lines: string[] = [];
  for (const line of markdown.split('\n')) {
    const mark = /^(`{3,})[a-z]*$/.exec(line)?.[1] ?? null;
    if (open === null && mark !== null) open = mark;
    else if (open !== null && line.trim() === open) open = null;
    else if (open === null) lines.push(line);
    else expect(line.trimStart().startsWith(open) && /^`+$/.test(line.trim())).toBe(false);
  }
  expect(open).toBe(null);
  return lines;
}
