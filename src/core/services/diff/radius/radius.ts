import type { ChangedMessage } from '../../../contracts/proto/changed-messages.ts';
import type { FilePair } from '../../../go/affected.ts';
import type { GoIndex } from '../../../go/index/go-index.ts';
import type { Affected } from '../../../standards/spread.ts';
import { declarationsOf } from '../../reach/declarations.ts';
import type { ServiceNode } from '../../service-map.ts';
import { type Use, usesOf } from './member-uses.ts';
import { type ChangedMember, changedMembers } from './members.ts';
import { membersOfMessages, usesOfMessage } from './messages.ts';
import { declaredAt, running } from './running.ts';

/** Who feels that something exported reads, or behaves, differently now. */
export interface Radius {
  kind: 'declaration' | 'message' | ChangedMember['kind'];
  /** `orders.Total`, `orders.Order.Lines`; of messages their full name. */
  name: string;
  change: ChangedMember['change'];
  /** Where it stands at head, or where its package does; what is gone stands nowhere. */
  at: { path: string; line: number } | null;
  /** Declarations outside its package that name it. */
  callers: number;
  /** Some of them, in order. */
  places: readonly { path: string; line: number }[];
  /** Services that run one of them. */
  services: readonly string[];
  /** Of the callers' files, by CODEOWNERS. */
  owners: readonly string[];
}

const MOST = 20;
const MOST_PLACES = 5;
/** Callers whose services are looked for. */
const MOST_ASKED = 200;
/** Members whose uses are looked for. */
const MOST_MEMBERS = 200;

export interface Around {
  base: GoIndex;
  index: GoIndex;
  services: readonly ServiceNode[];
  affected: ReadonlyMap<string, readonly Affected[]>;
  /** The Go files that changed. */
  pairs: readonly FilePair[];
  /** Messages of .proto files that did. */
  messages: readonly ChangedMessage[];
  owners: (path: string) => readonly string[];
}

type Felt = Pick<Radius, 'kind' | 'name' | 'change' | 'at'> & { uses: readonly Use[] };

/** What is exported and changed, with whoever names it from elsewhere; what most do first. */
export function radiusOf(around: Around): Radius[] {
  const { index, services, owners } = around;
  const most = [...feltDeclarations(around), ...feltMembers(around), ...feltMessages(around)]
    .toSorted((a, b) => b.uses.length - a.uses.length)
    .slice(0, MOST);
  const run = running(index, services);
  return most.map(({ uses, ...felt }) => ({
    ...felt,
    callers: uses.length,
    places: uses.slice(0, MOST_PLACES).map(({ path, line }) => ({ path, line })),
    services: run(uses.slice(0, MOST_ASKED).flatMap((use) => declaredAt(index, use))),
    owners: [...new Set([...new Set(uses.map(({ path }) => path))].flatMap(owners))].sort(),
  }));
}

/** Functions, types and values: their names tell whose they are. */
function feltDeclarations({ base, index, affected }: Around): Felt[] {
  const callers = [...affected].flatMap(([path, all]) =>
    path.endsWith('_test.go') ? [] : all.map((one) => ({ path, ...one })),
  );
  const outside = callers.filter(
    ({ path, changed }) =>
      /^\p{Lu}/u.test(changed.use) && index.packageOf(path)?.path !== changed.package && isKnown(changed, base),
  );
  const groups = Map.groupBy(outside, ({ changed }) => `${changed.package} ${changed.use}`);
  return [...groups.values()].flatMap((uses): Felt[] => {
    const [first] = uses;
    if (!first) return [];
    const { package: path, use, at } = first.changed;
    const change = at ? 'changed' : 'removed';
    return [
      { kind: 'declaration', name: `${lastOf(path)}.${use}`, change, at: at && { path: at.path, line: at.line }, uses },
    ];
  });
}

function isKnown({ package: path, use }: Affected['changed'], base: GoIndex): boolean {
  const own = base.sourcePackage(path);
  return own !== null && own !== undefined && declarationsOf(own).byName.has(use);
}

/** Fields and methods, and those of messages by the names that generated code gives them. */
function feltMembers({ base, index, pairs, messages }: Around): Felt[] {
  const described = membersOfMessages(messages, base);
  const known = new Set(described.flatMap((one) => one.members.map((name) => keyOf(one, name))));
  const own = changedMembers(pairs).filter((one) => !known.has(keyOf(one, one.name)));
  return [...described, ...own].slice(0, MOST_MEMBERS).flatMap((member): Felt[] => {
    const uses = usesOf(member, { base, head: index });
    if (uses.length === 0) return [];
    const { kind, change, at } = member;
    const name = member.message ?? `${lastOf(member.package)}.${member.type}.${member.name}`;
    return [{ kind, name, change, at, uses }];
  });
}

/** Messages that are gone. */
function feltMessages({ base, index, messages }: Around): Felt[] {
  return messages.flatMap((one): Felt[] => {
    if (one.field !== null) return [];
    const uses = usesOfMessage(one, { base, head: index });
    return uses.length === 0 ? [] : [{ kind: 'message', name: one.message, change: one.change, at: one.at, uses }];
  });
}

function keyOf({ package: own, type }: Pick<ChangedMember, 'package' | 'type'>, name: string): string {
  return `${own} ${type}.${name}`;
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
