import type { GoIndex } from '../../go/index/go-index.ts';
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
