import { type BlobFacts, LazyFile } from '../../core/go/analysed.ts';
import { GoIndex } from '../../core/go/index/go-index.ts';
import type { GoSnapshot } from '../../core/go/reader.ts';
import type { KnownFacts } from './pool.ts';
import { loadSignatures } from './signatures.ts';

interface Folded {
  modules: GoSnapshot['modules'];
  index: GoIndex;
}

/** As many as a review has sides. */
const MOST_KEPT = 2;
/** A package that never changes keeps the index that it was first folded for: now and then all is begun anew. */
const MOST_FOLDED = 20;

/** Folds snapshots of one repository, each once for all that ask in a thread. */
export class Folder {
  private readonly indexes = new WeakMap<GoSnapshot, { facts: KnownFacts; index: GoIndex }>();
  /** The last ones, oldest first: the next review is likely to begin where this one did, or where it ended. */
  private last: readonly Folded[] = [];
  private left = MOST_FOLDED;

  index(snapshot: GoSnapshot, facts: KnownFacts): GoIndex {
    const known = this.indexes.get(snapshot);
    if (known?.facts === facts) return known.index;
    const { modules } = snapshot;
    const files = filesOf(snapshot, facts);
    const same = this.last.find((one) => isFoldOf(one, modules, files));
    const index = same?.index ?? this.fold(files, modules);
    this.last = [...this.last.filter((one) => one !== same), { modules, index }].slice(-MOST_KEPT);
    this.indexes.set(snapshot, { facts, index });
    return index;
  }

  private fold(files: readonly LazyFile[], modules: GoSnapshot['modules']): GoIndex {
    if (this.left === 0) {
      this.last = [];
      this.left = MOST_FOLDED;
    }
    this.left -= 1;
    return new GoIndex(files, modules, loadSignatures(), this.last.at(-1)?.index);
  }
}

/** The Go files of a snapshot whose facts are known, as an index. What is the same in the one before is taken from there. */
export function foldSnapshot(snapshot: GoSnapshot, facts: KnownFacts, before: GoIndex | null = null): GoIndex {
  return new GoIndex(filesOf(snapshot, facts), snapshot.modules, loadSignatures(), before);
}

function filesOf({ files }: GoSnapshot, facts: KnownFacts): LazyFile[] {
  return files.flatMap(({ path, blob }) => {
    const known: BlobFacts | undefined = facts.get(blob);
    return known && 'json' in known ? [new LazyFile(path, known)] : [];
  });
}

/** The very same files, in whatever review. */
function isFoldOf(
  { modules: own, index }: Folded,
  modules: GoSnapshot['modules'],
  files: readonly LazyFile[],
): boolean {
  return (
    [...index.allFiles()].length === files.length &&
    files.every(({ path, source }) => index.file(path)?.source === source) &&
    JSON.stringify(own) === JSON.stringify(modules)
  );
}
