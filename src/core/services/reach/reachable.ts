import type { GoIndex } from '../../go/index/go-index.ts';
import type { SourcePackage } from '../../go/index/source-package.ts';
import { rememberedBy, rememberedWith } from '../../go/remember.ts';
import { choiceOf, type StartedWith } from '../branches/choice.ts';
import { type Passed, passedBy, runsChosen } from '../branches/passed.ts';
import { type Declaration, declarationsOf, type FunctionDeclaration } from './declarations.ts';
import { LIBRARY_CALLS } from './library-calls.ts';
import { mainsOf } from './mains.ts';
import { type References, referencesOf, resolved } from './references.ts';

/** Functions, methods, values and types that may come into play in one program. */
export interface Reached extends ReadonlySet<Declaration> {
  /** Parts of them that the program's arguments do not lead to; absent where that is none. */
  passed?: Passed;
}

/** Whether a program that reaches a declaration may run a line of it. */
export function runsAt({ passed }: Reached, declaration: Declaration, line: number): boolean {
  return !passed?.get(declaration)?.some((part) => part.line <= line && line <= part.endLine);
}

/** What the main package of a directory may run, whatever it is started with. Empty where there is none. */
export const reachableFrom: (index: GoIndex, dir: string) => Reached = rememberedWith(walkedWhole);

/** What a service may run: of its program, what it is started with leads to. */
export function reachedBy(index: GoIndex, main: string, service: StartedWith): Reached {
  const whole = reachableFrom(index, main);
  const choice = choiceOf(service);
  const passed = passedBy(whole, choice);
  if (passed.size === 0) return whole;
  const known = chosenOf(whole);
  const key = [...passed].map(([{ file }, parts]) => `${file.path}:${parts.map(({ line }) => line)}`).join(' ');
  let reached = known.get(key);
  if (!reached) {
    reached = walked(index, main, passed);
    known.set(key, reached);
  }
  return runsChosen(reached, choice, passed) ? reached : whole;
}

const chosenOf = rememberedBy((_: Reached) => new Map<string, Reached>());

function walked(index: GoIndex, dir: string, passed: Passed): Reached {
  const walk = new Walk(index, passed);
  for (const own of mainsOf(index).get(dir) ?? []) walk.program(own);
  const reached = walk.finish();
  return passed.size === 0 ? reached : Object.assign(reached, { passed });
}

/** What a main package may run as a whole; snapshots that share the package share that, too. */
function walkedWhole(index: GoIndex, dir: string): Reached {
  const [main, ...others] = mainsOf(index).get(dir) ?? [];
  if (!main || others.length > 0) return walked(index, dir, new Map());
  const known = WHOLE.get(main);
  const named = methodsNamed(index);
  if (known && [...known.asked].every(([name, isNamed]) => named.has(name) === isNamed)) return known.reached;
  const walk = new Walk(index, new Map());
  walk.program(main);
  const reached = walk.finish();
  WHOLE.set(main, { reached, asked: walk.asked });
  return reached;
}

/** What the walk from a main package asked of all code of the repository: whether some of it calls a method of a name. */
const WHOLE = new WeakMap<SourcePackage, { reached: Reached; asked: ReadonlyMap<string, boolean> }>();

/** Interfaces that generated code calls: those that servers implement, not the stubs of clients. */
const CLIENT = /Client$/;

/**
 * From `main`, along what each declaration refers to. A method is reached when its type is and its name is called on
 * anything: by what value a call is made is not asked. So more may be reached than runs, never less but for what goes
 * through reflection.
 */
class Walk {
  private readonly index: GoIndex;
  private readonly reached = new Set<Declaration>();
  private readonly queue: Declaration[] = [];
  private readonly called = new Set(LIBRARY_CALLS);
  /** Methods of reached types whose name nothing calls yet. */
  private readonly waiting = new Map<string, FunctionDeclaration[]>();
  private readonly packages = new Set<SourcePackage>();
  /** Packages outside of the repository whose code is given servers to call. */
  private readonly callers = new Set<string>();
  private readonly namedAnywhere: ReadonlySet<string>;
  /** Names that it asked for there, with the answers. */
  readonly asked = new Map<string, boolean>();

  private readonly passed: Passed;

  constructor(index: GoIndex, passed: Passed) {
    this.index = index;
    this.passed = passed;
    this.namedAnywhere = methodsNamed(index);
  }

