import type { BranchFact } from '../../go/facts.ts';
import { rememberedBy } from '../../go/remember.ts';
import { type Declaration, declarationsOf } from '../reach/declarations.ts';
import { type Choice, type Chooser, chooserOf, mayRun } from './choice.ts';

/** Parts of declarations that do not run. */
export type Passed = ReadonlyMap<Declaration, readonly BranchFact[]>;

/** A part, and what chooses it. */
interface Told {
  part: BranchFact;
  by: Chooser | 'command';
}

/** The declarations of a program that have parts that something chooses. */
const branching = rememberedBy((reached: ReadonlySet<Declaration>) =>
  [...reached].flatMap((declaration) => {
    const parts = declaration.is === 'type' ? [] : (declaration.fact.branches ?? []);
    const told = parts.flatMap((part): Told[] => {
      const by = part.on === 'command' ? 'command' : chooserOf(part.on, (name) => initialiser(declaration, name));
      return by === null ? [] : [{ part, by }];
    });
    return told.length > 0 ? [{ declaration, told }] : [];
  }),
);

/**
 * What a program passes by for what it is started with. A command is chosen only by the first word, and only where the
 * program has one of that name: what else words may mean, nobody can tell.
 */
export function passedBy(reached: ReadonlySet<Declaration>, choice: Choice): Passed {
  const all = branching(reached);
  const [first] = choice.words;
  const isCommand = first !== undefined && all.some(({ told }) => told.some((one) => isCalled(one, [first])));
  const passes = ({ part, by }: Told) =>
    by === 'command' ? isCommand && !isCalled({ part, by }, choice.words) : !mayRun(part, by, choice);
  return new Map(
    all.flatMap(({ declaration, told }) => {
      const parts = told.filter(passes).map(({ part }) => part);
      return parts.length > 0 ? [[declaration, parts] as const] : [];
    }),
  );
}

/** Whether the command that is asked for is there: else it is put together in a way that is not seen. */
export function runsChosen(reached: ReadonlySet<Declaration>, { words: [first] }: Choice, passed: Passed): boolean {
  if (first === undefined) return true;
  const commands = [...passed.values()].some((parts) => parts.some(({ on }) => on === 'command'));
  return !commands || branching(reached).some(({ told }) => told.some((one) => isCalled(one, [first])));
}

function isCalled({ part, by }: Told, words: readonly string[]): boolean {
  return by === 'command' && part.names.some((name) => words.includes(name));
}

/** What a variable of the declaration's package is given where it is declared. */
function initialiser({ package: own }: Declaration, name: string): string | null {
  const found = declarationsOf(own).byName.get(name)?.[0];
  return found?.is === 'value' ? found.fact.value : null;
}
