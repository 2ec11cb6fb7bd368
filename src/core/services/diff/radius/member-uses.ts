import type { FunctionFact, TypeFact, ValueFact } from '../../../go/facts.ts';
import type { GoIndex } from '../../../go/index/go-index.ts';
import { importsOf, type PackageFile } from '../../../go/index/source-package.ts';
import type { ChangedMember } from './members.ts';
import { areRelated, COMMON, type Owner, ownersOfNames } from './owners-of-names.ts';

/** A declaration that uses something that changed. */
export interface Use {
  path: string;
  line: number;
}

/**
 * Who uses a changed member from another package. A name tells whose it is where no other type of the repository has one
 * of that name; else only a declaration counts that names the type as well. Who implements an interface uses it.
 */
export function usesOf(member: ChangedMember, { base, head }: { base: GoIndex; head: GoIndex }): Use[] {
  // What is gone at head has its relatives at base.
  const owners = [base, head].flatMap((index) =>
    member.members.flatMap((name) => [...(ownersOfNames(index).get(name) ?? [])]),
  );
  const own = owners.filter((owner) => owner.package === member.package && owner.type === member.type);
  const related = owners.filter((owner) => own.includes(owner) || own.some((one) => areRelated(one, owner)));
  const isTelling = !member.members.some((name) => COMMON.test(name)) && related.length === owners.length;
  const packages = new Set([member.package, ...related.map((owner) => owner.package)]);
  const uses = new Set(member.members.map((name) => `.${name}`));
  const found: Use[] = [];
  for (const file of filesSeeing(head, packages, member.package)) {
    const named = isTelling ? null : namesIn(head, file, [{ package: member.package, type: member.type }, ...related]);
    const { functions, types, values } = file.facts;
    for (const fact of [...functions, ...types, ...values])
      if (
        implementsIt(fact, file, member, related, head) ||
        (fact.uses.some((use) => uses.has(use)) && speaksOf(fact, named))
      )
        found.push({ path: file.path, line: fact.line });
  }
  return found;
}

/** Files of other packages that import one of these. */
function* filesSeeing(index: GoIndex, packages: ReadonlySet<string>, own: string): Generator<PackageFile> {
  const seen = new Set<PackageFile>();
  for (const path of packages) {
    // An interface is implemented and used beside itself, too.
    const inside = path === own ? [] : (index.sourcePackage(path)?.files ?? []);
    for (const file of [...index.importers(path), ...inside]) {
      if (seen.has(file) || file.path.endsWith('_test.go') || file.facts.generated) continue;
      seen.add(file);
      if (index.packageOf(file.path)?.path !== own) yield file;
    }
  }
}

/** What the file calls these types. */
export function namesIn(
  index: GoIndex,
  file: PackageFile,
  owners: readonly Pick<Owner, 'package' | 'type'>[],
): ReadonlySet<string> {
  const imports = importsOf(file);
  const here = index.packageOf(file.path)?.path;
  return new Set(
    owners.flatMap(({ package: path, type }) => {
      if (path === here) return [type];
      const alias = index.nameOfImport({ imports }, path);
      return alias === null ? [] : [alias === '.' ? type : `${alias}.${type}`];
    }),
  );
}

type Fact = FunctionFact | TypeFact | ValueFact;

function speaksOf(fact: Fact, named: ReadonlySet<string> | null): boolean {
  if (named === null || fact.uses.some((use) => named.has(use))) return true;
  return 'receiver' in fact && fact.receiver !== null && named.has(fact.receiver.type);
}

/** A method of this name, of a type that has the others of the interface. */
function implementsIt(
  fact: Fact,
  file: PackageFile,
  { kind, members }: ChangedMember,
  related: readonly Owner[],
  index: GoIndex,
): boolean {
  if (kind !== 'interface method' || !('receiver' in fact) || !fact.receiver || !members.includes(fact.name))
    return false;
  const here = index.packageOf(file.path)?.path;
  const type = fact.receiver.type;
  return related.some((owner) => !owner.isInterface && owner.package === here && owner.type === type);
}
