import type { GoFile } from '../../go/file.ts';
import { calleeOf } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { constantText } from './constants.ts';
import { calledName } from './ignorable.ts';
import {
  AMQP,
  CONFLUENT,
  FRANZ,
  isMessage,
  JETSTREAM,
  KAFKA_GO,
  libraryCallee,
  NATS,
  PUBSUB,
  SARAMA,
  WATERMILL,
} from './messages.ts';
import { rootOf } from './values.ts';

/** What a call tells the broker about a message. */
export interface Settlement {
  /** `done`: never send it again; `again`: send it again; `dropped`: discard it, or put it to the dead letters. */
  outcome: 'done' | 'again' | 'dropped' | 'unknown';
  /** Identifier that declares the message. */
  message: NodeId;
}

type Outcome = Settlement['outcome'];

const SQS = 'github.com/aws/aws-sdk-go-v2/service/sqs';
/** Methods of the message itself. */
const OWN: Readonly<Record<string, Readonly<Record<string, Outcome>>>> = {
  [`${AMQP} Delivery`]: { Ack: 'done', Nack: 'unknown', Reject: 'unknown' },
  [`${NATS} Msg`]: { Ack: 'done', AckSync: 'done', Nak: 'again', NakWithDelay: 'again', Term: 'dropped' },
  [`${JETSTREAM} Msg`]: { Ack: 'done', DoubleAck: 'done', Nak: 'again', NakWithDelay: 'again', Term: 'dropped' },
  [`${PUBSUB} Message`]: { Ack: 'done', AckWithResult: 'done', Nack: 'again', NackWithResult: 'again' },
  [`${WATERMILL} Message`]: { Ack: 'done', Nack: 'again' },
};
/** Methods that are handed the message, or something of it. */
const HANDED: Readonly<Record<string, Readonly<Record<string, Outcome>>>> = {
  [`${AMQP} Channel`]: { Ack: 'done', Nack: 'unknown', Reject: 'unknown' },
  [`${SARAMA} ConsumerGroupSession`]: { MarkMessage: 'done' },
  [`${KAFKA_GO} Reader`]: { CommitMessages: 'done' },
  [`${FRANZ} Client`]: { CommitRecords: 'done', MarkCommitRecords: 'done' },
  [`${CONFLUENT} Consumer`]: { CommitMessage: 'done', StoreMessage: 'done' },
  [`${SQS} Client`]: { DeleteMessage: 'done' },
};
/** What `settlementOf` knows. */
export const SETTLING_CALLS = new RegExp(
  `^(?:${[...Object.values(OWN), ...Object.values(HANDED)].flatMap((names) => Object.keys(names)).join('|')})$`,
);

/** What the call tells the broker; null for any other call, and where the message is no local variable. */
export function settlementOf(file: GoFile, call: NodeId): Settlement | null {
  const name = calledName(file, call);
  if (!SETTLING_CALLS.test(name)) return null;
  const callee = libraryCallee(file, call);
  if (!callee) return null;
  const type = `${callee.package} ${callee.receiver}`;
  const own = OWN[type]?.[name];
  const handed = HANDED[type]?.[name];
  const outcome = own ?? handed;
  if (outcome === undefined) return null;
  const places = own ? [file.tree.child(calleeOf(file.tree, call), Field.operand)] : file.arguments(call);
  for (const place of places) {
    const message = messageIn(file, place);
    if (message !== NONE) return { message, outcome: outcome === 'unknown' ? requeued(file, call) : outcome };
  }
  return null;
}

/** `Nack(multiple, requeue)`, `Reject(requeue)`, of a channel with the tag before them. */
function requeued(file: GoFile, call: NodeId): Outcome {
  const text = constantText(file, file.arguments(call).at(-1) ?? NONE);
  return text === 'true' ? 'again' : text === 'false' ? 'dropped' : 'unknown';
}

/** The message variable that the expression is of: `msg`, `d.DeliveryTag`, `&sqs.DeleteMessageInput{ReceiptHandle: m.ReceiptHandle}`. */
function messageIn(file: GoFile, expression: NodeId): NodeId {
  const { tree, bindings } = file;
  const root = rootOf(tree, expression);
  const nodes = root === NONE ? tree.descendants(expression, Kind.identifier) : [root];
  for (const node of nodes) {
    const declaration = bindings[node] as number;
    if (declaration && isMessage(file.typeOf(node))) return declaration;
  }
  return NONE;
}
