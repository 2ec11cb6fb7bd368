import type { GoFile } from '../../go/file.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { calleeOf, enclosingDeclaration, isCall } from '../../go/syntax/calls.ts';
import { Field } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { deref, type Type } from '../../go/types/type.ts';
import { callBehind } from './behind.ts';
import { constantText } from './constants.ts';
import { isGorm, isTransaction } from './database.ts';
import { declarationCalled } from './declarations.ts';
import { callsWithin } from './goroutine.ts';
import { calledName } from './ignorable.ts';
import { publishOf } from './publishes.ts';
import { remoteBehind } from './remote.ts';
import { isStatementCall, sqlOf } from './statements.ts';
import { lastValue } from './values.ts';

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

/** A request whose answer only tells something, or that may come twice. */
const ASKS =
  /[sS]earch|[qQ]uery|[gG]raph|[tT]oken|[aA]uth|[lL]ogin|[sS]ession|[mM]etric|[tT]elemetr|[tT]race|[lL]og(?![a-z])|[rR]eport|[uU]sage|[hH]eartbeat|[pP]ing|[hH]ealth|[lL]ist|[fF]ind|[fF]etch|[lL]ookup|[vV]alidate|[vV]erif|[cC]heck|[rR]ender|[pP]review|[rR][pP][cC]|[hH]ook|[gG]et(?![a-z])|[rR]ead(?![a-z])|[uU]pload/;

/** `client.Post(…)`, and `client.Do(req)` of a request that is made as a POST. */
function posted(file: GoFile, call: NodeId): string | null {
  const { tree } = file;
  const name = calledName(file, call);
  const callee = file.callee(call);
  if (callee?.package !== 'net/http' || (callee.receiver !== null && callee.receiver !== 'Client')) return null;
  let address = NONE;
  if (/^Post(?:Form)?$/.test(name)) address = file.arguments(call)[0] ?? NONE;
  else if (name === 'Do') {
    const made = lastValue(file, file.arguments(call)[0] ?? NONE);
    if (!isCall(tree, made) || !file.isCallTo(made, 'net/http', 'NewRequest', 'NewRequestWithContext')) return null;
    const args = file.arguments(made);
    const method = args.at(-3) ?? NONE;
    if (!file.is(method, 'net/http', 'MethodPost') && constantText(file, method) !== '"POST"') return null;
    address = args.at(-2) ?? NONE;
  } else return null;
  const place = `${file.symbolAt(call)} ${file.path} ${tree.textOf(address)} ${constantText(file, address) ?? ''}`;
  return ASKS.test(place) ? null : 'the POST';
}

const ORDERS =
  /^(?:Create|Add|Place|Submit|Charge|Pay|Transfer|Refund|Capture|Withdraw|Deposit|Debit|Credit|Book|Order|Purchase|Issue|Append|Increment)(?![a-z])/;

/** `client.PlaceOrder(ctx, in)` of a generated gRPC client. */
function ordered(file: GoFile, call: NodeId): string | null {
  if (!ORDERS.test(calledName(file, call))) return null;
  const remote = remoteBehind(file, call);
  return remote?.kind === 'gRPC call' && remote.way.length === 0 ? `\`${calledName(file, call)}\`` : null;
}

/** A function of the repository that creates rows, each time new ones. */
function created(file: GoFile, call: NodeId): string | null {
  const callee = file.callee(call);
  if (!callee || REPLACES.test(callee.name) || declarationCalled(file, call) !== NONE) return null;
  const found = callBehind(file.index, callee, {
    wants: creates,
    passesBy: ({ name, uses }) => REPLACES.test(name) || uses.some((use) => GUARDS.test(use)),
  });
  return found && `the row (\`${[...found.way, found.method].join('` → `')}\`)`;
}

const REPLACES = /upsert|save|ensure|OrCreate|register|replace|lock|lease|merge|sync/i;
const GUARDS = /OnConflict|Transaction|Begin|FirstOrCreate|RunInTx|WithTx|[iI]dempot/;

function creates(_: GoIndex, type: Type, name: string): boolean {
  const base = deref(type);
  if (base.kind !== 'named') return false;
  if (base.package === 'gorm.io/gorm' && base.name === 'DB') return /^Create(?:InBatches)?$/.test(name);
  return base.name === 'Collection' && /\/mongo$/.test(base.package) && /^Insert(?:One|Many)$/.test(name);
}
