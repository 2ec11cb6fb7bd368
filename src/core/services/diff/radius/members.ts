import type { FilePair } from '../../../go/affected.ts';
import type { FunctionFact, TypeFact } from '../../../go/facts.ts';
import type { PackageFile } from '../../../go/index/source-package.ts';

/** A member of an exported type that reads differently now. */
export interface ChangedMember {
  kind: 'method' | 'field' | 'interface method' | 'message field';
  /** Import path of the package that declares the type. */
  package: string;
  type: string;
  /** As it is shown: `Total`. */
  name: string;
  /** By any of these it is used. */
  members: readonly string[];
  /** Full name, of a field of a message: `shop.v1.Order.sku`. */
  message?: string;
  change: 'added' | 'removed' | 'changed';
  /** Null for what is gone with its type. */
  at: { path: string; line: number } | null;
}

interface Known extends Pick<ChangedMember, 'kind' | 'package' | 'type' | 'name'> {
  text: string;
  /** Who implements what generated code asks for embeds what answers for the rest. */
  isGenerated: boolean;
  at: { path: string; line: number };
}

type Told = Omit<Known, 'isGenerated'>;

/** Fields and methods of exported types, by what the change makes of them. What is new only concerns who implements. */
export function changedMembers(pairs: readonly FilePair[]): ChangedMember[] {
  const before = new Map(pairs.flatMap(({ base, package: own }) => (base ? membersOf(base, own) : [])));
  const after = new Map(pairs.flatMap(({ head, package: own }) => (head ? membersOf(head, own) : [])));
  const typesBefore = new Set([...before.values()].map(({ package: own, type }) => `${own} ${type}`));
  const types = new Map(pairs.flatMap(({ head, package: own }) => (head ? typesOf(head, own) : [])));
  const told = (
    { kind, package: own, type, name }: Known,
    change: ChangedMember['change'],
    at: ChangedMember['at'],
  ) => ({
    ...{ kind, package: own, type, name, members: [name] },
    change,
    at,
  });
  return [
    ...[...before].flatMap(([key, was]): ChangedMember[] => {
      const now = after.get(key);
      if (!now) return [told(was, 'removed', types.get(`${was.package} ${was.type}`) ?? null)];
      return now.text === was.text ? [] : [told(now, 'changed', now.at)];
    }),
    ...[...after].flatMap(([key, now]): ChangedMember[] => {
      const isNewType = !typesBefore.has(`${now.package} ${now.type}`);
      return now.kind === 'interface method' && !now.isGenerated && !before.has(key) && !isNewType
        ? [told(now, 'added', now.at)]
        : [];
    }),
  ];
}

const EXPORTED = /^\p{Lu}/u;

function keyOf({ package: own, type, name }: Pick<Known, 'package' | 'type' | 'name'>): string {
  return `${own} ${type}.${name}`;
}

function typesOf({ path, facts }: PackageFile, own: string): [string, Known['at']][] {
  return facts.types.map(({ name, line }) => [`${own} ${name}`, { path, line }]);
}

function membersOf({ path, facts }: PackageFile, own: string): [string, Known][] {
  if (path.endsWith('_test.go')) return [];
  const known = [
    ...facts.types.flatMap((type) => ofType(type, path, own)),
    ...facts.functions.flatMap((fact) => ofMethod(fact, path, own)),
  ];
  return known
    .filter(({ type, name }) => EXPORTED.test(type) && EXPORTED.test(name))
    .map((member) => [keyOf(member), { ...member, isGenerated: facts.generated }]);
}

function ofType(
  { name: type, underlying, fields, methods, line, endLine }: TypeFact,
  path: string,
  own: string,
): Told[] {
  const members = underlying === 'interface' ? methods : fields;
  const kind = underlying === 'interface' ? 'interface method' : 'field';
  const isOneEach = endLine - line - 1 === members.length;
  return members.map(({ name, type: text }, at) => ({
    ...{ kind, package: own, type, name, text },
    at: { path, line: isOneEach ? line + 1 + at : line },
  }));
}

function ofMethod({ name, receiver, parameters, results, line }: FunctionFact, path: string, own: string): Told[] {
  if (!receiver) return [];
  const text = JSON.stringify([parameters.map((one) => one.type), results.map((one) => one.type)]);
  return [{ kind: 'method', package: own, type: receiver.type, name, text, at: { path, line } }];
}
