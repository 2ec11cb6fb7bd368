import {
  type ChangedDeclaration,
  calleeOf,
  changedDeclarations,
  type Dependent,
  dependentsOf,
  type FilePair,
  type Lines,
  useOf,
} from '../go/affected.ts';
import type { FunctionFact, HandedFact } from '../go/facts.ts';
import type { Callee } from '../go/file.ts';
import { resolved } from '../go/flow/origin.ts';
import type { GoIndex } from '../go/index/go-index.ts';
import type { PackageFile } from '../go/index/source-package.ts';
import { rememberedBy } from '../go/remember.ts';
import { summaryOf } from './summary.ts';
import { implementationOf } from './support/implementations.ts';

/** A declaration that may be judged otherwise because of something that the change altered elsewhere. */
export interface Affected {
  line: number;
  endLine: number;
  changed: ChangedDeclaration;
}

export interface Sides {
  base: GoIndex;
  head: GoIndex;
}

/** Callers of callers: as far as standards follow calls. */
const ROUNDS = 4;
/** Functions outside the change whose summaries are compared. */
const MOST_COMPARED = 2000;

/**
 * Declarations at head, by file, that name something which reads differently now: by its signature or shape, or by what
 * can be learned of a function from its body. A function that can be known otherwise only because of one that it calls
 * counts as changed in turn, at the line of the change that is why.
 */
export function spread(sides: Sides, pairs: readonly FilePair[]): Map<string, Affected[]> {
  const affected = new Map<string, Affected[]>();
  const add = ({ file: { path }, fact, changed }: Dependent) => {
    const known = affected.get(path) ?? [];
    affected.set(path, known);
    known.push({ line: fact.line, endLine: 'endLine' in fact ? fact.endLine : fact.line, changed });
  };
  const compared = new Set<string>();
  let fresh = [...changedDeclarations(pairs), ...changedBodies(sides, pairs)];
  for (const { callee } of fresh) if (callee) compared.add(keyOf(callee));
  for (const dependent of givenRequests(sides, pairs)) add(dependent);
  for (let round = 0; round < ROUNDS && fresh.length > 0; round++) {
    const next: ChangedDeclaration[] = [];
    const known = [...fresh, ...fresh.flatMap((one) => behindInterfaces(sides.head, one))];
    for (const dependent of dependentsOf(sides.head, known)) {
      const { file, fact, changed } = dependent;
      add(dependent);
      const own = sides.head.packageOf(file.path)?.path ?? '';
      const callee = 'parameters' in fact ? calleeOf(own, fact) : null;
      if (!callee || changed.callee === null || isTest(file.path) || compared.size > MOST_COMPARED) continue;
      if (compared.has(keyOf(callee))) continue;
      compared.add(keyOf(callee));
      const before = summaryOf(sides.base, callee);
      if (before === '' || before === summaryOf(sides.head, callee)) continue;
      next.push({ package: own, use: useOf(callee), at: changed.at, callee });
    }
    fresh = next;
  }
  return affected;
}

/** Functions of the changed files of which others can learn something else now. */
function changedBodies({ base, head }: Sides, pairs: readonly FilePair[]): ChangedDeclaration[] {
  return pairs.flatMap(({ base: before, head: after, package: path }) => {
    if (!before || !after || isTest(after.path)) return [];
    const was = new Map(before.facts.functions.map((fact) => [keyOf(nameOf(fact)), fact]));
    const pathBefore = base.packageOf(before.path)?.path ?? '';
    return after.facts.functions.flatMap((fact) => {
      const old = was.get(keyOf(nameOf(fact)));
      if (!old || textOf(old) === textOf(fact)) return [];
      const callee = { package: path, ...nameOf(fact) };
      if (summaryOf(base, { ...callee, package: pathBefore }) === summaryOf(head, callee)) return [];
      return [{ package: path, use: useOf(callee), at: linesOf(after, fact), callee }];
    });
  });
}

/** All that a summary can depend on of the function itself. */
function textOf({ effects, aborts, relays, nils, uses }: FunctionFact): string {
  return JSON.stringify([effects, aborts, relays, nils, uses]);
}

/** The same method by the interfaces that only its type implements: standards follow those calls to it. */
function behindInterfaces(index: GoIndex, changed: ChangedDeclaration): ChangedDeclaration[] {
  const { callee } = changed;
  if (!callee?.receiver) return [];
  const { package: path, receiver, name } = callee;
  const found: ChangedDeclaration[] = [];
  for (const file of declaringInterfaces(index)) {
    if (file.mentions?.(`{"name":"${name}","type":"func(`) === false) continue;
    const own = index.packageOf(file.path)?.path ?? '';
    for (const type of own === path ? [] : file.facts.types) {
      if (type.underlying !== 'interface' || !type.methods.some((method) => method.name === name)) continue;
      const actual = implementationOf(index, { package: own, receiver: type.name, name });
      if (actual?.package === path && actual.receiver === receiver) found.push({ ...changed, package: own });
    }
  }
  return found;
}

const declaringInterfaces = rememberedBy((index: GoIndex): readonly PackageFile[] =>
  [...index.allFiles()].filter((file) => !isTest(file.path) && file.mentions?.('"underlying":"interface"') !== false),
);

/** Functions that a changed one newly hands what it reads off a request. */
function givenRequests({ head }: Sides, pairs: readonly FilePair[]): Dependent[] {
  return pairs.flatMap(({ base, head: after, package: path }) => {
    if (!after || isTest(after.path)) return [];
    const was = new Set((base?.facts.functions ?? []).flatMap((fact) => handings(fact).map(({ text }) => text)));
    return after.facts.functions.flatMap((fact) =>
      handings(fact).flatMap(({ handed, text }) => {
        if (was.has(text)) return [];
        const to = resolved(head, after, fact.receiver?.type ?? '', fact.parameters, `${handed.to}#0`);
        const declared = to && head.declaredFunction(to.callee);
        const at = { path: after.path, line: handed.line, endLine: handed.line };
        return declared
          ? [{ ...declared, changed: { package: path, use: useOf(nameOf(fact)), at, callee: null } }]
          : [];
      }),
    );
  });
}

function handings(fact: FunctionFact): { handed: HandedFact; text: string }[] {
  const { receiver, name } = nameOf(fact);
  return (fact.handed ?? []).map((handed) => {
    const { to, position, text } = handed;
    return { handed, text: JSON.stringify([receiver, name, to, position, text]) };
  });
}

function isTest(path: string): boolean {
  return path.endsWith('_test.go');
}

function nameOf({ receiver, name }: FunctionFact): { receiver: string | null; name: string } {
  return { receiver: receiver?.type ?? null, name };
}

function keyOf({ package: path = '', receiver, name }: Omit<Callee, 'package'> & { package?: string }): string {
  return `${path} ${receiver ?? ''}.${name}`;
}

function linesOf({ path }: PackageFile, { line, endLine }: FunctionFact): Lines {
  return { path, line, endLine };
}
