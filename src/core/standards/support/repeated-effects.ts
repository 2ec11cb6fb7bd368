import type { Callee, GoFile } from '../../go/file.ts';
import { nilCheck } from '../../go/flow/nil-check.ts';
import { enclosingDeclaration } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isContext } from '../../go/types/type.ts';
import { consumedMessage } from './consumers.ts';
import { declarationCalled } from './declarations.ts';
import { callsWithin } from './goroutine.ts';
import { carriersOf } from './handling.ts';
import { calledName } from './ignorable.ts';
import { implementationOf } from './implementations.ts';
import { isStatementCall, sqlOf } from './statements.ts';
import { speaksOf, tells } from './telling-uses.ts';
import { writeBehind } from './writes.ts';

/** Work that, done twice, shows. */
export interface Effect {
  call: NodeId;
  /** `sends a mail`. */
  does: string;
  /** What a repeated message does: `the customer gets it twice`. */
  repeated: string;
}

const DEEPEST = 3;
/** An event that is sent on is for programs. */
const SENDS = /^(?:Send|Notify|PushNotif|Deliver|DialAndSend)(?!\w*(?:Event|Command|Metric|Log|Reply|Response))/;
const MAILS = /e?-?mail|sms|otp$|smtp|push|telegram|twilio|sendgrid|notifier|notification/i;
const PAYS = /^(?:Charge|Capture|Refund|Payout|Transfer|Debit|Credit|Withdraw|Deposit)(?:$|[A-Z])/;
const PAYERS = /pay|acquir|billing|wallet|stripe|ledger|bank/i;

/** The first such work that a function does, functions of this file that handle no message of their own followed. */
export function effectOf(file: GoFile, fn: NodeId, depth = DEEPEST): Effect | null {
  for (const call of callsWithin(file, file.tree.child(fn, Field.body))) {
    const own = ownEffect(file, call);
    if (own) return { call, ...own };
    const declared = depth > 0 ? declarationCalled(file, call) : NONE;
    if (declared === NONE || declared === fn || consumedMessage(file, declared) !== NONE) continue;
    const inner = effectOf(file, declared, depth - 1);
    if (inner) return inner;
  }
  return null;
}

function ownEffect(file: GoFile, call: NodeId): Omit<Effect, 'call'> | null {
  if (isStatementCall(file, call)) return statementEffect(file, call);
  const name = calledName(file, call);
  const callee = file.callee(call);
  if (!callee) return null;
  const on = `${callee.package.split('/').at(-1)}.${callee.receiver ?? ''}`;
  if (asksForKey(file, call, callee)) return null;
  if (SENDS.test(name) && MAILS.test(`${on}.${name}`))
    return { does: 'sends a person something', repeated: 'they get it twice' };
  if (PAYS.test(name) && PAYERS.test(on)) return { does: 'moves money', repeated: 'it is moved twice' };
  return /^(?:Must)?(?:Create|Process|Handle|Add|Insert|Record|Register|Place|Execute|Book)/.test(name)
    ? freshRow(file, callee)
    : null;
}

/** A row for which a function on the way makes a new id each time. */
function freshRow(file: GoFile, callee: Callee): Omit<Effect, 'call'> | null {
  const write = writeBehind(file.index, callee);
  if (!write || !/^(?:Create|Insert|Add|Save|Append|Record|Store|Exec)/.test(write.method)) return null;
  if (
    !/\.(?:Create|Insert|Add|Append|Record)|^(?:create|insert|add)|\.(?:create|insert|add)/.test(write.way.at(-1) ?? '')
  )
    return null;
  if (write.facts.some((fact) => speaksOf(fact.name, 'guardsRepeats') || tells(fact, 'guardsRepeats'))) return null;
  const maker = write.facts.findIndex(({ uses }) => uses.some((use) => FRESH.test(use)));
  if (maker < 0) return null;
  return {
    does: `inserts a row through \`${write.way.join('` → `')}\`, with an id that \`${write.way[maker]}\` makes anew`,
    repeated: 'there are two of them',
  };
}

const FRESH = /^(?:uuid|ulid|xid|ksuid|primitive|bson|nanoid)\.(?:New\w*|Make|Must)$/;

