import type { GoIndex } from '../../../go/index/go-index.ts';
import { rememberedBy } from '../../../go/remember.ts';

/** A type with the names of its fields and methods. */
export interface Owner {
  package: string;
  type: string;
  isInterface: boolean;
  members: Set<string>;
}

/** What types of the repository, tests aside, have a field or method of this name. */
export const ownersOfNames: (index: GoIndex) => ReadonlyMap<string, ReadonlySet<Owner>> = rememberedBy(
  (index: GoIndex) => {
    const owners = new Map<string, Owner>();
    const found = new Map<string, Set<Owner>>();
    const ownerOf = (own: string, type: string) => {
      const key = `${own}.${type}`;
      let owner = owners.get(key);
      if (!owner) {
        owner = { package: own, type, isInterface: false, members: new Set() };
        owners.set(key, owner);
      }
      return owner;
    };
    const add = (owner: Owner, name: string) => {
      owner.members.add(name);
      const known = found.get(name);
      if (known) known.add(owner);
      else found.set(name, new Set([owner]));
    };
    for (const file of index.allFiles()) {
      const own = file.path.endsWith('_test.go') ? null : index.packageOf(file.path);
      if (!own) continue;
      for (const { name, underlying, fields, methods } of file.facts.types) {
        const owner = ownerOf(own.path, name);
        owner.isInterface = underlying === 'interface';
        for (const member of [...fields, ...methods]) add(owner, member.name);
      }
      for (const { name, receiver } of file.facts.functions) if (receiver) add(ownerOf(own.path, receiver.type), name);
    }
    return found;
  },
);

/** What may stand for the other: an interface for a type that has all its methods, and the other way round. */
export function areRelated(a: Owner, b: Owner): boolean {
  if (a.isInterface) return [...a.members].every((name) => b.members.has(name));
  return b.isInterface && areRelated(b, a);
}
