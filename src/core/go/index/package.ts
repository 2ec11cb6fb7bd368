import type { FunctionType, Type } from '../types/type.ts';

/** A package as others see it, whether its source is in the repository or only its signatures are known. */
export interface GoPackage {
  path: string;
  name: string;
  member(name: string): Member | null;
  type(name: string): TypeInfo | null;
}

/** A package-level function, variable or constant. Types go through `type`. */
export type Member =
  | { kind: 'func'; type: FunctionType; at: Place | null }
  | { kind: 'var' | 'const'; type: Type; value: string | null; at: Place | null };

export interface TypeInfo {
  package: string;
  name: string;
  parameters: readonly string[];
  /** What it is an alias of; null for a defined type. */
  alias: Type | null;
  /** `struct` and `interface` types have members; else the underlying type. */
  underlying: Type;
  field(name: string): Type | null;
  /** Declared by the type itself (or listed by the interface); embedded ones are followed by `findMember`. */
  method(name: string): Method | null;
  embeds(): readonly Type[];
  at: Place | null;
}

export interface Method {
  type: FunctionType;
  pointer: boolean;
  at: Place | null;
}

/** Where something is declared in the repository. */
export interface Place {
  path: string;
  line: number;
}

/** Packages whose source is not in the repository, by import path. */
export interface ExternalPackages {
  lookup(path: string): GoPackage | null;
}
