import type { FunctionFact } from '../../go/facts.ts';
import type { Callee, GoFile } from '../../go/file.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { TypeInfo } from '../../go/index/package.ts';
import type { PackageFile, SourcePackage } from '../../go/index/source-package.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { findMember } from '../../go/types/members.ts';
import { deref, type FunctionType, isContext, isNamed, type Type } from '../../go/types/type.ts';
import { libraryCallee } from './messages.ts';
import { signatureOf } from './sources.ts';

/** A call that waits for another process, and the functions on the way to it. */
export interface Remote {
  kind: 'HTTP request' | 'gRPC call' | 'AWS request' | 'mail';
  /** Functions of the repository gone through, the first called one first; empty when the call is it. */
  way: readonly string[];
}

const REQUESTS = /^(?:Do|Get|Post|PostForm|Head|Put|Patch|Delete|Execute|Send)$/;
const DEEPEST = 4;

/** The other process that a call waits for, functions of the repository followed; null when there is none known. */
export function remoteBehind(file: GoFile, call: NodeId): Remote | null {
  const direct = remoteCall(file, call);
  if (direct !== null) return { kind: direct, way: [] };
  const callee = file.callee(call);
  if (!callee) return null;
  return remoteWithin(file.index, callee);
}

/** The other process that a function of the repository waits for; null when there is none known. */
export function remoteWithin(index: GoIndex, callee: Callee): Remote | null {
  return within(index, callee, DEEPEST, new Set());
}

function remoteCall(file: GoFile, call: NodeId): Remote['kind'] | null {
  const callee = libraryCallee(file, call);
  if (!callee) return null;
  const { package: path, receiver, name } = callee;
  if (path === 'net/http' && REQUESTS.test(name) && (receiver === null || receiver === 'Client')) return 'HTTP request';
  if (/^github\.com\/go-resty\/resty\/v\d+$|^resty\.dev\/v\d+$/.test(path) && receiver === 'Request')
    return REQUESTS.test(name) ? 'HTTP request' : null;
  if (/^github\.com\/aws\/aws-sdk-go-v2\/service\//.test(path) && receiver === 'Client') return 'AWS request';
  if ((path === 'net/smtp' && name === 'SendMail') || name === 'DialAndSend') return 'mail';
  const signature = signatureOf(file.index, callee);
  return signature && isRpc(signature) ? 'gRPC call' : null;
}

/** `Place(ctx, in, opts ...grpc.CallOption)` of a generated client. */
export function isRpc({ parameters, variadic }: FunctionType): boolean {
  const last = parameters.at(-1);
  if (!variadic || last === undefined || !parameters[0] || !isContext(parameters[0])) return false;
  const option = last.kind === 'slice' ? last.of : last;
  return isNamed(option, 'google.golang.org/grpc', 'CallOption');
}

function within(index: GoIndex, callee: Callee, depth: number, seen: Set<FunctionFact>): Remote | null {
  const declared = index.declaredFunction(callee);
  const own = index.sourcePackage(callee.package);
  if (!declared || !own || depth === 0 || seen.has(declared.fact) || declared.file.facts.generated) return null;
  seen.add(declared.fact);
  const { fact, file } = declared;
  const name = callee.receiver === null ? callee.name : `${callee.receiver}.${callee.name}`;
  const kind = sends(index, own, fact, file);
  if (kind !== null) return { kind, way: [name] };
  for (const next of functionsUsed(index, own, fact, file)) {
    const found = within(index, next, depth - 1, seen);
    if (found) return { kind: found.kind, way: [name, ...found.way] };
  }
  return null;
}

/** What the function itself sends, by what it uses: `http.Get`, or `Do` of a client with a request that it builds. */
function sends(index: GoIndex, own: SourcePackage, fact: FunctionFact, file: PackageFile): Remote['kind'] | null {
  const http = index.nameOfImport(file.facts, 'net/http');
  if (http !== null) {
    const uses = (name: string) => fact.uses.includes(`${http}.${name}`);
    if (['Get', 'Post', 'PostForm', 'Head'].some(uses)) return 'HTTP request';
    if (fact.uses.includes('.Do') && ['NewRequest', 'NewRequestWithContext'].some(uses)) return 'HTTP request';
  }
  for (const { method } of fieldMethods(index, own, fact)) if (isRpc(method)) return 'gRPC call';
  return null;
}

/** Functions that a function calls, where its facts tell which: its package's, another's, those of its own type and fields. */
export function* functionsUsed(
  index: GoIndex,
  own: SourcePackage,
  fact: FunctionFact,
  file: PackageFile,
): Generator<Callee> {
  const { receiver } = fact;
  for (const use of fact.uses) {
    const [first = '', name] = use.split('.');
    if (name === undefined) {
      if (own.function(use)) yield { package: own.path, receiver: null, name: use };
    } else if (first !== '') {
      const path = index.qualifier(file.facts, first);
      if (path !== null && index.sourcePackage(path)?.function(name)) yield { package: path, receiver: null, name };
    } else if (receiver && own.methodFact(receiver.type, name)) {
      yield { package: own.path, receiver: receiver.type, name };
    }
  }
  for (const { callee } of fieldMethods(index, own, fact)) yield callee;
}

/** Methods that the function uses and that exactly one field of its receiver has. */
function fieldMethods(
  index: GoIndex,
  own: SourcePackage,
  fact: FunctionFact,
): { callee: Callee; method: FunctionType }[] {
  const info = fact.receiver ? own.type(fact.receiver.type) : null;
  const fields = info ? fieldTypes(info, fact) : [];
  return fact.uses.flatMap((use) => {
    const name = use.startsWith('.') ? use.slice(1) : '';
    if (!/^[A-Z]/.test(name)) return [];
    const having = fields.flatMap((type) => {
      const member = findMember(index, type, name);
      return member?.method && member.type.kind === 'func' ? [{ owner: member.owner, method: member.type }] : [];
    });
    const [only, ...others] = having;
    if (!only || others.length > 0) return [];
    return [{ callee: { package: only.owner.package, receiver: only.owner.name, name }, method: only.method }];
  });
}

/** Types of the receiver's fields that the function uses. */
function fieldTypes(info: TypeInfo, fact: FunctionFact): Type[] {
  return fact.uses.flatMap((use) => {
    const type = use.startsWith('.') ? info.field(use.slice(1)) : null;
    return type && deref(type).kind === 'named' ? [type] : [];
  });
}
