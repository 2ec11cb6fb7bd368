import type { Evidence } from '../../findings/finding.ts';
import type { EnvironmentReadFact } from '../../go/facts.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { rememberedBy, rememberedWith } from '../../go/remember.ts';
import { type Context, namedBy } from '../edges/context.ts';
import { keyOf, sitesOf } from '../edges/sites.ts';
import { Values } from '../edges/values.ts';
import { type Declarations, declarationsOf, type FunctionDeclaration } from '../reach/declarations.ts';
import { type Reached, reachableFrom } from '../reach/reachable.ts';
import { type Expression, parseExpression } from '../wire/expression.ts';
import { certainOf } from './certain.ts';
import { taggedReads } from './tagged.ts';

/** A variable of the environment that a program reads, where its name is written. */
export interface EnvironmentRead extends Evidence {
  name: string;
  /** Names that do as well. */
  also?: readonly string[];
  /** `required`: its absence ends the process, or is an error. */
  need: 'required' | 'default' | 'optional';
  /** How sure that is: on every way that the program starts, on every way through the function around, or neither. */
  when: 'always' | 'here' | 'maybe';
}

export interface ReadEnvironment {
  reads: readonly EnvironmentRead[];
  /** It reads variables whose names are not known. */
  open: boolean;
  /** It reads files of variables. */
  files: boolean;
  /** What the program may run. */
  reached: Reached;
}

/** What the program of a main package's directory reads. */
export const environmentOfProgram = rememberedWith((index: GoIndex, main: string): ReadEnvironment => {
  const reached = reachableFrom(index, main);
  const values = new Values(sitesOf(index), reached);
  const certain = certainOf(index, reached);
  const reads: EnvironmentRead[] = [];
  let open = someOf(reached, tellingOf(index).open);
  for (const reader of readersOf(index)) {
    if (!reached.has(reader.declaration)) continue;
    const { fact, declaration, name, context } = reader;
    if (name.is === 'slot') {
      const told = atCallers(index, reader, reached);
      reads.push(...told);
      continue;
    }
    const names = values.texts(name, context).filter((text) => /^[A-Za-z_]\w*$/.test(text));
    if (names.length === 0) open = true;
    const when = !fact.always ? 'maybe' : certain.has(declaration) ? 'always' : 'here';
    const place = { path: declaration.file.path, line: fact.line, text: fact.text };
    for (const one of names) reads.push({ ...place, name: one, need: needOf(fact.absent), when });
  }
  const tagged = taggedReads(index, reached, certain);
  return {
    reached,
    reads: [...reads, ...tagged.reads],
    open: open || tagged.open,
    files: someOf(reached, tellingOf(index).files),
  };

  /** A helper that takes the name: what its callers give it. */
  function atCallers(of: GoIndex, reader: Reader, among: Reached, depth = 3): EnvironmentRead[] {
    if (reader.name.is !== 'slot' || depth === 0) return [];
    const at = Number(reader.name.slot);
    const { fact, package: own } = reader.declaration;
    const key = keyOf({ package: own.path, receiver: fact.receiver?.type ?? null, name: fact.name });
    return sitesOf(of)
      .calls.get(key)
      .flatMap((site): EnvironmentRead[] => {
        const given = among.has(site.declaration) ? site.args[at] : undefined;
        if (!given) return [];
        if (given.is === 'slot' && site.declaration.is === 'function')
          return atCallers(of, { ...reader, declaration: site.declaration, name: given }, among, depth - 1);
        const { path } = site.context.file;
        const place = { path, line: site.fact.line, text: site.fact.text };
        // What a helper returns as an error its caller may still mend.
        const mended = reader.fact.absent === 'fails';
        const when = !reader.fact.always || mended ? 'maybe' : certain.at(site);
        return values
          .texts(given, site.context)
          .filter((text) => /^[A-Za-z_]\w*$/.test(text))
          .map((name) => ({ ...place, name, need: needOf(reader.fact.absent), when }));
      });
  }
});

function needOf(absent: EnvironmentReadFact['absent']): EnvironmentRead['need'] {
  if (absent === 'replaced') return 'default';
  return absent === 'unknown' ? 'optional' : 'required';
}

interface Reader {
  declaration: FunctionDeclaration;
  context: Context;
  fact: EnvironmentReadFact;
  name: Expression;
}

/** Every look-up of a snapshot. */
const readersOf = rememberedBy((index: GoIndex): readonly Reader[] => {
  const found: Reader[] = [];
  for (const file of index.allFiles()) {
    if (file.mentions?.('"environment":') === false) continue;
    const { path, facts } = file;
    const own = facts.functions.some(({ environment }) => environment?.reads.length) ? index.packageOf(path) : null;
    const { byName, methods, initial } = own ? declarationsOf(own) : NONE;
    for (const declaration of [...[...byName.values()].flat(), ...[...methods.values()].flat(), ...initial]) {
      if (declaration.is !== 'function' || declaration.file.path !== path || !own) continue;
      const context: Context = { index, package: own, file: declaration.file, fact: declaration.fact };
      for (const read of declaration.fact.environment?.reads ?? [])
        if (looksUp(read.of, context))
          found.push({ declaration, context, fact: read, name: parseExpression(read.name) });
    }
  }
  return found;
});

const NONE: Declarations = { files: [], byName: new Map(), methods: new Map(), initial: [] };

/** `os.Getenv`, or a function that a field holds and that has its type. */
function looksUp(of: string, context: Context): boolean {
  const named = namedBy(parseExpression(of), context);
  if (!named) return false;
  if (named.receiver === null) return named.package === 'os' || named.package === 'syscall';
  const fact = context.index.sourcePackage(named.package)?.typeFact(named.receiver);
  const type = fact?.fields.find(({ name }) => name === named.name)?.type ?? '';
  return /^func\((?:\w+ )?string\) ?(?:string|\((?:\w+ )?string, ?(?:\w+ )?bool\))$/.test(type);
}

/** What reads variables without their names, or files of them. */
const READS_ALL = /^(?:os\.Environ|os\.ExpandEnv|(?:viper)?\.AutomaticEnv|\w*env\w*\.Provider)$/;
const READS_FILES = /^(?:godotenv|dotenv)\.\w+$|^(?:viper)?\.SetConfigFile$/;
/** What the text of one of them has. */
const READERS = ['os.Environ', 'os.ExpandEnv', '.AutomaticEnv', '.Provider', 'dotenv.', '.SetConfigFile'];

/** Declarations that do either, once for a snapshot. */
const tellingOf = rememberedBy((index: GoIndex) => {
  const open = new Set<unknown>();
  const files = new Set<unknown>();
  for (const file of index.allFiles()) {
    if (READERS.every((name) => file.mentions?.(name) === false)) continue;
    for (const fact of [...file.facts.functions, ...file.facts.values])
      for (const use of fact.uses) {
        if (READS_ALL.test(use)) open.add(fact);
        if (READS_FILES.test(use)) files.add(fact);
      }
  }
  return { open, files };
});

function someOf(reached: Reached, facts: ReadonlySet<unknown>): boolean {
  if (facts.size === 0) return false;
  for (const { fact } of reached) if (facts.has(fact)) return true;
  return false;
}
