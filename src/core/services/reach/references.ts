import type { FileFacts, TypeFact } from '../../go/facts.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { SourcePackage } from '../../go/index/source-package.ts';
import { type Declaration, declarationsOf } from './declarations.ts';

/** What a declaration refers to. */
export interface References {
  /** In their order: declarations of the repository, and names of methods that are called on something. */
  to: readonly (Declaration | string)[];
  /** Packages outside of the repository whose code is given servers to call. */
  callers: readonly string[];
}

/** Generated code of another module takes an implementation: `pb.RegisterStockServer(s, impl)`. */
const TAKES_SERVER = /^(?:Register\w*(?:Server|Handler|Service)|New\w+(?:Server|Handler))$/;

const KNOWN = new WeakMap<Declaration, References>();

/** All that a declaration refers to: worked out once for all programs that reach it. */
export function referencesOf(index: GoIndex, declaration: Declaration): References {
  let found = KNOWN.get(declaration);
  if (!found) {
    found = resolved(index, declaration, usesOf(declaration));
    KNOWN.set(declaration, found);
  }
  return found;
}

/** What of that these uses lead to. */
export function resolved(index: GoIndex, declaration: Declaration, uses: readonly string[]): References {
  const { package: own, file } = declaration;
  const to: (Declaration | string)[] = [];
  const callers: string[] = [];
  for (const use of uses) {
    const dot = use.indexOf('.');
    const name = use.slice(dot + 1);
    if (dot === 0) to.push(name);
    else if (dot < 0) to.push(...named(index, own, file.facts, use));
    else {
      const path = index.qualifier(file.facts, use.slice(0, dot));
      const imported = path === null ? null : index.sourcePackage(path);
      if (imported) to.push(...declared(imported, name));
      else if (path !== null && TAKES_SERVER.test(name)) callers.push(path, ...aboveConnect(path));
    }
  }
  // A method's receiver is a type that is there.
  if (declaration.is === 'function' && declaration.fact.receiver)
    to.push(...named(index, own, file.facts, declaration.fact.receiver.type));
  return { to, callers };
}

export function usesOf({ is, fact }: Declaration): readonly string[] {
  return is === 'type' ? withoutHeld(fact) : fact.uses;
}

/** Connect keeps the messages in the package above: `auth/v1` of `auth/v1/authv1connect`. */
function aboveConnect(path: string): string[] {
  return /\/\w+connect$/.test(path) ? [path.slice(0, path.lastIndexOf('/'))] : [];
}

function named(index: GoIndex, own: SourcePackage, facts: FileFacts, name: string): readonly Declaration[] {
  const found = declarationsOf(own).byName.get(name);
  if (found) return found;
  const path = index.dotImport(facts, name);
  const imported = path === null ? null : index.sourcePackage(path);
  return imported ? declared(imported, name) : [];
}

function declared(own: SourcePackage, name: string): readonly Declaration[] {
  return declarationsOf(own).byName.get(name) ?? [];
}

/**
 * What a type refers to but by fields that may hold a pointer: what they hold is made elsewhere, or is not there. What
 * has a tag may be made by a library.
 */
function withoutHeld({ uses, underlying, fields, embeds }: TypeFact): readonly string[] {
  if (underlying !== 'struct') return uses;
  const held = fields.filter(({ type, tag }) => tag === null && /^\*[\w.]+$/.test(type));
  if (held.length === 0) return uses;
  const rest = [...fields.filter((field) => !held.includes(field)).map(({ type }) => type), ...embeds].join(' ');
  const needed = new Set(rest.match(/[\p{L}\p{N}_.]+/gu));
  const spared = new Set(held.map(({ type }) => type.slice(1)).filter((type) => !needed.has(type)));
  return uses.filter((use) => !spared.has(use));
}
