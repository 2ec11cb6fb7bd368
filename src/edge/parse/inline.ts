import type { BlobReader } from '../../core/change/snapshot.ts';
import type { BlobFacts } from '../../core/go/analysed.ts';
import type { GoBlob, GoSnapshot, Options } from '../../core/go/reader.ts';
import { Analyser, type Target } from './analyser.ts';
import type { Folder } from './folder.ts';
import type { KnownFacts, Measure } from './pool.ts';
import type { Checked, Failed } from './protocol.ts';
import { type Loaded, withBytes } from './sources.ts';

/** Larger files are left to a thread of their own, which can be ended, and whose memory is given back. */
const LARGEST_BYTES = 200_000;

/** Reads and checks a few small files in this thread. What it cannot cope with is `left` for the pool. */
export class Inline {
  private analyser: Promise<Analyser> | null = null;
  private broken = false;
  private readonly folder: Folder;
  private readonly measure: Measure | undefined;

  /** `measure` is told what judging has cost, which is measured only when it is given. */
  constructor(folder: Folder, measure?: Measure) {
    this.folder = folder;
    this.measure = measure;
  }

  /** Yields facts; adds to `left` what it did not read. */
  async *read(blobs: AsyncIterable<Loaded>, left: Loaded[]): AsyncGenerator<BlobFacts> {
    for await (const blob of blobs) {
      const facts = await this.attempt(blob.bytes.length, (analyser) => analyser.read(blob.blob, blob.bytes).facts);
      if (facts) yield facts;
      else left.push(blob);
    }
  }

  /** Yields results; adds to `left` the targets that it did not check. */
  async *check(
    snapshot: GoSnapshot,
    facts: KnownFacts,
    targets: readonly GoBlob[],
    { reader, options }: { reader: BlobReader; options: Options },
    left: Target[],
  ): AsyncGenerator<Checked> {
    const analyser = await this.start();
    analyser.use(snapshot.name, this.folder.index(snapshot, facts));
    const gone: Failed[] = [];
    for await (const target of withBytes(targets, reader, (blob) => analyser.has(blob), gone)) {
      const claims = await this.attempt(target.bytes?.length ?? 0, () =>
        analyser.check(snapshot.name, target, options),
      );
      if (claims) yield { path: target.path, claims };
      else left.push(target);
    }
    const effort = analyser.takeEffort();
    if (effort) this.measure?.(effort);
    yield* gone;
  }

  private start(): Promise<Analyser> {
    this.analyser ??= Analyser.create({ measures: this.measure !== undefined });
    return this.analyser;
  }

  /** Null when the work is better done elsewhere: a deeper stack, a fresh heap. */
  private async attempt<Result>(bytes: number, work: (analyser: Analyser) => Result): Promise<Result | null> {
    if (this.broken || bytes > LARGEST_BYTES) return null;
    try {
      return work(await this.start());
    } catch {
      // Nothing is known any more of the state that the WASM module is in.
      this.broken = true;
      return null;
    }
  }
}
