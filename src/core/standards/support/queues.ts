import type { GoFile } from '../../go/file.ts';
import { enclosingDeclaration } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { fieldsOf } from './composite.ts';
import { constantText } from './constants.ts';
import { calledName } from './ignorable.ts';
import { AMQP, isLibraryCall } from './messages.ts';
import { settlementOf } from './settlements.ts';

/** The arguments of a RabbitMQ queue name no dead letters: nil, or a literal with constant keys that nothing is added to. */
export function hasNoDeadLetters(file: GoFile, table: NodeId): boolean {
  const { tree } = file;
  if (tree.kind(table) === Kind.nil) return true;
  const literal = file.initialiser(table);
  if (tree.kind(literal) !== Kind.composite_literal || (literal !== table && isUsedElsewhere(file, table)))
    return false;
  const keys = [...fieldsOf(tree, literal).keys()];
  return keys.every((key) => key.startsWith('"') && !key.includes('dead-letter'));
}

/** Something else may put a key into it. */
function isUsedElsewhere({ tree, bindings }: GoFile, table: NodeId): boolean {
  const declaration = bindings[table] as number;
  const around = enclosingDeclaration(tree, table);
  for (const use of tree.descendants(around, Kind.identifier))
    if (bindings[use] === declaration && use !== declaration && use !== table) return true;
  return false;
}

/** What loses a failed message of the queue: its consumption with `autoAck`, or a refusal that puts nothing back. */
export function dropOf(file: GoFile, declare: NodeId, queue: NodeId): NodeId {
  const { tree } = file;
  let drops = NONE;
  let consumed = false;
  for (const call of tree.descendants(NONE, Kind.call_expression)) {
    const name = calledName(file, call);
    const position = name === 'Consume' ? 0 : name === 'ConsumeWithContext' ? 1 : -1;
    if (position >= 0 && isLibraryCall(file, call, AMQP, 'Channel', name)) {
      const args = file.arguments(call);
      if (!isSameQueue(file, declare, queue, args[position] ?? NONE)) continue;
      consumed = true;
      if (constantText(file, args[position + 2] ?? NONE) === 'true') drops ||= call;
    } else if (name === 'Nack' || name === 'Reject') {
      const settled = settlementOf(file, call);
      const once = settled?.outcome === 'unknown' && /Redelivered/.test(tree.textOf(call));
      if (settled?.outcome === 'dropped' || once) drops ||= call;
    }
  }
  return consumed ? drops : NONE;
}

/** Named by the same constant or path, or by what the declaration gave: `q.Name`. */
function isSameQueue(file: GoFile, declare: NodeId, declared: NodeId, consumed: NodeId): boolean {
  const { tree, bindings } = file;
  const text = constantText(file, declared);
  if (text !== null && text === constantText(file, consumed)) return true;
  if (tree.kind(consumed) === Kind.selector_expression && tree.textOf(tree.child(consumed, Field.field)) === 'Name') {
    const operand = tree.child(consumed, Field.operand);
    const declaration = tree.kind(operand) === Kind.identifier ? (bindings[operand] as number) : NONE;
    const statement = tree.parent(tree.parent(declaration));
    if (declaration && tree.contains(statement, declare)) return true;
  }
  if (tree.textOf(declared) !== tree.textOf(consumed)) return false;
  const [here, there] = [declared, consumed].map((queue) => enclosingDeclaration(tree, queue));
  // Methods of one type share its fields, and hand on the name of the only queue that they know.
  return here === there || (receiverOf(file, here) !== '' && receiverOf(file, here) === receiverOf(file, there));
}

function receiverOf({ tree }: GoFile, declaration: NodeId = NONE): string {
  const receiver = tree.child(declaration, Field.receiver);
  return receiver === NONE ? '' : tree.textOf(receiver);
}
