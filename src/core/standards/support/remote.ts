import type { FunctionFact } from '../../go/facts.ts';
import type { Callee, GoFile } from '../../go/file.ts';
import type { DeclaredFunction, GoIndex } from '../../go/index/go-index.ts';
import { rememberedBy } from '../../go/remember.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { type FunctionType, isContext, isNamed } from '../../go/types/type.ts';
import { type Body, bodyOf } from './body.ts';
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
  const declared = index.declaredFunction(callee);
  if (!declared) return null;
  const known = WITHIN(index);
  const found = known.get(declared.fact) ?? { remote: within(index, callee, DEEPEST, new Set()) };
  known.set(declared.fact, found);
  return found.remote;
}

const WITHIN = rememberedBy((_index: GoIndex) => new Map<FunctionFact, { remote: Remote | null }>());

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
  const name = callee.receiver === null ? callee.name : `${callee.receiver}.${callee.name}`;
  const body = bodyOf(index, own, declared);
  const kind = sends(index, declared, body);
  if (kind !== null) return { kind, way: [name] };
  for (const next of body.used) {
    const found = within(index, next, depth - 1, seen);
    if (found) return { kind: found.kind, way: [name, ...found.way] };
  }
  return null;
}

/** What the function itself sends, by what it uses: `http.Get`, or `Do` of a client with a request that it builds. */
function sends(index: GoIndex, { fact, file }: DeclaredFunction, body: Body): Remote['kind'] | null {
  const http = index.nameOfImport(file.facts, 'net/http');
  if (http !== null) {
    const uses = (name: string) => fact.uses.includes(`${http}.${name}`);
    if (['Get', 'Post', 'PostForm', 'Head'].some(uses)) return 'HTTP request';
    if (fact.uses.includes('.Do') && ['NewRequest', 'NewRequestWithContext'].some(uses)) return 'HTTP request';
  }
  for (const { method } of body.fieldMethods) if (isRpc(method)) return 'gRPC call';
  return null;
}
