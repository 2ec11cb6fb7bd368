import type { Callee, GoFile } from '../../go/file.ts';
import { calleeOf } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { deref, type Type } from '../../go/types/type.ts';
import { calledName } from './ignorable.ts';
import { isListed, type Sources } from './sources.ts';

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

/** Calls that give a message to a broker. */
const PUBLISHES: Sources = {
  [AMQP]: /^Channel\.Publish/,
  [SARAMA]: /^SyncProducer\.SendMessages?$/,
  [KAFKA_GO]: /^(?:Writer|Conn)\.Write(?:Compressed)?Messages$/,
  [FRANZ]: /^Client\.(?:Try)?Produce(?:Sync)?$/,
  [CONFLUENT]: /^Producer\.Produce$/,
  [NATS]: /^(?:Conn|JetStream|JetStreamContext)\.Publish(?:Msg)?(?:Async)?$/,
  [JETSTREAM]: /^Publisher\.Publish(?:Msg)?(?:Async)?$/,
  [PUBSUB]: /^Topic\.Publish$/,
  [WATERMILL]: /^Publisher\.Publish$/,
  'github.com/redis/go-redis/v9': /(?:^|\.)(?:\w*Client|Ring|\w*[cC]mdable)\.(?:Publish|XAdd)$/,
  'github.com/aws/aws-sdk-go-v2/service/sqs': /^Client\.SendMessage(?:Batch)?$/,
  'github.com/aws/aws-sdk-go-v2/service/sns': /^Client\.Publish(?:Batch)?$/,
  'github.com/hibiken/asynq': /^Client\.Enqueue(?:Context)?$/,
};
const PUBLISHING = /^(?:Try)?(?:Publish|Produce|Send|Write|Enqueue|XAdd)/;

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

/** The call gives a message to a broker: the library's function, or null for any other call. */
export function publishOf(file: GoFile, call: NodeId): Callee | null {
  if (!PUBLISHING.test(calledName(file, call))) return null;
  const callee = libraryCallee(file, call);
  if (!callee || !isListed(PUBLISHES, callee)) return null;
  return isQueued(file, call) || isReply(file, call) ? null : callee;
}

/** A command of a Redis pipeline: its outcome comes with that of the pipeline. */
function isQueued(file: GoFile, call: NodeId): boolean {
  const type = deref(file.typeOf(file.tree.child(calleeOf(file.tree, call), Field.operand)));
  return type.kind === 'named' && /Pipe|^Tx$/.test(type.name);
}

/** `conn.Publish(msg.Reply, body)`: who asked asks again. */
function isReply(file: GoFile, call: NodeId): boolean {
  return file.arguments(call).some((argument) => /\.Reply(?:To)?(?:\(\))?$/.test(file.tree.textOf(argument)));
}

const PUBLISH_USE =
  /^\.(?:Publish\w*|SendMessages?|WriteMessages|ProduceSync|Produce|Enqueue|EnqueueContext|XAdd|SendMessageBatch)$/;
const BROKERS =
  /sarama$|\/kafka-go$|confluent-kafka-go|\/amqp(?:091-go)?$|nats\.go|franz-go|go\/pubsub$|watermill\/message$|service\/s[qn]s$|\/asynq$/;

/** The publish that a function of the repository makes itself, by its name; null where none is known. */
export function publishBehind(file: GoFile, call: NodeId): Callee | null {
  if (!/^(?:try)?(?:publish|produce|send|write|enqueue|emit|dispatch|notify)/i.test(calledName(file, call)))
    return null;
  const callee = file.callee(call);
  const declared = callee && file.index.declaredFunction(callee);
  if (!declared?.file.facts.imports.some(({ path }) => BROKERS.test(path))) return null;
  const { uses, name } = declared.fact;
  const use = uses.find((each) => PUBLISH_USE.test(each) && each !== `.${name}`);
  return use === undefined ? null : { package: '', receiver: null, name: use.slice(1) };
}

const TELEMETRY =
  /telemetry|metric|monitor|\blogs?\b|log(?:ger|ging|s?ink|_?events?)|(?:^|\W|_)trac(?:e|ing)|stat(?:s|istics)|heart_?beat|analytics|\bping\b|presence|debug/i;

/** The names around say that what is lost is a measurement, not an event of the business. */
export function isTelemetry(file: GoFile, node: NodeId, ...texts: readonly string[]): boolean {
  return [file.dir.split('/').at(-1) ?? '', file.facts.package, file.symbolAt(node) ?? '', ...texts].some((text) =>
    TELEMETRY.test(text),
  );
}
