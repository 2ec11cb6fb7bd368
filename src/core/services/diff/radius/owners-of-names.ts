import type { GoIndex } from '../../../go/index/go-index.ts';
import { rememberedBy } from '../../../go/remember.ts';

/** A type with the names of its fields and methods. */
export interface Owner {
  package: string;
  type: string;
  isInterface: boolean;
  /** Of its methods alone. */
  methods: Set<string>;
}

/** Names that values of libraries have, too: whose a use is, the name alone does not tell. */
export const COMMON =
  /^(?:Add|Addr|Address|Body|Call|Cancel|Client|Close|Code|Config|Content|Context|Count|Create|Data|Delete|Do|Done|End|Err|Error|Errors|Exec|Execute|Find|Format|Get|Handle|Handler|Header|Headers|Host|ID|Id|Init|Insert|Items?|Key|Keys|Kind|Labels|Len|Limit|List|Load|Lock|Log|Logger|Message|Metadata|Method|Mode|Model|Name|Namespace|New|Next|Offset|Open|Options|Parse|Password|Path|Ping|Port|Process|Publish|Query|Read|Register|Remove|Request|Reset|Response|Result|Run|Save|Scan|Send|Serve|ServeHTTP|Server|Set|Size|Spec|Start|Status|StatusCode|Stop|Store|String|Subject|Sum|Tags?|Text|Time|Timeout|Title|Token|Topic|Type|URI|URL|Unlock|Unwrap|Update|User|Username|Validate|Values?|Version|Wait|Write)$/;

/** What types of the repository, tests aside, have a field or method of this name. */
export const ownersOfNames: (index: GoIndex) => ReadonlyMap<string, ReadonlySet<Owner>> = rememberedBy(
  (index: GoIndex) => {
    const owners = new Map<string, Owner>();
    const found = new Map<string, Set<Owner>>();
    const ownerOf = (own: string, type: string) => {
      const key = `${own}.${type}`;
      let owner = owners.get(key);
      if (!owner) {
        owner = { package: own, type, isInterface: false, methods: new Set() };
        owners.set(key, owner);
      }
      return owner;
    };
    const add = (owner: Owner, name: string) => {
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
        for (const { name: method } of methods) owner.methods.add(method);
        for (const member of [...fields, ...methods]) add(owner, member.name);
      }
      for (const { name, receiver } of file.facts.functions) {
        if (!receiver) continue;
        const owner = ownerOf(own.path, receiver.type);
        owner.methods.add(name);
        add(owner, name);
      }
    }
    return found;
  },
);

/**
 * What may stand for the other: an interface for a type that has all its methods, and the other way round. One of few
 * methods has many types by chance.
 */
export function areRelated(a: Owner, b: Owner): boolean {
  if (!a.isInterface) return b.isInterface && areRelated(b, a);
  const isTelling = a.methods.size > 1 || ![...a.methods].some((name) => COMMON.test(name));
  return isTelling && [...a.methods].every((name) => b.methods.has(name));
}
