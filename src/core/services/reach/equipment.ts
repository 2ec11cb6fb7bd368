import type { Evidence } from '../../findings/finding.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { PackageFile } from '../../go/index/source-package.ts';
import { rememberedWith } from '../../go/remember.ts';
import type { Declaration } from './declarations.ts';
import {
  AT_ROOT,
  FOREIGN,
  GENERATED_ROUTES,
  GENERATED_RPCS,
  HARMLESS,
  NAMES,
  PATH,
  type Part,
  PROVIDERS,
  ROUTE,
  STARTS,
  TAME,
  TEXTS,
} from './providers.ts';
import type { Reached } from './reachable.ts';

/** What one program has, by what its main reaches function by function. */
export interface Equipment {
  /** `func main`. */
  main: Evidence;
  /** The first place that certainly brings the part; null where there is none. */
  has(part: Part): Evidence | null;
  /**
   * Something reached may bring the part: it is there, a name speaks of it, or a library that is not known makes a
   * server. Where this is false the part is missing.
   */
  mayHave(part: Part): boolean;
}

/** The equipment of a program, by what it may run; null where there is no main. */
export function equipmentOf(index: GoIndex, reached: Reached): Equipment | null {
  let found = EQUIPPED.get(reached);
  if (found === undefined) {
    const main = mainOf(reached);
    found = main ? new Parts(index, reached, main) : null;
    EQUIPPED.set(reached, found);
  }
  return found;
}

const EQUIPPED = new WeakMap<Reached, Equipment | null>();

function mainOf(reached: Reached): Evidence | null {
  for (const { is, fact, file } of reached)
    if (is === 'function' && fact.name === 'main' && fact.receiver === null && file.package === 'main')
      return { path: file.path, line: fact.line, text: 'func main()' };
  return null;
}

/** What one declaration brings, whoever reaches it. */
interface Signs {
  has: readonly Part[];
  mayHave: readonly Part[];
  /** Positions in STARTS: it names what makes such a server, it calls what starts one. */
  makes: readonly number[];
  starts: readonly number[];
  foreign: boolean;
}

class Parts implements Equipment {
  readonly main: Evidence;
  private readonly places = new Map<Part, Evidence>();
  private readonly may = new Set<Part>();
  private isForeign = false;

  constructor(index: GoIndex, reached: Reached, main: Evidence) {
    this.main = main;
    const makes = new Set<number>();
    const starts = new Map<number, Evidence>();
    for (const declaration of reached) {
      const signs = signsOf(index, declaration);
      if (signs === NOTHING) continue;
      const place = placeOf(declaration);
      for (const part of signs.has) if (!this.places.has(part)) this.places.set(part, place);
      for (const part of signs.mayHave) this.may.add(part);
      for (const at of signs.makes) makes.add(at);
      for (const at of signs.starts) if (!starts.has(at)) starts.set(at, place);
      if (signs.foreign) this.isForeign = true;
    }
    for (const [at, place] of starts) {
      const part = STARTS[at]?.part;
      if (part && makes.has(at) && !this.places.has(part)) this.places.set(part, place);
    }
  }

  has(part: Part): Evidence | null {
    return this.places.get(part) ?? null;
  }

  mayHave(part: Part): boolean {
    return this.isForeign || this.places.has(part) || this.may.has(part);
  }
}

function placeOf({ is, fact, file }: Declaration): Evidence {
  return { path: file.path, line: fact.line, text: `${is === 'function' ? 'func ' : ''}${fact.name}` };
}

const NOTHING: Signs = { has: [], mayHave: [], makes: [], starts: [], foreign: false };
const KNOWN = new WeakMap<Declaration, Signs>();

function signsOf(index: GoIndex, declaration: Declaration): Signs {
  let found = KNOWN.get(declaration);
  if (!found) {
    found = read(index, declaration);
    KNOWN.set(declaration, found);
  }
  return found;
}

