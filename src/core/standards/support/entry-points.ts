import type { GoFile } from '../../go/file.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { findMember } from '../../go/types/members.ts';
import { isContext, isNamed, type Type } from '../../go/types/type.ts';
import { isHttpHandler } from './caller-context.ts';
import { functionsAround, parameterNodes } from './functions.ts';

/** What calls a function from outside, once for every piece of work. */
export type Entry = 'request' | 'call' | 'message';

const MESSAGES: readonly [path: string, name: string][] = [
  ['github.com/IBM/sarama', 'ConsumerMessage'],
  ['github.com/IBM/sarama', 'ConsumerGroupClaim'],
  ['github.com/Shopify/sarama', 'ConsumerMessage'],
  ['github.com/Shopify/sarama', 'ConsumerGroupClaim'],
  ['github.com/segmentio/kafka-go', 'Message'],
  ['github.com/confluentinc/confluent-kafka-go/v2/kafka', 'Message'],
  ['github.com/nats-io/nats.go', 'Msg'],
  ['github.com/nats-io/nats.go/jetstream', 'Msg'],
  ['github.com/rabbitmq/amqp091-go', 'Delivery'],
  ['github.com/streadway/amqp', 'Delivery'],
  ['cloud.google.com/go/pubsub', 'Message'],
  ['github.com/hibiken/asynq', 'Task'],
];

/** The innermost function around the node that is run per request, call or message; null where there is none. */
export function entryAround(file: GoFile, node: NodeId): { fn: NodeId; entry: Entry } | null {
  for (const fn of functionsAround(file, node)) {
    const entry = entryOf(file, fn);
    if (entry) return { fn, entry };
  }
  return null;
}

export function entryOf(file: GoFile, fn: NodeId): Entry | null {
  if (isHttpHandler(file, fn)) return 'request';
  const types = parameterNodes(file, fn).map(({ type }) => file.typeAt(type));
  if (types.some((type) => MESSAGES.some(([path, name]) => isNamed(type, path, name)))) return 'message';
  const [first, second, ...more] = types;
  if (first && second && more.length === 0 && isContext(first) && isProto(file, second) && isExported(file, fn))
    return 'call';
  return null;
}

/** Declared by generated code of protocol buffers. */
function isProto(file: GoFile, type: Type): boolean {
  return type.kind === 'pointer' && findMember(file.index, type, 'ProtoReflect')?.method === true;
}

/** `func (s *Server) Place(…)`: only exported methods serve. */
function isExported(file: GoFile, fn: NodeId): boolean {
  return /^(?:\(\*?\w+\)|\w+)\.[A-Z]\w*$/.test(file.symbolAt(fn) ?? '');
}
