/** A part of a document that can be shortened at whole items. */
export interface Section {
  /** Stands before the items: title, table head. */
  head: string;
  items: readonly string[];
  /** Between items, and between the last one and `more`. */
  separator: string;
  /** Says that `left` items were left out. */
  more: (left: number) => string;
}

/** GitHub counts characters; bytes are counted here, which are never fewer, because its storage may. */
export function sizeOf(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** The section with as many leading items as fit into `budget` bytes; empty where it has none or none of it fits. */
export function fitted(section: Section, budget: number): string {
  const kept: string[] = [];
  let used = sizeOf(section.head);
  for (const [i, item] of section.items.entries()) {
    const size = sizeOf(section.separator) + sizeOf(item);
    const left = section.items.length - i - 1;
    const reserve = left === 0 ? 0 : sizeOf(section.separator) + sizeOf(section.more(left));
    if (used + size + reserve > budget) break;
    used += size;
    kept.push(item);
  }
  const left = section.items.length - kept.length;
  const lines = [...kept, ...(left > 0 ? [section.more(left)] : [])];
  const whole = section.head + lines.map((line, i) => (i === 0 ? line : section.separator + line)).join('');
  return section.items.length === 0 || sizeOf(whole) > budget ? '' : whole;
}
