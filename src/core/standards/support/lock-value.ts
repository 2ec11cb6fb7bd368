import type { GoFile } from '../../go/file.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { argumentsFor, followed } from '../../go/types/members.ts';
import type { NamedType, Type } from '../../go/types/type.ts';
import { substitute } from '../../go/types/unify.ts';

/** Types of libraries that hold a lock or say that they must not be copied once used. */
const HOLDERS: Readonly<Record<string, RegExp>> = {
  sync: /^(?:Mutex|RWMutex|WaitGroup|Once|Cond|Pool|Map)$/,
  'sync/atomic': /^(?:Bool|Int32|Int64|Uint32|Uint64|Uintptr|Pointer)$/,
  'crypto/tls': /^Config$/,
  'net/http': /^(?:Server|Transport)$/,
  'database/sql': /^(?:DB|Tx|Stmt|Rows|Conn)$/,
  log: /^Logger$/,
  'golang.org/x/sync/errgroup': /^Group$/,
  'golang.org/x/sync/singleflight': /^Group$/,
  'golang.org/x/time/rate': /^Limiter$/,
  'google.golang.org/protobuf/runtime/protoimpl': /^MessageState$/,
  'google.golang.org/protobuf/internal/impl': /^MessageState$/,
};

const DEEPEST = 6;
const known = new WeakMap<GoIndex, Map<string, string | null>>();

/**
 * The lock within a value of the type, `sync.Mutex`; null when there is none, as far as is known. What a pointer, slice,
 * map, channel, function or interface refers to is not within.
 */
export function lockWithin(file: GoFile, type: Type): string | null {
  return type.kind === 'named' || type.kind === 'array' ? lockIn(file.index, type, DEEPEST) : null;
}

function lockIn(index: GoIndex, given: Type, depth: number): string | null {
  const type = followed(index, given);
  if (type.kind === 'array') return lockIn(index, type.of, depth);
  if (type.kind !== 'named' || type.package === '' || type.local || depth === 0) return null;
  if (HOLDERS[type.package]?.test(type.name))
    return `${type.package.slice(type.package.lastIndexOf('/') + 1)}.${type.name}`;
  if (type.args.length > 0) return lockInDeclared(index, type, depth);
  const answers = known.get(index) ?? new Map<string, string | null>();
  known.set(index, answers);
  const key = `${type.package}.${type.name}`;
  let answer = answers.get(key);
  if (answer === undefined) {
    answers.set(key, null); // where a type refers to itself
    answer = lockInDeclared(index, type, depth);
    answers.set(key, answer);
  }
  return answer;
}

function lockInDeclared(index: GoIndex, type: NamedType, depth: number): string | null {
  const own = index.sourcePackage(type.package);
  const info = own?.type(type.name);
  const fact = own?.typeFact(type.name);
  if (!own || !info || !fact || fact.underlying === 'interface') return null;
  const args = argumentsFor(info, type);
  if (fact.underlying !== 'struct') return lockIn(index, substitute(info.underlying, args), depth - 1);
  const isMarker = fact.fields.length === 0 && fact.embeds.length === 0;
  if (isMarker && own.methodFact(type.name, 'Lock')?.fact.receiver?.pointer && own.methodFact(type.name, 'Unlock'))
    return type.name;
  const parts = [...fact.fields.flatMap(({ name }) => info.field(name) ?? []), ...info.embeds()];
  for (const part of parts) {
    const inner = lockIn(index, substitute(part, args), depth - 1);
    if (inner) return inner;
  }
  return null;
}
