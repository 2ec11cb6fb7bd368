import { isBuilt } from '../../go/index/build-constraint.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { dirOf } from '../../go/modules.ts';
import { directoryTokens, houseWords, levelsOf, tokensOf } from './names.ts';

/** A package that is a program. */
export interface MainPackage {
  dir: string;
  /** Where `func main` stands. */
  path: string;
  line: number;
}

/** The programs of a snapshot, found by directory and by name. */
export class Mains {
  readonly all: readonly MainPackage[];
  readonly house: ReadonlySet<string>;
  private readonly byDir: ReadonlyMap<string, MainPackage>;
  private readonly levels: readonly { main: MainPackage; last: readonly string[]; named: readonly string[] }[];

  constructor(index: GoIndex) {
    this.all = mainsIn(index);
    this.house = houseWords(index.modules);
    this.byDir = new Map(this.all.map((main) => [main.dir, main]));
    this.levels = this.all.map((main) => ({
      main,
      last: levelsOf(tokensOf(main.dir.slice(main.dir.lastIndexOf('/') + 1)), this.house),
      named: levelsOf(directoryTokens(main.dir), this.house),
    }));
  }

  at(dir: string): MainPackage | null {
    return this.byDir.get(dir) ?? null;
  }

  /** The programs in a directory and below it. */
  under(dir: string): readonly MainPackage[] {
    return this.all.filter((main) => dir === '' || main.dir === dir || main.dir.startsWith(`${dir}/`));
  }

  /** The one program that a name can mean, most literally understood; null when none or several. */
  named(name: string, among: readonly MainPackage[] = this.all): MainPackage | null {
    const wanted = levelsOf(tokensOf(name), this.house);
    const rows = this.levels.filter(({ main }) => among.includes(main));
    for (const [level, text] of wanted.entries()) {
      if (text === '') continue;
      for (const form of ['last', 'named'] as const) {
        const found = rows.filter((row) => row[form][level] === text);
        if (found.length === 1) return found[0]?.main ?? null;
        if (found.length > 1) break;
      }
    }
    return null;
  }
}

function mainsIn(index: GoIndex): MainPackage[] {
  const found = new Map<string, MainPackage>();
  for (const file of index.allFiles()) {
    if (file.package !== 'main' || file.path.endsWith('_test.go')) continue;
    const { facts } = file;
    const main = facts.functions.find(({ name, receiver }) => name === 'main' && receiver === null);
    const dir = dirOf(file.path);
    if (main && !found.has(dir) && isBuilt(file.path, facts.build))
      found.set(dir, { dir, path: file.path, line: main.line });
  }
  return [...found.values()].sort((a, b) => (a.dir < b.dir ? -1 : 1));
}
