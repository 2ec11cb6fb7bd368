import { Kind } from '../grammar.ts';
import type { TreeArrays } from '../tree.ts';
import { giveUp } from './not-understood.ts';
import { grown } from './tokens.ts';

/** Deeper trees are left to the parser that says so. */
const DEEPEST = 1_000;

const bytes = (size: number) => new Uint8Array(size);
const numbers = (size: number) => new Uint32Array(size);

/** The nodes of one tree in postorder, children before their parent: what was read becomes an operand for nothing. */
export class Nodes {
  size = 0;
  kinds = bytes(0);
  fields = bytes(0);
  starts = numbers(0);
  ends = numbers(0);
  /** Nodes of the subtree, its root among them. */
  counts = numbers(0);

  add(kind: number, start: number, end: number, count: number): void {
    const at = this.size++;
    if (at === this.kinds.length) this.grow();
    this.kinds[at] = kind;
    this.fields[at] = 0;
    this.starts[at] = start;
    this.ends[at] = end;
    this.counts[at] = count;
  }

  private grow(): void {
    this.kinds = grown(this.kinds, bytes);
    this.fields = grown(this.fields, bytes);
    this.starts = grown(this.starts, numbers);
    this.ends = grown(this.ends, numbers);
    this.counts = grown(this.counts, numbers);
  }

  /**
   * The tree in preorder. Backwards, postorder has each parent before its children, the last child first, so that each
   * finds its place in front of what was placed before it.
   */
  preorder(): TreeArrays {
    const { size } = this;
    const kinds = new Uint16Array(size);
    const fields = new Uint8Array(size);
    const starts = new Uint32Array(size);
    const ends = new Uint32Array(size);
    const parents = new Uint32Array(size);
    const nexts = new Uint32Array(size);
    let depth = 0;
    let deepest = 0;
    let parent = 0;
    let place = size;
    OPEN[0] = size;
    for (let at = size - 1; at >= 0; at--) {
      while (place === parent + 1 && depth > 0) {
        parent = parents[parent] as number;
        place = OPEN[--depth] as number;
      }
      const kind = this.kinds[at] as number;
      const count = this.counts[at] as number;
      const to = place - count;
      kinds[to] = kind;
      fields[to] = this.fields[at] as number;
      starts[to] = this.starts[at] as number;
      ends[to] = this.ends[at] as number;
      parents[to] = parent;
      nexts[to] = place;
      if (count > 1) {
        OPEN[depth] = to;
        if (++depth > DEEPEST) giveUp();
        if (depth > deepest) deepest = depth;
        parent = to;
      } else {
        place = to;
        if (depth === deepest && !isTerminal(kind)) deepest++;
      }
    }
    return { kinds, fields, starts, ends, parents, nexts, missing: [], depth: deepest };
  }
}

/** Places left in the nodes on the way down. */
const OPEN = new Uint32Array(DEEPEST + 2);

/** The grammar has nothing below it, not even punctuation. */
function isTerminal(kind: number): boolean {
  return kind < Kind.source_file || kind >= Kind.field_identifier;
}
