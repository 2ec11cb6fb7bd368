import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingDeclaration } from '../../go/syntax/calls.ts';
import { Field } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { created } from './created-rows.ts';
import { isGorm, isTransaction } from './database.ts';
import { declarationCalled } from './declarations.ts';
import { callsWithin } from './goroutine.ts';
import { calledName } from './ignorable.ts';
import { posted } from './posts.ts';
import { publishOf } from './publishes.ts';
import { remoteBehind } from './remote.ts';
import { isStatementCall, sqlOf } from './statements.ts';

/** A call that does something a second time when it is made a second time. */
export interface UnsafeRepeat {
  /** In words: `an INSERT`. */
  what: string;
  at: NodeId;
  /** Functions of the file on the way to it. */
  way: readonly string[];
}

const DEEPEST = 2;
/** What tells the other side that it has seen this before, and what makes a second row impossible. */
const KEYED =
  /idempot|dedup|nonce|(?:request|message|msg|event|client)[-_]?(?:id|ref|token)\b|uuid|ulid|on conflict|on duplicate|or (?:ignore|replace)|not exists|doNothing|OnConflict/i;

/** What the call, or a function of the file behind it, does once more each time; null where nothing is known to. */
export function unsafeRepeat(file: GoFile, call: NodeId, depth = DEEPEST): UnsafeRepeat | null {
  const what = doneAgain(file, call);
  if (what !== null) return isKeyed(file, call) ? null : { what, at: call, way: [] };
  const own = depth === 0 ? NONE : declarationCalled(file, call);
  if (own === NONE || own === enclosingDeclaration(file.tree, call)) return null;
  for (const inner of callsWithin(file, file.tree.child(own, Field.body))) {
    const found = unsafeRepeat(file, inner, depth - 1);
    if (found) return { ...found, way: [file.symbolAt(own) ?? '', ...found.way] };
  }
  return null;
}

function isKeyed(file: GoFile, call: NodeId): boolean {
  return KEYED.test(file.tree.textOf(enclosingDeclaration(file.tree, call)));
}

function doneAgain(file: GoFile, call: NodeId): string | null {
  return (
    inserted(file, call) ??
    posted(file, call) ??
    (publishOf(file, call) ? 'the message' : null) ??
    ordered(file, call) ??
    created(file, call)
  );
}

/** `db.Exec("INSERT …")`, `db.Create(&order)`: not in a transaction, of which a failed attempt leaves nothing. */
function inserted(file: GoFile, call: NodeId): string | null {
  if (!isStatementCall(file, call)) return null;
  const { tree } = file;
  const handle = file.typeOf(tree.child(calleeOf(tree, call), Field.operand));
  if (isGorm(handle)) return /^Create(?:InBatches)?$/.test(calledName(file, call)) ? 'the row' : null;
  if (isTransaction(file.index, handle)) return null;
  return /^\W*insert\b/i.test(sqlOf(file, call)) ? 'the row' : null;
}

const ORDERS =
  /^(?:Create|Add|Place|Submit|Charge|Pay|Transfer|Refund|Capture|Withdraw|Deposit|Debit|Credit|Book|Order|Purchase|Issue|Append|Increment)(?![a-z])/;

/** `client.PlaceOrder(ctx, in)` of a generated gRPC client. */
function ordered(file: GoFile, call: NodeId): string | null {
  if (!ORDERS.test(calledName(file, call))) return null;
  const remote = remoteBehind(file, call);
  return remote?.kind === 'gRPC call' && remote.way.length === 0 ? `\`${calledName(file, call)}\`` : null;
}
