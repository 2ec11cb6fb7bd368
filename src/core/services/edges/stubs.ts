import type { GoIndex } from '../../go/index/go-index.ts';
import { remembered, rememberedWith } from '../../go/remember.ts';
import { declarationsOf } from '../reach/declarations.ts';
import { type Expression, parseExpression } from '../wire/expression.ts';
import { type Context, type Named, namedBy } from './context.ts';
import { sitesOf } from './sites.ts';

/** Packages of generated code have such names, where their text is not at hand. */
const GENERATED_PATH =
  /(?:pb|proto|protos|protobuf|genproto|grpc|gen|apis?|rpc|idl)\w*(?:\/|$)|\/v(?:1|\d+(?:alpha|beta)\d*)$/i;
/** Clients that are no stubs: SDKs have constructors of the same form. */
const NO_STUB =
  /^(?:github\.com\/(?:aws|Azure|redis|go-redis|IBM|Shopify|docker|hashicorp|minio|elastic|olivere|nats-io|go-resty|segmentio|twmb|slack-go|sashabaranov|stripe|prometheus|googleapis\/gax)|cloud\.google\.com|k8s\.io|sigs\.k8s\.io|google\.golang\.org\/(?:api|genproto|grpc$)|go\.mongodb\.org|go\.etcd\.io|gopkg\.in|go\.temporal\.io|net\/|database\/)/;

export interface Stub {
  package: string;
  /** Of the service: `Stock` of `StockClient`. */
  service: string;
  protocol: 'grpc' | 'http';
}

/** Whether a type is the client of generated code. */
export const stubOf: (index: GoIndex, key: string) => Stub | null = rememberedWith((index: GoIndex, key: string) => {
  const at = key.lastIndexOf('.');
  const path = key.slice(0, at);
  const name = key.slice(at + 1);
  const own = index.sourcePackage(path);
  if (own) {
    const { byName } = declarationsOf(own);
    const generated = (made: string) => byName.get(made)?.some(({ file }) => file.facts.generated) ?? false;
    const [, base] = /^(\w+?)(?:HTTP)?Client$/.exec(name) ?? [];
    const isInterface =
      byName.get(name)?.some(({ is, fact }) => is === 'type' && fact.underlying === 'interface') ?? false;
    if (base !== undefined && isInterface && generated(`New${name}`))
      return { package: path, service: base, protocol: /HTTPClient$/.test(name) ? 'http' : 'grpc' };
    // protoc-gen-micro adds the word where the service's name has it not.
    const services = /Service$/.test(name) && generated(`New${name}`) ? [name.replace(/Service$/, ''), name] : [];
    const micro = services.find((service) => byName.has(`Register${service}Handler`));
    if (micro !== undefined) return { package: path, service: micro, protocol: 'grpc' };
    if (generated(`New${name}ProtobufClient`)) return { package: path, service: name, protocol: 'grpc' };
    return null;
  }
  const [, base] = /^(\w+)Client$/.exec(name) ?? [];
  if (base === undefined || NO_STUB.test(path) || !GENERATED_PATH.test(path) || !path.includes('/')) return null;
  return { package: path, service: base, protocol: 'grpc' };
});

const SERVER = /^Register(\w+?)(HTTP)?Server$/;
const CONNECT_SERVER = /^New(\w+)(?:Handler|Server)$/;

/** The service that a call registers an implementation of. */
export function registered(index: GoIndex, named: Named, args: number): Stub | null {
  if (named.receiver !== null) return null;
  const { package: path, name } = named;
  const [, service, http] = SERVER.exec(name) ?? [];
  if (service !== undefined) return args >= 2 ? { package: path, service, protocol: http ? 'http' : 'grpc' } : null;
  const own = index.sourcePackage(path);
  const names = own ? declarationsOf(own).byName : null;
  const [, micro] = /^Register(\w+)Handler$/.exec(name) ?? [];
  if (micro !== undefined && (names?.has(`New${micro}Service`) || names?.has(`New${micro}Endpoints`)))
    return { package: path, service: micro, protocol: 'grpc' };
  const [, connect] = CONNECT_SERVER.exec(name) ?? [];
  if (connect === undefined) return null;
  const isConnect = names ? names.has(`New${connect}Client`) && /connect$/.test(path) : /connect$/.test(path);
  const isTwirp = names?.has(`New${connect}ProtobufClient`) ?? false;
  return isConnect || isTwirp ? { package: path, service: connect, protocol: 'grpc' } : null;
}

