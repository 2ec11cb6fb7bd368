import type { GoFile } from '../../go/file.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { constantInt } from './constants.ts';

const FEW = 8;

/** The loop's own header bounds it by a small constant: three attempts, a literal of two names. */
export function runsFewTimes(file: GoFile, loop: NodeId): boolean {
  const rounds = mostRounds(file, loop);
  return rounds !== null && rounds <= FEW;
}

/** The constant by which the loop's own header bounds its rounds; null where it does not. */
export function mostRounds(file: GoFile, loop: NodeId): number | null {
  const { tree } = file;
  const range = tree.childOfKind(loop, Kind.range_clause);
  if (range) {
    const over = file.initialiser(tree.child(range, Field.right));
    if (tree.kind(over) === Kind.composite_literal) return tree.children(tree.child(over, Field.body)).length;
    return constantInt(file, tree.child(range, Field.right));
  }
  const clause = tree.childOfKind(loop, Kind.for_clause);
  const condition = clause ? tree.child(clause, Field.condition) : 0;
  if (!condition || tree.kind(condition) !== Kind.binary_expression) return null;
  const operator = tree.kind(tree.child(condition, Field.operator));
  if (operator !== Token['<'] && operator !== Token['<=']) return null;
  return constantInt(file, tree.child(condition, Field.right));
}

/** A range over anything but a number: each round is about something else. */
export function runsOverData(file: GoFile, loop: NodeId): boolean {
  const { tree } = file;
  const range = tree.childOfKind(loop, Kind.range_clause);
  if (range === NONE) return false;
  const type = file.typeOf(tree.child(range, Field.right));
  return !(type.kind === 'named' && type.package === '' && /^u?int\d*$/.test(type.name));
}

/** Rounds are counted: few, or named as attempts. */
export function isCounted(file: GoFile, loop: NodeId): boolean {
  const { tree } = file;
  if (runsFewTimes(file, loop)) return true;
  const head = tree.text.slice(tree.start(loop), tree.start(tree.child(loop, Field.body)));
  return /retr(?:y|ies)|attempt|\btr(?:y|ies)\b/i.test(head);
}

/** The loop's header may end it. */
export function hasCondition(file: GoFile, loop: NodeId): boolean {
  const { tree } = file;
  const clause = tree.childOfKind(loop, Kind.for_clause);
  if (clause) return tree.child(clause, Field.condition) !== NONE;
  const body = tree.child(loop, Field.body);
  return tree.children(loop).some((child) => child !== body);
}
