import { decodeText } from '../../core/change/text.ts';
import type { Claim } from '../../core/findings/finding.ts';
import type { BlobFacts } from '../../core/go/analysed.ts';
import { extractFacts } from '../../core/go/extract.ts';
import { GoFile } from '../../core/go/file.ts';
import type { GoIndex } from '../../core/go/index/go-index.ts';
import type { GoBlob, GoSnapshot, Options } from '../../core/go/reader.ts';
import { rememberedBy } from '../../core/go/remember.ts';
import { type Bindings, bindIdentifiers } from '../../core/go/syntax/scopes.ts';
import type { SyntaxTree } from '../../core/go/syntax/tree.ts';
import type { Effort } from '../../core/standards/effort.ts';
import { Meter } from '../../core/standards/meter.ts';
import { STANDARDS } from '../../core/standards/registry.ts';
import { type OptionsOf, StandardRunner } from '../../core/standards/run.ts';
import type { StandardOptions } from '../../core/standards/standard.ts';
import type { Wanted } from '../../core/suggestions/suggest.ts';
import { foldSnapshot } from './folder.ts';
import { createParser, type GoParser } from './parser.ts';
import { Workbench } from './workbench.ts';

const DEFAULTS: StandardOptions = {};

/** Trees are kept between reading facts and running standards, up to this many bytes. */
const KEPT_BYTES = 64 * 1024 * 1024;
const BYTES_A_NODE = 23;

export interface Target extends GoBlob {
  /** Source, when this thread may not have the tree any more. */
  bytes?: Uint8Array;
  /** Claims to mend, instead of judging the file. */
  wanted?: readonly Wanted[];
}

/** Parses Go and runs standards within one thread. */
export class Analyser {
  private readonly parser: GoParser;
  private readonly runner: (options: Options) => StandardRunner;
  private readonly workbench: Workbench;
  private readonly meter: Meter | null;
  private readonly facts = new Map<string, BlobFacts>();
  private readonly sources = new Map<string, BoundTree>();
  private readonly indexes = new Map<string, GoIndex>();
  private keptBytes = 0;
  private readonly thresholds = rememberedBy(
    ({ thresholds }: Options): OptionsOf =>
      (id) =>
        thresholds?.[id] ?? DEFAULTS,
  );

  private constructor(parser: GoParser, measures: boolean) {
    this.parser = parser;
    this.workbench = new Workbench(parser, STANDARDS);
    const meter = measures ? new Meter(() => performance.now()) : null;
    this.meter = meter;
    const standards = meter ? STANDARDS.map((standard) => meter.measured(standard)) : STANDARDS;
    const every = new StandardRunner(standards);
    const some = rememberedBy(
      (only: ReadonlySet<string>) => new StandardRunner(standards.filter(({ id }) => only.has(id))),
    );
    this.runner = ({ only }) => (only ? some(only) : every);
  }

  /** `measures`: it can tell what judging cost. */
  static async create({ measures = false } = {}): Promise<Analyser> {
    return new Analyser(await createParser(), measures);
  }

  /** What judging has cost since the last time it was asked; null when that is not measured. */
  takeEffort(): Effort | null {
    return this.meter?.take() ?? null;
  }

  get heapBytes(): number {
    return this.parser.heapBytes();
  }

  /** Facts of a blob, parsed here. `kept` when its tree stays at hand. */
  read(blob: string, bytes: Uint8Array): { facts: BlobFacts; kept: boolean } {
    const parsed = this.parser.parse(decodeText(bytes).text);
    if ('skipped' in parsed) {
      const facts = { blob, skipped: parsed.skipped, parsed: !parsed.again };
      this.facts.set(blob, facts);
      return { facts, kept: false };
    }
    const source = bound(parsed.tree);
    const extracted = extractFacts(source.tree, parsed.generated, source.bindings);
    const facts = { blob, package: extracted.package, json: JSON.stringify(extracted) };
    this.facts.set(blob, facts);
    return { facts, kept: !parsed.generated && this.keep(blob, source) };
  }

  /** The tree of a blob is at hand. */
  has(blob: string): boolean {
    return this.sources.has(blob);
  }

  learn(facts: Iterable<BlobFacts>): void {
    for (const one of facts) if (!this.facts.has(one.blob)) this.facts.set(one.blob, one);
  }

  /** Folds a snapshot, whose facts were all read or learnt, under a name. */
  fold(name: string, snapshot: GoSnapshot): GoIndex {
    const index = foldSnapshot(snapshot, this.facts, [...this.indexes.values()].at(-1));
    this.use(name, index);
    return index;
  }

  /** Takes a snapshot that was folded elsewhere in this thread. */
  use(name: string, index: GoIndex): void {
    this.indexes.set(name, index);
  }

  /** Runs the standards over a file of a folded snapshot, or mends the claims that are wanted. */
  check(name: string, target: Target, options: Options): Claim[] {
    const index = this.indexes.get(name);
    const file = index?.file(target.path);
    if (!index) throw new Error(`the snapshot ${name} is not known`);
    if (!file) return [];
    const source = this.sources.get(target.blob) ?? this.parseAgain(target);
    if (!source) return [];
    const facts = target.claimsGenerated ? { ...file.facts, generated: false } : file.facts;
    const goFile = new GoFile(target.path, source.tree, facts, index, source.bindings);
    const optionsOf = this.thresholds(options);
    if (target.wanted) return this.workbench.suggest(goFile, target.wanted, optionsOf);
    this.meter?.count(goFile);
    return this.runner(options).run(goFile, optionsOf);
  }

  private parseAgain({ blob, bytes, claimsGenerated }: Target): BoundTree | null {
    if (!bytes) return null;
    const parsed = this.parser.parse(decodeText(bytes).text, { whole: claimsGenerated ?? false });
    if ('skipped' in parsed) return null;
    const source = bound(parsed.tree);
    this.keep(blob, source);
    return source;
  }

  private keep(blob: string, source: BoundTree): boolean {
    const bytes = source.tree.size * BYTES_A_NODE + source.tree.text.length;
    if (this.keptBytes + bytes > KEPT_BYTES) return false;
    this.keptBytes += bytes;
    this.sources.set(blob, source);
    return true;
  }
}

interface BoundTree {
  tree: SyntaxTree;
  bindings: Bindings;
}

function bound(tree: SyntaxTree): BoundTree {
  return { tree, bindings: bindIdentifiers(tree) };
}
