import type { GoFile } from '../../go/file.ts';
import { rememberedWith } from '../../go/remember.ts';
import { FUNCTION_KINDS, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { deref } from '../../go/types/type.ts';
import { givenAt } from './assigned.ts';
import { calledName } from './ignorable.ts';
import { isMessage, libraryPath, NATS } from './messages.ts';

const BROKERS =
  /sarama$|\/kafka-go$|confluent-kafka-go|\/amqp(?:091-go)?$|nats\.go(?:\/jetstream)?$|franz-go|go\/pubsub$|watermill\/message$|service\/sqs(?:\/types)?$/;

/** The declaration of the message that a function handles: a parameter, or what it takes off a channel or a reader; NONE where it handles none. */
export const consumedMessage = rememberedWith((file: GoFile, fn: NodeId): NodeId => {
  if (!file.facts.imports.some(({ path }) => BROKERS.test(path))) return NONE;
  const { tree, bindings } = file;
  const end = tree.next(fn);
  for (let node = fn + 1; node < end; node++) {
    if (tree.kind(node) !== Kind.identifier || bindings[node] !== node) continue;
    if (tree.ancestor(node, ...FUNCTION_KINDS) !== fn || !isMessage(file.typeOf(node))) continue;
    if (isReceived(file, fn, node) && isDeliveredAgain(file, node)) return node;
  }
  return NONE;
});

/** A message is taken, not made: `case d := <-deliveries`, `for m := range claim.Messages()`, `m, err := r.FetchMessage(ctx)`. */
function isReceived(file: GoFile, fn: NodeId, name: NodeId): boolean {
  const { tree } = file;
  if (tree.contains(tree.child(fn, Field.parameters), name)) return true;
  const statement = tree.parent(tree.parent(name));
  const kind = tree.kind(statement);
  if (kind === Kind.range_clause || kind === Kind.receive_statement) return true;
  const value = givenAt(file, name)?.value ?? NONE;
  if (tree.kind(value) === Kind.unary_expression) return tree.textOf(value).startsWith('<-');
  return isCall(tree, value) && /^(?:Fetch|Read|Next|Poll|Receive)/.test(calledName(file, value));
}

/** Plain NATS delivers at most once; JetStream's messages of that type are acknowledged. */
function isDeliveredAgain(file: GoFile, message: NodeId): boolean {
  const type = deref(file.typeOf(message));
  return type.kind !== 'named' || libraryPath(type.package) !== NATS || /\.(?:Ack|Nak|AckSync)\(/.test(file.tree.text);
}
