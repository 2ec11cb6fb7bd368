import type { GoIndex } from '../../go/index/go-index.ts';
import type { SourcePackage } from '../../go/index/source-package.ts';
import { underlyingOf } from '../../go/types/operations.ts';
import { deref, type NamedType, type Type } from '../../go/types/type.ts';

/** Connections and clients of the outside world, by import path. */
const OUTSIDE: readonly [path: RegExp, type: RegExp][] = [
  [/^net\/http$/, /^Client$/],
  [/^database\/sql$/, /^(?:DB|Conn)$/],
  [/^github\.com\/jmoiron\/sqlx$/, /^DB$/],
  [/^gorm\.io\/gorm$/, /^DB$/],
  [/^github\.com\/uptrace\/bun$/, /^DB$/],
  [/^github\.com\/jackc\/pgx\/v\d(?:\/pgxpool)?$/, /^(?:Pool|Conn)$/],
  [/^google\.golang\.org\/grpc$/, /^ClientConn$/],
  [/^github\.com\/(?:redis\/go-redis\/v9|go-redis\/redis(?:\/v\d)?)$/, /Client$|^Ring$/],
  [/^go\.mongodb\.org\/mongo-driver(?:\/v2)?\/mongo$/, /^(?:Client|Database|Collection)$/],
  [/^github\.com\/(?:rabbitmq\/amqp091-go|streadway\/amqp)$/, /^(?:Connection|Channel)$/],
  [/^github\.com\/segmentio\/kafka-go$/, /^(?:Writer|Reader)$/],
  [/^github\.com\/(?:IBM|Shopify)\/sarama$/, /Producer$|^Client$|^Consumer/],
  [/^github\.com\/confluentinc\/confluent-kafka-go(?:\/v2)?\/kafka$/, /^(?:Producer|Consumer)$/],
  [/^github\.com\/nats-io\/nats\.go(?:\/jetstream)?$/, /^(?:Conn|JetStream|JetStreamContext)$/],
  [/^github\.com\/aws\/aws-sdk-go(?:-v2)?\/service\//, /^(?:Client|[A-Z0-9]{2,})$/],
  [/^cloud\.google\.com\/go\//, /Client$/],
  [/^github\.com\/elastic\/go-elasticsearch\//, /Client$/],
];

export function isOutside(type: Type): boolean {
  const found = deref(type);
  return found.kind === 'named' && OUTSIDE.some(([path, name]) => path.test(found.package) && name.test(found.name));
}

/** The struct of the repository speaks to the outside world itself: the field it does that through; else null. */
export function adapterField(index: GoIndex, { package: path, name }: NamedType): string | null {
  const own = index.sourcePackage(path);
  const fact = own?.typeFact(name);
  const info = own?.type(name);
  if (fact?.underlying !== 'struct' || !info) return null;
  return fact.fields.find((field) => isOutside(info.field(field.name) ?? { kind: 'unknown' }))?.name ?? null;
}

const CONNECTION = /^(?:DB|Database|Pool|Postgres|MySQL|Queries|Session)$|Conn(?:ection)?$|Manager$|Options$/;

/** A struct of another package of the repository that speaks to the outside world, no mere connection. */
export function isAdapter(index: GoIndex, own: SourcePackage, type: Type): type is NamedType {
  if (type.kind !== 'named' || type.package === own.path || CONNECTION.test(type.name)) return false;
  const declaring = index.sourcePackage(type.package);
  if (declaring === null || adapterField(index, type) === null) return false;
  // What has ports itself is another layer, which puts adapters together.
  const info = declaring.type(type.name);
  return !declaring.typeFact(type.name)?.fields.some(({ name }) => isPort(index, info?.field(name) ?? null));
}

const NO_PORT = /Log(?:ger)?|Metric|Trac|Meter|Stat|Config|Limits|Clock|Option|^Interface$|Authorizer|Licenser/;

/** An interface of the repository that stands for a dependency. */
function isPort(index: GoIndex, type: Type | null): type is NamedType {
  if (type?.kind !== 'named' || !index.sourcePackage(type.package) || NO_PORT.test(type.name)) return false;
  return underlyingOf(index, type).kind === 'interface';
}

/** Fields of the struct, and of what it embeds of its own package: interfaces of the repository, and adapters. */
export function dependenciesOf(index: GoIndex, own: SourcePackage, holder: string, depth = 2) {
  const found = { ports: [] as string[], adapters: 0 };
  const info = own.type(holder);
  for (const { name } of own.typeFact(holder)?.fields ?? []) {
    const type = info?.field(name);
    if (type && isAdapter(index, own, deref(type))) found.adapters++;
    if (type && isPort(index, type)) found.ports.push(type.name);
  }
  for (const type of info?.embeds() ?? []) {
    const embedded = deref(type);
    if (embedded.kind !== 'named' || embedded.package !== own.path || depth === 0) continue;
    const inner = dependenciesOf(index, own, embedded.name, depth - 1);
    found.ports.push(...inner.ports);
    found.adapters += inner.adapters;
  }
  return found;
}
