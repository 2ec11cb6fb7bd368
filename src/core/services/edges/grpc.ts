import type { GoIndex } from '../../go/index/go-index.ts';
import type { Expression } from '../wire/expression.ts';
import { lastName } from './by-key.ts';
import { type Context, namedType, typeOf } from './context.ts';
import type { Exchange, Offer } from './found.ts';
import type { Site } from './sites.ts';
import { described, gateway, registered, type Stub, serviceName, stubOf } from './stubs.ts';
import { unique, type Values } from './values.ts';

/** Served by libraries for whoever runs the process. */
const UTILITY = /^Health$|^grpc\.(?:health|reflection|channelz)\.|\/(?:health|reflection|channelz)\/grpc_\w+\.\w+$/;

/** The services that a call offers, by full name. */
export function offerOf(index: GoIndex, site: Site): Offer | null {
  if (!mayOffer(site)) return null;
  const { named, args, context } = site;
  if (!named) return null;
  let stub = registered(index, named, args.length || 1);
  for (const arg of args) stub ??= described(arg, context);
  if (!stub) return null;
  const serves = serviceName(index, stub);
  return UTILITY.test(serves) ? null : { serves, through: stub.package, site };
}

/** By its text, which spares most sites being resolved. */
function mayOffer({ isLiteral, fact: { call, args } }: Site): boolean {
  return !isLiteral && (/^(?:Register|New)/.test(lastName(call)) || args.some((arg) => arg.includes('erviceDesc')));
}

/** A call on a stub, or its construction. */
export function grpcExchange(index: GoIndex, site: Site, values: Values): Exchange | null {
  const { named, fact, callee, context, args } = site;
  if (!named || fact.call.endsWith('{}')) return null;
  if (named.receiver !== null && callee.is === 'select' && /^\p{Lu}/u.test(named.name)) {
    const stub = stubBehind(index, callee.of, site);
    if (!stub) return null;
    return exchange(index, stub, site, 'called', named.name, values.texts(callee.of, context));
  }
  if (named.receiver !== null) return null;
  const constructed = constructedStub(index, site);
  if (constructed) return exchange(index, constructed, site, 'wired', null, addressesOf(args, context, values));
  const passed = gateway(named, args.length);
  if (passed && stubOf(index, `${passed.package}.${passed.service}Client`))
    return exchange(index, passed, site, 'called', null, addressesOf(args, context, values));
  return null;
}

function addressesOf(args: readonly Expression[], context: Context, values: Values): string[] {
  return unique(args.flatMap((arg) => values.texts(arg, context)));
}

function constructedStub(index: GoIndex, { named, fact, args }: Site): Stub | null {
  const [, client] = /^New(\w+?)(?:Protobuf|JSON)?(?:Client)?$/.exec(named?.name ?? '') ?? [];
  if (!named || client === undefined || fact.call.endsWith('{}')) return null;
  // A stub is made with a connection.
  if (args.length === 0) return null;
  const whole = named.name.slice(3).replace(/(?:Protobuf|JSON)Client$/, '');
  return stubOf(index, `${named.package}.${whole}`);
}

/** The stub that a method is called on, or that an interface of one's own stands for. */
function stubBehind(index: GoIndex, receiver: Expression, { named, context }: Site): Stub | null {
  const direct = named?.receiver ? stubOf(index, `${named.package}.${named.receiver}`) : null;
  if (direct) return direct;
  const type = namedType(typeOf(receiver, context));
  const held = type && stubOf(index, `${type.package}.${type.name}`);
  if (held) return held;
  if (!named?.receiver) return null;
  // `type Stock interface { Reserve(ctx context.Context, in *pb.ReserveRequest, opts ...grpc.CallOption) (…) }`
  const own = index.sourcePackage(named.package);
  const fact = own?.typeFact(named.receiver);
  const signature = fact?.methods.find(({ name }) => name === named.name)?.type ?? '';
  const [, alias, request] = /\*(\w+)\.(\w+),.*\.\.\.grpc\.CallOption/.exec(signature) ?? [];
  const file = own?.files.find(({ facts }) => facts.types.includes(fact as never));
  const path = alias !== undefined && file ? index.qualifier(file.facts, alias) : null;
  return path === null || request === undefined ? null : clientWith(index, path, named.name);
}

/** The client of a package that has the method, when it is one alone. */
function clientWith(index: GoIndex, path: string, method: string): Stub | null {
  const own = index.sourcePackage(path);
  const found: Stub[] = [];
  for (const file of own?.files ?? [])
    for (const type of file.facts.types) {
      if (!type.methods.some(({ name }) => name === method)) continue;
      const stub = stubOf(index, `${path}.${type.name}`);
      if (stub) found.push(stub);
    }
  return found.length === 1 ? (found[0] ?? null) : null;
}

function exchange(
  index: GoIndex,
  stub: Stub,
  site: Site,
  state: Exchange['state'],
  method: string | null,
  addresses: readonly string[],
): Exchange | null {
  const serves = serviceName(index, stub);
  if (UTILITY.test(serves)) return null;
  return {
    kind: stub.protocol,
    subject: method === null ? serves : `/${serves}/${method}`,
    state,
    site,
    serves,
    through: stub.package,
    addresses,
  };
}