function read(index: GoIndex, declaration: Declaration): Signs {
  const { is, fact, file } = declaration;
  // Bodies of generated code are not read, and what it declares for others is no sign of use.
  if (file.facts.generated) return NOTHING;
  const signs = new Collected(index);
  signs.name(fact.name);
  for (const use of fact.uses) {
    const dot = use.indexOf('.');
    const name = use.slice(dot + 1);
    const path = dot > 0 ? index.qualifier(file.facts, use.slice(0, dot)) : null;
    if (dot > 0) signs.qualified(path, name);
    else if (dot === 0) signs.method(file, name, fact.uses);
    else signs.name(use);
  }
  const texts = is === 'value' ? [fact.value ?? ''] : [];
  if (is !== 'type')
    for (const { call, args } of fact.wire ?? []) {
      texts.push(call, ...args);
      if (args.length > 1 && ROUTE.test(call) && args.slice(0, 2).some((arg) => PATH.test(arg)))
        signs.has.push('routes');
      // Whoever answers at the root answers a probe there.
      if (AT_ROOT.test(`${call} ${args[0] ?? ''}`)) signs.mayHave.push('health');
    }
  signs.texts(texts.join(' '));
  return signs.isEmpty ? NOTHING : signs;
}

class Collected implements Signs {
  has: Part[] = [];
  mayHave: Part[] = [];
  makes: number[] = [];
  starts: number[] = [];
  foreign = false;
  private readonly index: GoIndex;

  constructor(index: GoIndex) {
    this.index = index;
  }

  get isEmpty(): boolean {
    return !this.foreign && [this.has, this.mayHave, this.makes, this.starts].every(({ length }) => length === 0);
  }

  name(name: string): void {
    this.mayHave.push(...partsNamed(this.index, name));
  }

  qualified(path: string | null, name: string): void {
    const { index } = this;
    this.name(name);
    if (GENERATED_RPCS.test(name)) this.has.push('rpcs');
    else if (GENERATED_ROUTES.test(name) || (path?.endsWith('connect') && /^New\w+Handler$/.test(name)))
      this.has.push('routes');
    if (path === null || index.sourcePackage(path)) return;
    const { providers, makers, tame, named } = libraryOf(index, path);
    this.mayHave.push(...named);
    for (const { parts, names } of providers) if (names?.test(name) ?? true) this.has.push(...parts);
    for (const at of makers) if (STARTS[at]?.makes.test(name)) this.makes.push(at);
    if (!tame && FOREIGN.test(name) && !HARMLESS.test(name)) this.foreign = true;
  }

  method({ facts }: PackageFile, name: string, uses: readonly string[]): void {
    // What a tracer or a meter is told to do says nothing of servers.
    if (name === 'Shutdown' && uses.some((use) => /^(?:otel|sdktrace|trace|sdkmetric)\./.test(use))) return;
    this.name(name);
    for (const [at, { path, starts }] of STARTS.entries())
      if (starts.test(name) && facts.imports.some((spec) => path.test(spec.path))) this.starts.push(at);
  }

  texts(texts: string): void {
    if (texts !== '') for (const { part, text } of TEXTS) if (text.test(texts)) this.mayHave.push(part);
  }
}

const partsNamed = rememberedWith((_: GoIndex, name: string): readonly Part[] =>
  NAMES.flatMap(({ part, name: speaks }) => (speaks.test(name) ? [part] : [])),
);

/** What an import path tells. */
const libraryOf = rememberedWith((index: GoIndex, path: string) => {
  const providers = PROVIDERS.filter((one) => one.path.test(path));
  return {
    providers,
    makers: STARTS.flatMap((one, at) => (one.path.test(path) ? [at] : [])),
    tame: providers.length > 0 || TAME.test(path) || isStandard(path) || index.package(path) !== null,
    named: isStandard(path)
      ? []
      : path
          .split('/')
          .slice(1)
          .flatMap((name) => partsNamed(index, name)),
  };
});

function isStandard(path: string): boolean {
  return !path.slice(0, path.indexOf('/') + 1 || undefined).includes('.');
}
