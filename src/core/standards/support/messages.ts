import type { Callee, GoFile } from '../../go/file.ts';
import { calleeOf } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { deref, type Type } from '../../go/types/type.ts';
import { calledName } from './ignorable.ts';

/** Older homes of the libraries: the same types and methods. */
const RENAMED: Readonly<Record<string, string>> = {
  'github.com/Shopify/sarama': 'github.com/IBM/sarama',
  'github.com/streadway/amqp': 'github.com/rabbitmq/amqp091-go',
  'github.com/confluentinc/confluent-kafka-go/kafka': 'github.com/confluentinc/confluent-kafka-go/v2/kafka',
  'gopkg.in/confluentinc/confluent-kafka-go.v1/kafka': 'github.com/confluentinc/confluent-kafka-go/v2/kafka',
  'github.com/go-redis/redis/v8': 'github.com/redis/go-redis/v9',
};

export const AMQP = 'github.com/rabbitmq/amqp091-go';
export const SARAMA = 'github.com/IBM/sarama';
export const KAFKA_GO = 'github.com/segmentio/kafka-go';
export const FRANZ = 'github.com/twmb/franz-go/pkg/kgo';
export const CONFLUENT = 'github.com/confluentinc/confluent-kafka-go/v2/kafka';
export const NATS = 'github.com/nats-io/nats.go';
export const JETSTREAM = 'github.com/nats-io/nats.go/jetstream';
export const PUBSUB = 'cloud.google.com/go/pubsub';
export const WATERMILL = 'github.com/ThreeDotsLabs/watermill/message';

/** Import path by which the tables here name a package. */
export function libraryPath(path: string): string {
  return RENAMED[path] ?? path;
}

/** Values that stand for one message received. */
const MESSAGES: Readonly<Record<string, RegExp>> = {
  [AMQP]: /^Delivery$/,
  [SARAMA]: /^ConsumerMessage$/,
  [KAFKA_GO]: /^Message$/,
  [FRANZ]: /^Record$/,
  [CONFLUENT]: /^Message$/,
  [NATS]: /^Msg$/,
  [JETSTREAM]: /^Msg$/,
  [PUBSUB]: /^Message$/,
  [WATERMILL]: /^Message$/,
  'github.com/aws/aws-sdk-go-v2/service/sqs/types': /^Message$/,
};

export function isMessage(type: Type): boolean {
  const base = deref(type);
  return base.kind === 'named' && (MESSAGES[libraryPath(base.package)]?.test(base.name) ?? false);
}

/**
 * What a call calls, with the libraries by their newest path. A method of a type whose members are not known is told
 * by the type that the code declares.
 */
export function libraryCallee(file: GoFile, call: NodeId): Callee | null {
  const known = file.callee(call);
  if (known) return { ...known, package: libraryPath(known.package) };
  const { tree } = file;
  const selector = calleeOf(tree, call);
  if (tree.kind(selector) !== Kind.selector_expression) return null;
  const type = deref(file.typeOf(tree.child(selector, Field.operand)));
  if (type.kind !== 'named' || type.package === '' || type.local) return null;
  return { package: libraryPath(type.package), receiver: type.name, name: calledName(file, call) };
}

/** The call is to this method, or function (`null`), of a library by its newest path. */
export function isLibraryCall(
  file: GoFile,
  call: NodeId,
  path: string,
  receiver: string | null,
  ...names: readonly string[]
): boolean {
  if (!names.includes(calledName(file, call))) return false;
  const found = libraryCallee(file, call);
  return found?.package === path && found.receiver === receiver;
}
