import type { BranchFact } from '../../go/facts.ts';
import { rememberedBy } from '../../go/remember.ts';
import { type Declaration, declarationsOf } from '../reach/declarations.ts';
import { type Choice, type Chooser, chooserOf, mayRun } from './choice.ts';
import { commandIn, LOOKED_UP } from './kingpin.ts';
import { keyOfMethod, kongCommands, wholeOf } from './kong.ts';

/** Parts of declarations that do not run. */
export type Passed = ReadonlyMap<Declaration, readonly BranchFact[]>;

/** A part, and what chooses it. */
interface Told extends Pick<BranchFact, 'names' | 'others'> {
  /** As the declaration has it. */
  part: BranchFact;
  by: Chooser | 'command' | 'module';
}

interface Branching {
  declaration: Declaration;
  told: readonly Told[];
}

/** The declarations of a program that have parts that something chooses. */
const branching = rememberedBy((reached: ReadonlySet<Declaration>): readonly Branching[] => {
  const kong = kongCommands(reached);
  return [...reached].flatMap((declaration) => {
    const parts = declaration.is === 'type' ? [] : (declaration.fact.branches ?? []);
    const command = kong.get(keyOfMethod(declaration));
    if (command !== undefined) {
      const part = wholeOf(declaration, command);
      return [{ declaration, told: [{ part, names: part.names, others: [], by: 'command' as const }] }];
    }
    const told = parts.flatMap((part): Told[] => {
      const named = (names: readonly string[]) => lookedUp(names, (name) => initialiser(declaration, name));
      const { on } = part;
      const by = on === 'command' || on === 'module' ? on : chooserOf(on, (name) => initialiser(declaration, name));
      return by === null ? [] : [{ part, names: named(part.names), others: named(part.others), by }];
    });
    return told.length > 0 ? [{ declaration, told }] : [];
  });
});

/** Commands that the package names by variables: `case serve.FullCommand():`. */
function lookedUp(names: readonly string[], named: (name: string) => string | null): string[] {
  return names.map((name) => (name.startsWith(LOOKED_UP) ? (commandIn(named(name.slice(1)) ?? '') ?? name) : name));
}

/**
 * What a program passes by for what it is started with. A command is chosen only by the first word, and only where the
 * program has one of that name: what else words may mean, nobody can tell.
 */
export function passedBy(reached: ReadonlySet<Declaration>, choice: Choice): Passed {
  const all = branching(reached);
  const [first] = choice.words;
  const isCommand = first !== undefined && all.some(({ told }) => told.some((one) => isCalled(one, [first])));
  const found = all.flatMap((one) => {
    const modules = modulesOf(one, choice);
    const passes = (told: Told) => {
      const { names, by } = told;
      if (by === 'command') return isCommand && !isCalled(told, choice.words);
      return by === 'module' ? modules !== null && !names.some((name) => modules.has(name)) : !mayRun(told, by, choice);
    };
    const parts = one.told.filter(passes).map(({ part }) => part);
    return parts.length > 0 ? [[one.declaration, parts] as const] : [];
  });
  return new Map(found);
}

/** Whether the command that is asked for is there: else it is put together in a way that is not seen. */
export function runsChosen(reached: ReadonlySet<Declaration>, { words: [first] }: Choice, passed: Passed): boolean {
  if (first === undefined) return true;
  const commands = [...passed.values()].some((parts) => parts.some(({ on }) => on === 'command'));
  return !commands || branching(reached).some(({ told }) => told.some((one) => isCalled(one, [first])));
}

function isCalled({ names, by }: Told, words: readonly string[]): boolean {
  return by === 'command' && names.some((name) => words.includes(name));
}

/** The modules that a target starts, with all that they need; null where it names none of them alone. */
function modulesOf({ declaration, told }: Branching, { flags }: Choice): ReadonlySet<string> | null {
  const modules = new Map(
    told.flatMap(({ by, part }) => (by === 'module' ? [[part.names[0] ?? '', part.others]] : [])),
  );
  const targets = (flags.get('target') ?? '').split(',').filter((target) => target !== '');
  if (modules.size === 0 || targets.length === 0) return null;
  const wanted = new Set<string>();
  for (const target of targets) {
    const named = [...modules.keys()].filter((name) => initialiser(declaration, name) === `"${target}"`);
    if (named.length !== 1) return null;
    for (const name of named) wanted.add(name);
  }
  for (const name of wanted) for (const need of modules.get(name) ?? []) wanted.add(need);
  return wanted;
}

/** What a variable or constant of the declaration's package is given where it is declared. */
function initialiser({ package: own }: Declaration, name: string): string | null {
  const found = declarationsOf(own).byName.get(name)?.[0];
  return found?.is === 'value' ? found.fact.value : null;
}
