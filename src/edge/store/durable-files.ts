import { fsyncSync } from 'node:fs';
import type { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

/** A file that Emscripten has open. */
interface Stream {
  /** Node's descriptor; folders have none. */
  nfd?: number;
}

/** What Emscripten calls on open files of a folder of the machine. */
interface NodeFiles {
  stream_ops: { fsync?: (stream: Stream) => number };
}

/**
 * A folder whose files are on the disk when PostgreSQL believes so. Emscripten lets `fsync` succeed without doing it,
 * and its `fdatasync` never asks: a power cut could take commits back, and spoil the folder. PostgreSQL has to be told
 * `wal_sync_method=fsync`. Folders themselves are left to the file system's journal.
 */
export class DurableFiles extends NodeFS {
  readonly #flush: (descriptor: number) => void;

  constructor(folder: string, flush: (descriptor: number) => void = fsyncSync) {
    super(folder);
    this.#flush = flush;
  }

  override async init(...given: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(...given);
    const prepare = (module: PGlite['Module']) => {
      const files: unknown = module.NODEFS;
      if (!isNodeFiles(files)) throw new Error('this PGlite has no files of Node to flush');
      files.stream_ops.fsync = ({ nfd }) => {
        if (nfd !== undefined) this.#flush(nfd);
        return 0;
      };
    };
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), prepare] } };
  }
}

function isNodeFiles(value: unknown): value is NodeFiles {
  return typeof value === 'object' && value !== null && 'stream_ops' in value && typeof value.stream_ops === 'object';
}
