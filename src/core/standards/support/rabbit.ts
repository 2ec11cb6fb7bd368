import type { GoFile } from '../../go/file.ts';
import { enclosingFunction } from '../../go/syntax/calls.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { constantText } from './constants.ts';
import { AMQP, isLibraryCall } from './messages.ts';

/** The RabbitMQ queue is this process's alone and gone with it: answers to its calls, broadcasts. */
export function isOwnQueue(file: GoFile, queue: NodeId): boolean {
  const { tree } = file;
  if (/^"amq\.(?:rabbitmq\.reply-to|gen)/.test(constantText(file, queue) ?? '')) return true;
  for (const declare of tree.descendants(enclosingFunction(tree, queue), Kind.call_expression)) {
    if (!isLibraryCall(file, declare, AMQP, 'Channel', 'QueueDeclare')) continue;
    const [name, durable, unused, exclusive] = file.arguments(declare).map((each) => constantText(file, each));
    if (exclusive === 'true' || name === '""' || (unused === 'true' && durable === 'false')) return true;
  }
  return false;
}