/** SQL that adds to what is there, or adds a row that nothing tells from the one before. */
function statementEffect(file: GoFile, call: NodeId): Omit<Effect, 'call'> | null {
  const sql = sqlOf(file, call);
  if (
    /^\W*update\b.*\bset\b.*\b(\w+)\s*=\s*\1\s*[+-]/is.test(sql) &&
    !/\bwhere\b.*(?:status|state|version|processed|<|>)/is.test(sql)
  )
    return { does: 'adds to what the row holds', repeated: 'it is added twice' };
  const columns = /^\W*insert\s+into\s+[\w."`]+\s*\(([^)]*)\)/is.exec(sql)?.[1];
  if (columns === undefined || /\bon\s+(?:conflict|duplicate)\b|\bnot\s+exists\b|\bignore\b/i.test(sql)) return null;
  if (columns.split(',').some((column) => UNIQUE.test(column.trim().replace(/["`]/g, '')))) return null;
  return { does: 'inserts a row without a key of the message', repeated: 'there are two of them' };
}

/** Columns by which the database may refuse a second row. */
const UNIQUE =
  /^(?:id|uuid|guid|.*(?:event|message|msg|request|external|transaction|order|payment)_?id|.*_?key|.*_uid|number|.*ref(?:erence)?|e?mail|user_?name|name|slug|code|sku|hash)$/i;

/** The call, or what is behind it, is given a key by which a repeat is known. */
function asksForKey(file: GoFile, call: NodeId, callee: Callee): boolean {
  if (speaksOf(file.tree.textOf(call), 'guardsRepeats')) return true;
  const actual = file.index.declaredFunction(callee) ? callee : implementationOf(file.index, callee);
  const fact = actual && file.index.functionFact(actual);
  return fact !== null && tells(fact, 'guardsRepeats');
}

/** Something tells a repeated message from a new one, in the function, in those around the effect, or in who calls them. */
export function isGuarded(file: GoFile, fn: NodeId, { call }: Effect, message: NodeId): boolean {
  const { tree } = file;
  const places = new Set([
    fn,
    enclosingDeclaration(tree, fn),
    enclosingDeclaration(tree, call),
    ...callersOf(file, fn),
  ]);
  for (const place of places)
    if (place !== NONE && (namesGuard(file, place) || leavesEarly(file, place, call, message))) return true;
  return false;
}

function namesGuard({ tree }: GoFile, place: NodeId): boolean {
  for (let node = place; node < tree.next(place); node++) {
    const kind = tree.kind(node);
    const names = kind === Kind.identifier || kind === Kind.field_identifier;
    if (names && speaksOf(tree.textOf(node), 'guardsRepeats')) return true;
  }
  return false;
}

/** Functions of the file that call the one that handles the message. */
function callersOf(file: GoFile, fn: NodeId): NodeId[] {
  const { tree } = file;
  const name = tree.kind(fn) === Kind.func_literal ? '' : tree.textOf(tree.child(fn, Field.name));
  if (name === '') return [];
  const found: NodeId[] = [];
  for (const call of tree.descendants(NONE, Kind.call_expression))
    if (calledName(file, call) === name && declarationCalled(file, call) === fn)
      found.push(enclosingDeclaration(tree, call));
  return found;
}

/** A condition about something else than errors and the message itself leads past the effect. */
function leavesEarly(file: GoFile, place: NodeId, effect: NodeId, message: NodeId): boolean {
  const { tree, bindings } = file;
  const carriers = tree.contains(place, message) ? carriersOf(file, message) : new Set<number>();
  for (const branch of tree.descendants(place, Kind.if_statement)) {
    const body = tree.child(branch, Field.consequence);
    const holds = tree.contains(body, effect);
    const leaves = LEAVES.some((kind) => !tree.descendants(body, kind).next().done);
    if (!holds && !leaves) continue;
    const condition = tree.child(branch, Field.condition);
    const check = nilCheck(file, condition);
    if (check && file.isError(check.variable)) continue;
    for (const name of tree.descendants(condition, Kind.identifier)) {
      const declaration = bindings[name] as number;
      const type = file.typeOf(name);
      if (
        declaration &&
        !carriers.has(declaration) &&
        !file.isError(name) &&
        !isContext(type) &&
        !OPEN.test(tree.textOf(name))
      )
        return true;
    }
  }
  return false;
}

const LEAVES = [Kind.return_statement, Kind.continue_statement] as const;
/** `d, ok := <-deliveries`. */
const OPEN = /^(?:ok|open|more|closed)$/;
