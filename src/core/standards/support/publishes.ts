import type { Callee, GoFile } from '../../go/file.ts';
import { calleeOf } from '../../go/syntax/calls.ts';
import { Field } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { deref } from '../../go/types/type.ts';
import { calledName } from './ignorable.ts';
import {
  AMQP,
  CONFLUENT,
  FRANZ,
  JETSTREAM,
  KAFKA_GO,
  libraryCallee,
  NATS,
  PUBSUB,
  SARAMA,
  WATERMILL,
} from './messages.ts';
import { isListed, type Sources } from './sources.ts';
import { speaksOf } from './telling-uses.ts';

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
/** What `publishOf` and `publishBehind` know. */
export const PUBLISHING_CALLS = /^(?:try)?(?:publish|produce|send|write|enqueue|emit|dispatch|notify|xadd)/i;
const PUBLISHING = /^(?:Try)?(?:Publish|Produce|Send|Write|Enqueue|XAdd)/;

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
  const use = uses.find((each) => speaksOf(each, 'publishes') && each !== `.${name}`);
  return use === undefined ? null : { package: '', receiver: null, name: use.slice(1) };
}
