import type { FileFacts, FunctionFact, TypeFact, ValueFact } from './facts.ts';
import type { GoIndex } from './index/go-index.ts';
import type { PackageFile } from './index/source-package.ts';

/** A declaration that reads differently at base and head. */
export interface ChangedDeclaration {
  /** Import path. */
  package: string;
  /** Name, or `.Name` for a method or a type's member. */
  use: string;
  /** Where it stands at head; null when it is gone. */
  at: { path: string; line: number } | null;
}

/** Declarations whose signature or shape the change altered, file pair by file pair. */
export function changedDeclarations(
  pairs: readonly { base: PackageFile | null; head: PackageFile | null; package: string }[],
): ChangedDeclaration[] {
  return pairs.flatMap(({ base, head, package: path }) => {
    const before = base ? shapes(base.facts) : new Map<string, Shape>();
    const after = head ? shapes(head.facts) : new Map<string, Shape>();
    const changed: ChangedDeclaration[] = [];
    for (const name of new Set([...before.keys(), ...after.keys()])) {
      const now = after.get(name);
      if (before.get(name)?.text === now?.text) continue;
      const at = now && head ? { path: head.path, line: now.line } : null;
      changed.push({ package: path, use: before.get(name)?.use ?? now?.use ?? name, at });
    }
    return changed;
  });
}

/**
 * Files outside the change whose meaning may differ because of it: those that name a changed declaration of their own
 * package or of one they import, with the declaration that is why.
 */
export function affectedFiles(
  index: GoIndex,
  changed: readonly ChangedDeclaration[],
  isChanged: (path: string) => boolean,
): Map<string, ChangedDeclaration> {
  const byPackage = Map.groupBy(changed, (declaration) => declaration.package);
  const found = new Map<string, ChangedDeclaration>();
  if (changed.length === 0) return found;
  for (const file of index.allFiles()) {
    if (isChanged(file.path)) continue;
    const own = index.packageOf(file.path)?.path ?? '';
    const reason = reasonIn(index, file, own, byPackage);
    if (reason) found.set(file.path, reason);
  }
  return found;
}

function reasonIn(
  index: GoIndex,
  file: PackageFile,
  own: string,
  byPackage: ReadonlyMap<string, ChangedDeclaration[]>,
): ChangedDeclaration | null {
  const candidates: { uses: string; declaration: ChangedDeclaration }[] = [];
  for (const declaration of byPackage.get(own) ?? []) candidates.push({ uses: declaration.use, declaration });
  for (const [path, declarations] of byPackage) {
    if (path === own || !index.mayImport(file, path)) continue;
    const name = index.nameOfImport(file.facts, path);
    if (name === null) continue;
    for (const declaration of declarations) {
      const bare = declaration.use.startsWith('.') || name === '.';
      const qualified = bare ? declaration.use : `${name}.${declaration.use}`;
      candidates.push({ uses: qualified, declaration });
    }
  }
  if (candidates.length === 0) return null;
  const uses = usesOf(file.facts);
  return candidates.find((candidate) => uses.has(candidate.uses))?.declaration ?? null;
}

function usesOf(facts: FileFacts): Set<string> {
  return new Set([...facts.functions, ...facts.types, ...facts.values].flatMap(({ uses }) => uses));
}

interface Shape {
  text: string;
  use: string;
  line: number;
}

function shapes(facts: FileFacts): Map<string, Shape> {
  const found = new Map<string, Shape>();
  for (const fact of facts.functions) {
    const name = fact.receiver ? `${fact.receiver.type}.${fact.name}` : fact.name;
    found.set(name, { text: functionShape(fact), use: fact.receiver ? `.${fact.name}` : fact.name, line: fact.line });
  }
  for (const fact of facts.types) {
    found.set(fact.name, { text: typeShape(fact), use: fact.name, line: fact.line });
    for (const member of [...fact.fields, ...fact.methods])
      found.set(`${fact.name}.${member.name}`, { text: member.type, use: `.${member.name}`, line: fact.line });
  }
  for (const fact of facts.values) found.set(fact.name, { text: valueShape(fact), use: fact.name, line: fact.line });
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
