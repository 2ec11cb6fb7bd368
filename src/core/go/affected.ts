import type { FileFacts, FunctionFact, TypeFact, ValueFact } from './facts.ts';
import type { Callee } from './file.ts';
import type { GoIndex } from './index/go-index.ts';
import { importsOf, type PackageFile } from './index/source-package.ts';

/** A declaration that reads differently at base and head. */
export interface ChangedDeclaration {
  /** Import path. */
  package: string;
  /** Name, or `.Name` for a method or a type's member. */
  use: string;
  /** Where at head the change is to be seen; null when it is gone. */
  at: Lines | null;
  /** What it is to callers; null for what is no function. */
  callee: Callee | null;
}

/** Lines of a file at head, both included. */
export interface Lines {
  path: string;
  line: number;
  endLine: number;
}

/** The two versions of a file that the change names, with its import path at head. */
export interface FilePair {
  base: PackageFile | null;
  head: PackageFile | null;
  package: string;
}

/** Declarations whose signature or shape the change altered, file pair by file pair. */
export function changedDeclarations(pairs: readonly FilePair[]): ChangedDeclaration[] {
  return pairs.flatMap(({ base, head, package: path }) => {
    const before = base ? shapes(base.facts) : new Map<string, Shape>();
    const after = head ? shapes(head.facts) : new Map<string, Shape>();
    const changed: ChangedDeclaration[] = [];
    for (const name of new Set([...before.keys(), ...after.keys()])) {
      const now = after.get(name);
      const known = before.get(name) ?? now;
      if (!known || before.get(name)?.text === now?.text) continue;
      const at = now && head ? { path: head.path, line: now.line, endLine: now.endLine } : null;
      changed.push({ package: path, use: known.use, at, callee: calleeOf(path, known.fact) });
    }
    return changed;
  });
}

export function calleeOf(path: string, fact: FunctionFact | null): Callee | null {
  return fact && { package: path, receiver: fact.receiver?.type ?? null, name: fact.name };
}

/** `Name` of a function, `.Name` of a method, as `uses` have it. */
export function useOf({ receiver, name }: Pick<Callee, 'name'> & { receiver: unknown }): string {
  return receiver === null ? name : `.${name}`;
}

/** A declaration that names a changed one of its own package or of one that its file imports. */
export interface Dependent {
  file: PackageFile;
  fact: FunctionFact | TypeFact | ValueFact;
  /** What it names. */
  changed: ChangedDeclaration;
}

/** Whoever names something that changed, the files of the change included; each declaration once. */
export function* dependentsOf(index: GoIndex, changed: readonly ChangedDeclaration[]): Generator<Dependent> {
  const byPackage = Map.groupBy(changed, (declaration) => declaration.package);
  if (changed.length === 0) return;
  for (const file of index.allFiles()) {
    const candidates = candidatesIn(index, file, byPackage);
    if (candidates.size === 0) continue;
    const { functions, types, values } = file.facts;
    for (const fact of [...functions, ...types, ...values]) {
      const use = fact.uses.find((one) => candidates.has(one));
      const declaration = use === undefined ? undefined : candidates.get(use);
      if (declaration) yield { file, fact, changed: declaration };
    }
  }
}

/** What changed by the names that the file has for it. */
function candidatesIn(
  index: GoIndex,
  file: PackageFile,
  byPackage: ReadonlyMap<string, ChangedDeclaration[]>,
): Map<string, ChangedDeclaration> {
  const candidates = new Map<string, ChangedDeclaration>();
  const own = index.packageOf(file.path)?.path ?? '';
  const imports = importsOf(file);
  if (!byPackage.has(own) && !imports.some(({ path }) => byPackage.has(path))) return candidates;
  const inTest = isTest(file.path);
  const add = (use: string, declaration: ChangedDeclaration) => {
    // What a test declares is not seen outside of tests.
    if (!inTest && declaration.at && isTest(declaration.at.path)) return;
    if (!candidates.has(use)) candidates.set(use, declaration);
  };
  for (const declaration of byPackage.get(own) ?? []) add(declaration.use, declaration);
  for (const [path, declarations] of byPackage) {
    if (path === own) continue;
    const name = index.nameOfImport({ imports }, path);
    if (name === null) continue;
    for (const declaration of declarations) {
      const bare = declaration.use.startsWith('.') || name === '.';
      add(bare ? declaration.use : `${name}.${declaration.use}`, declaration);
    }
  }
  return candidates;
}

function isTest(path: string): boolean {
  return path.endsWith('_test.go');
}

interface Shape {
  text: string;
  use: string;
  line: number;
  endLine: number;
  fact: FunctionFact | null;
}

function shapes(facts: FileFacts): Map<string, Shape> {
  const found = new Map<string, Shape>();
  for (const fact of facts.functions) {
    const { line, endLine } = fact;
    const name = fact.receiver ? `${fact.receiver.type}.${fact.name}` : fact.name;
    found.set(name, { text: functionShape(fact), use: useOf(fact), line, endLine, fact });
  }
  for (const fact of facts.types) {
    const { line, endLine } = fact;
    found.set(fact.name, { text: typeShape(fact), use: fact.name, line, endLine, fact: null });
    for (const member of [...fact.fields, ...fact.methods])
      found.set(`${fact.name}.${member.name}`, {
        text: member.type,
        use: `.${member.name}`,
        line,
        endLine,
        fact: null,
      });
  }
  for (const fact of facts.values) {
    const { line } = fact;
    found.set(fact.name, { text: valueShape(fact), use: fact.name, line, endLine: line, fact: null });
  }
  return found;
}

function functionShape({ receiver, typeParameters, parameters, results }: FunctionFact): string {
  return JSON.stringify([
    receiver,
    typeParameters,
    parameters.map(({ type }) => type),
    results.map(({ type }) => type),
  ]);
}

function typeShape({ typeParameters, underlying, alias, embeds }: TypeFact): string {
  return JSON.stringify([typeParameters, underlying, alias, embeds]);
}

function valueShape({ constant, type, value }: ValueFact): string {
  return JSON.stringify([constant, type, value]);
}