/** `&pb.Stock_ServiceDesc` handed to whoever registers it. */
export function described(arg: Expression, context: Context): Stub | null {
  const named = arg.is === 'address' ? namedBy(arg.of, context) : null;
  const [, service] = /^_?(\w+?)_(?:ServiceDesc|serviceDesc)$/.exec(named?.name ?? '') ?? [];
  return named?.receiver === null && service !== undefined
    ? { package: named.package, service, protocol: 'grpc' }
    : null;
}

/** The service that a gateway of generated code calls for whoever asks it over HTTP. */
export function gateway({ package: path, name, receiver }: Named, args: number): Stub | null {
  const [, service, how] = receiver === null ? (/^Register(\w+?)Handler(FromEndpoint|Client)?$/.exec(name) ?? []) : [];
  if (service === undefined || args < 3 || (how === 'FromEndpoint' && args < 4)) return null;
  return { package: path, service, protocol: 'grpc' };
}

/** Full name of a service, `shop.v1.Stock`; that of the package and type where generated code does not tell. */
export function serviceName(index: GoIndex, { package: path, service }: Stub): string {
  return namesIn(index)(path).get(service) ?? (isMicro(index, path, service) ? service : `${path}.${service}`);
}

/** What go-micro calls has no package's name on the wire. */
function isMicro(index: GoIndex, path: string, service: string): boolean {
  const own = index.sourcePackage(path);
  return own ? declarationsOf(own).byName.has(`New${service}Endpoints`) : false;
}

/** Full names of the services that a package of generated code is for, by the name of the type. */
export function serviceNames(index: GoIndex, path: string): ReadonlyMap<string, string> {
  return namesIn(index)(path);
}

const namesIn = (index: GoIndex): ((path: string) => ReadonlyMap<string, string>) => {
  let known = NAMES.get(index);
  if (!known) {
    known = remembered((path: string) => readNames(index, path));
    NAMES.set(index, known);
  }
  return known;
};
const NAMES = new WeakMap<GoIndex, (path: string) => ReadonlyMap<string, string>>();

function readNames(index: GoIndex, path: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const own = index.sourcePackage(path);
  if (!own) return found;
  const add = (full: string) => {
    const service = full.slice(full.lastIndexOf('.') + 1);
    if (service !== '' && !found.has(service)) found.set(service, full);
  };
  const { byName } = declarationsOf(own);
  for (const declarations of byName.values())
    for (const { is, fact, file } of declarations) {
      if (is !== 'value' || !file.facts.generated) continue;
      const text = fact.value === null ? null : parseExpression(fact.value);
      if (text?.is !== 'text') continue;
      const [, method] = /^\/([\w.]+)\/\w+$/.exec(text.value) ?? [];
      const [, twirp] = /^\/twirp\/([\w.]+)\/$/.exec(text.value) ?? [];
      if (twirp !== undefined) add(twirp);
      else if (method !== undefined && /_FullMethodName$|Procedure$|^Operation[A-Z]/.test(fact.name)) add(method);
      else if (/Name$/.test(fact.name) && /^[\w.]+\.\w+$/.test(text.value)) add(text.value);
    }
  for (const list of byName.values())
    for (const declaration of list)
      for (const { named, fields, args } of sitesOf(index).of.get(declaration) ?? []) {
        if (named?.name !== 'ServiceDesc') continue;
        const name = args[fields.indexOf('ServiceName')];
        if (name?.is === 'text') add(name.value);
      }
  return found;
}
