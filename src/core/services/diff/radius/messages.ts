import type { ChangedMessage } from '../../../contracts/proto/changed-messages.ts';
import type { GoIndex } from '../../../go/index/go-index.ts';
import { rememberedBy } from '../../../go/remember.ts';
import { namesIn, type Use } from './member-uses.ts';
import type { ChangedMember } from './members.ts';

/** Fields of messages as members of what generated code makes of them; `message` is what they are called there. */
export function membersOfMessages(messages: readonly ChangedMessage[], base: GoIndex): ChangedMember[] {
  return messages.flatMap(({ message, field, change, at, go }) => {
    const path = packageOf(go, base);
    if (field === null || path === null) return [];
    const { type, members } = go;
    return [
      {
        ...{ kind: 'message field' as const, package: path, type, name: members[0] ?? field, members },
        ...{ change, at, message: `${message}.${field}` },
      },
    ];
  });
}

/** Who names a message that is gone. */
export function usesOfMessage({ go }: ChangedMessage, { base, head }: { base: GoIndex; head: GoIndex }): Use[] {
  const path = packageOf(go, base);
  if (path === null) return [];
  return head.importers(path).flatMap((file) => {
    if (file.facts.generated) return [];
    const named = namesIn(head, file, [{ package: path, type: go.type }]);
    const { functions, types, values } = file.facts;
    return [...functions, ...types, ...values].flatMap(({ uses, line }) =>
      uses.some((use) => named.has(use)) ? [{ path: file.path, line }] : [],
    );
  });
}

/** Where code was generated: what the file says, or the only package of generated code that has such a type. */
function packageOf({ package: said, type }: ChangedMessage['go'], index: GoIndex): string | null {
  if (said?.includes('/')) return said;
  const [only, ...others] = generatedTypes(index).get(type) ?? [];
  return only !== undefined && others.length === 0 ? only : null;
}

const generatedTypes = rememberedBy((index: GoIndex): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>();
  for (const file of index.allFiles()) {
    if (!file.path.endsWith('.pb.go')) continue;
    const own = index.packageOf(file.path)?.path;
    for (const { name, underlying } of own === undefined ? [] : file.facts.types)
      if (own !== undefined && underlying === 'struct') found.set(name, (found.get(name) ?? new Set()).add(own));
  }
  return found;
});