  program(main: SourcePackage): void {
    this.enter(main);
    for (const declaration of declarationsOf(main).byName.get('main') ?? []) this.reach(declaration);
  }

  finish(): Set<Declaration> {
    for (;;) {
      for (let next = this.queue.pop(); next; next = this.queue.pop()) this.follow(next);
      for (const methods of this.waiting.values())
        for (const method of methods) if (this.isCalledOutside(method)) this.reach(method);
      if (this.queue.length === 0) return this.reached;
    }
  }

  /** Go runs the `init` functions of whatever is imported, however little of it is used. */
  private enter(own: SourcePackage): void {
    if (this.packages.has(own)) return;
    this.packages.add(own);
    const { files, initial } = declarationsOf(own);
    for (const declaration of initial) this.reach(declaration);
    for (const { facts } of files)
      for (const { path } of facts.imports) {
        const imported = this.index.sourcePackage(path);
        if (imported) this.enter(imported);
      }
  }

  private reach(declaration: Declaration): void {
    if (this.reached.has(declaration)) return;
    this.reached.add(declaration);
    this.queue.push(declaration);
  }

  private follow(declaration: Declaration): void {
    if (declaration.is === 'type') this.followType(declaration);
    const { to, callers } = this.referencesOf(declaration);
    for (const one of to) {
      if (typeof one === 'string') this.call(one);
      else this.reach(one);
    }
    for (const path of callers) this.callers.add(path);
  }

  /** What it refers to, but for parts that do not run. */
  private referencesOf(declaration: Declaration): References {
    const passed = this.passed.get(declaration);
    if (declaration.is === 'type' || !passed) return referencesOf(this.index, declaration);
    const rest = declaration.fact.branches?.filter((part) => !passed.includes(part)) ?? [];
    const run = new Set(rest.flatMap(({ uses }) => uses));
    const left = new Set(passed.flatMap(({ uses }) => uses).filter((use) => !run.has(use)));
    return resolved(
      this.index,
      declaration,
      declaration.fact.uses.filter((use) => !left.has(use)),
    );
  }

  private followType({ package: own, file, fact }: Extract<Declaration, { is: 'type' }>): void {
    for (const method of declarationsOf(own).methods.get(fact.name) ?? []) {
      const { name } = method.fact;
      if (this.called.has(name) || !this.isNamed(name)) this.reach(method);
      else push(this.waiting, name, method);
    }
    // Bodies of generated code are not read: what it is given an interface for, it calls.
    if (file.facts.generated && !CLIENT.test(fact.name) && !isForCallers(own, fact.name))
      for (const { name } of fact.methods) this.call(name);
  }

  private isNamed(name: string): boolean {
    const isNamed = this.namedAnywhere.has(name);
    this.asked.set(name, isNamed);
    return isNamed;
  }

  private call(name: string): void {
    if (this.called.has(name)) return;
    this.called.add(name);
    for (const method of this.waiting.get(name) ?? []) this.reach(method);
    this.waiting.delete(name);
  }

  /** The method's signature is in the words of generated code of another module that calls servers. */
  private isCalledOutside({ file, fact }: FunctionDeclaration): boolean {
    if (this.callers.size === 0) return false;
    return fact.parameters.some(({ type }) =>
      [...type.matchAll(/(\w+)\./g)].some(([, alias = '']) => {
        const path = alias === 'context' ? null : this.index.qualifier(file.facts, alias);
        return path !== null && this.callers.has(path);
      }),
    );
  }
}

/** An interface for callers, of what sqlc and goctl wrote: they implement it themselves, and their bodies are read. */
function isForCallers(own: SourcePackage, name: string): boolean {
  const { byName } = declarationsOf(own);
  return (byName.has('Queries') && byName.has('DBTX')) || byName.has(`default${name}`);
}

/** Names that some code of the repository, tests aside, calls on a value. */
const methodsNamed = rememberedBy((index: GoIndex): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const own of index.allPackages()) for (const name of namedIn(own)) names.add(name);
  return names;
});

const namedIn = rememberedBy(({ files }: SourcePackage): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const file of files) {
    if (file.path.endsWith('_test.go')) continue;
    const { functions, types, values } = file.facts;
    for (const { uses } of [...functions, ...values])
      for (const use of uses) if (use.startsWith('.')) names.add(use.slice(1));
    for (const { underlying, methods } of types)
      if (underlying === 'interface') for (const { name } of methods) names.add(name);
  }
  return names;
});

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
