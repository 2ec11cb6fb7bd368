import type { Change, ChangedFile } from '../../../change/change.ts';
import { beforeHunk } from '../../../change/hunks.ts';
import type { FunctionFact, TypeFact } from '../../../go/facts.ts';
import type { Callee } from '../../../go/file.ts';
import type { GoIndex } from '../../../go/index/go-index.ts';
import type { PackageFile } from '../../../go/index/source-package.ts';

/** A function or type at head of which the change edited lines. */
export interface Touched<Fact> {
  file: PackageFile;
  fact: Fact;
  /** Import path. */
  package: string;
  /** Names that the lines added to it hold. */
  words: ReadonlySet<string>;
  /** The change brought all of it. */
  fresh: boolean;
}

export interface TouchedCode {
  functions: Touched<FunctionFact>[];
  types: Touched<TypeFact>[];
}

const WORD = /[\p{L}_][\p{L}\p{N}_]*/gu;

/** What the change edits of Go that people wrote, tests aside. */
export function touchedCode(change: Change, index: GoIndex): TouchedCode {
  const code: TouchedCode = { functions: [], types: [] };
  for (const file of change.files) {
    const known = file.status === 'deleted' || file.path.endsWith('_test.go') ? null : index.file(file.path);
    if (known === null || known.facts.generated) continue;
    const edits = editsOf(file);
    const pick = <Fact extends FunctionFact | TypeFact>(fact: Fact): Touched<Fact>[] => {
      const within = edits.filter(({ line }) => line >= fact.line && line <= fact.endLine);
      if (within.length === 0) return [];
      const lines = within.flatMap(({ added }) => (added === null ? [] : [added]));
      return [
        {
          file: known,
          fact,
          package: index.packageOf(file.path)?.path ?? '',
          words: new Set(lines.join('\n').match(WORD)),
          fresh: lines.length > fact.endLine - fact.line,
        },
      ];
    };
    code.functions.push(...known.facts.functions.flatMap(pick));
    code.types.push(...known.facts.types.flatMap(pick));
  }
  return code;
}

export function calleeOf({ package: path, fact }: Touched<FunctionFact>): Callee {
  return { package: path, receiver: fact.receiver?.type ?? null, name: fact.name };
}

/** Lines at head that were added, and those before which some were deleted. */
function editsOf({ hunks }: ChangedFile): { line: number; added: string | null }[] {
  return hunks.flatMap((hunk) => {
    let next = beforeHunk(hunk).new + 1;
    return hunk.lines.flatMap((line) => {
      if (line.new !== null) next = line.new + 1;
      if (line.kind === 'context') return [];
      return [{ line: line.new ?? next, added: line.kind === 'added' ? line.text : null }];
    });
  });
}
