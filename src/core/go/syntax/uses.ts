import type { Bindings } from './scopes.ts';
import { NONE, type NodeId } from './tree.ts';

/** The identifiers bound to each declaring one, itself left out, found in one look over a file. */
export class Uses {
  /** The next identifier that is bound alike; 0 after the last. */
  private readonly nexts: Uint32Array;

  constructor(bindings: Bindings) {
    this.nexts = new Uint32Array(bindings.length);
    const lasts = new Uint32Array(bindings.length);
    for (let node = 1; node < bindings.length; node++) {
      const declaration = bindings[node] as number;
      if (declaration === NONE || declaration === node) continue;
      this.nexts[lasts[declaration] || declaration] = node;
      lasts[declaration] = node;
    }
  }

  /** In source order. */
  of(declaration: NodeId): NodeId[] {
    const found: NodeId[] = [];
    for (let use = this.nexts[declaration] as number; use !== NONE; use = this.nexts[use] as number) found.push(use);
    return found;
  }
}
