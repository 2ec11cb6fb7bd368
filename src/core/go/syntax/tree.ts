import { Kind } from './grammar.ts';

/** Index of a node in preorder. 0 is the root; as a child or an answer it means "none". */
export type NodeId = number;
export const NONE: NodeId = 0;

/**
 * A syntax tree copied into typed arrays, in preorder. Punctuation is left out; operators stay.
 * Offsets are UTF-16 code units into `text`.
 */
export interface TreeArrays {
  kinds: Uint16Array;
  fields: Uint8Array;
  starts: Uint32Array;
  ends: Uint32Array;
  parents: Uint32Array;
  /** First node after the subtree. */
  nexts: Uint32Array;
  /** Offsets of tokens that the parser had to invent. */
  missing: number[];
  /** Deepest nesting. */
  depth: number;
}

export class SyntaxTree {
  readonly text: string;
  readonly arrays: TreeArrays;
  private lineStarts: Uint32Array | null = null;

  constructor(text: string, arrays: TreeArrays) {
    this.text = text;
    this.arrays = arrays;
  }

  get size(): number {
    return this.arrays.kinds.length;
  }

  /** A `Kind` or `Token`. */
  kind(node: NodeId): number {
    return this.arrays.kinds[node] as number;
  }

  /** A `Field`, or 0. */
  field(node: NodeId): number {
    return this.arrays.fields[node] as number;
  }

  start(node: NodeId): number {
    return this.arrays.starts[node] as number;
  }

  end(node: NodeId): number {
    return this.arrays.ends[node] as number;
  }

  parent(node: NodeId): NodeId {
    return this.arrays.parents[node] as number;
  }

  /** First node after the subtree of `node`: its next sibling, if `isChild` of the same parent. */
  next(node: NodeId): NodeId {
    return this.arrays.nexts[node] as number;
  }

  textOf(node: NodeId): string {
    return this.text.slice(this.start(node), this.end(node));
  }

  /** First child in the field, or NONE. */
  child(node: NodeId, field: number): NodeId {
    const { fields, nexts } = this.arrays;
    const end = nexts[node] as number;
    for (let c = node + 1; c < end; c = nexts[c] as number) if (fields[c] === field) return c;
    return NONE;
  }

  /** First child of the kind, or NONE. */
  childOfKind(node: NodeId, kind: number): NodeId {
    const { kinds, nexts } = this.arrays;
    const end = nexts[node] as number;
    for (let c = node + 1; c < end; c = nexts[c] as number) if (kinds[c] === kind) return c;
    return NONE;
  }

  /** Named children, comments left out. */
  children(node: NodeId): NodeId[] {
    const { kinds, nexts } = this.arrays;
    const found: NodeId[] = [];
    const end = nexts[node] as number;
    for (let c = node + 1; c < end; c = nexts[c] as number) {
      const kind = kinds[c] as number;
      if (isNamed(kind) && kind !== Kind.comment) found.push(c);
    }
    return found;
  }

  /** All children in the field (a declaration's names, for example). */
  childrenInField(node: NodeId, field: number): NodeId[] {
    const { fields, nexts } = this.arrays;
    const found: NodeId[] = [];
    const end = nexts[node] as number;
    for (let c = node + 1; c < end; c = nexts[c] as number) if (fields[c] === field) found.push(c);
    return found;
  }

  /** Nodes of the kind below `node`, itself excluded, in source order. */
  *descendants(node: NodeId, kind: number): Generator<NodeId> {
    const end = this.next(node);
    for (let n = node + 1; n < end; n++) if (this.arrays.kinds[n] === kind) yield n;
  }

  /** Nearest ancestor of one of the kinds, or NONE. */
  ancestor(node: NodeId, ...kinds: readonly number[]): NodeId {
    for (let n = this.parent(node); n !== NONE; n = this.parent(n)) if (kinds.includes(this.kind(n))) return n;
    return NONE;
  }

  contains(outer: NodeId, inner: NodeId): boolean {
    return inner >= outer && inner < this.next(outer);
  }

  /** Line of an offset, counted from 1. */
  lineAt(offset: number): number {
    this.lineStarts ??= findLineStarts(this.text);
    let low = 0;
    let high = this.lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.lineStarts[middle] as number) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  line(node: NodeId): number {
    return this.lineAt(this.start(node));
  }

  endLine(node: NodeId): number {
    return this.lineAt(Math.max(this.start(node), this.end(node) - 1));
  }

  /** The source line, trimmed. */
  lineText(line: number): string {
    this.lineStarts ??= findLineStarts(this.text);
    return this.text.slice(this.lineStarts[line - 1] ?? this.text.length, this.lineStarts[line]).trim();
  }
}

const NAMED = new Uint8Array(65536);
for (const kind of Object.values(Kind)) NAMED[kind] = 1;

export function isNamed(kind: number): boolean {
  return NAMED[kind] === 1;
}

function findLineStarts(text: string): Uint32Array {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return Uint32Array.from(starts);
}
