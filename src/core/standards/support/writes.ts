import type { FunctionFact } from '../../go/facts.ts';
import type { Callee, GoFile } from '../../go/file.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { remembered } from '../../go/remember.ts';
import { calleeOf } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { findMember } from '../../go/types/members.ts';
import { deref, isNamed, type Type, UNKNOWN } from '../../go/types/type.ts';
import { type Behind, callBehind } from './behind.ts';
import { callsWithin } from './goroutine.ts';
import { calledName } from './ignorable.ts';
import { sqlOf } from './statements.ts';
import { tells } from './telling-uses.ts';

const EXECUTES = /^(?:Must|Named)?Exec(?:Context)?$/;
/** Methods that change what is stored, by the type that they are called on. */
const WRITES: readonly [path: RegExp, types: RegExp, methods: RegExp][] = [
  [/^database\/sql$/, /^(?:DB|Tx|Conn|Stmt)$/, EXECUTES],
  [/^github\.com\/jmoiron\/sqlx$/, /^(?:DB|Tx|NamedStmt|Stmt)$/, EXECUTES],
  [/^github\.com\/jackc\/pgx\/v\d+(?:\/pgxpool)?$/, /^(?:Conn|Tx|Pool)$/, /^(?:Exec|CopyFrom)$/],
  [/^gorm\.io\/gorm$/, /^DB$/, /^(?:Create|CreateInBatches|Save|Updates?|UpdateColumns?|Delete)$/],
  [
    /^go\.mongodb\.org\/mongo-driver(?:\/v2)?\/mongo$/,
    /^Collection$/,
    /^(?:Insert(?:One|Many)|Update(?:One|Many|ByID)|ReplaceOne|Delete(?:One|Many)|FindOneAnd\w+|BulkWrite)$/,
  ],
  [
    /^github\.com\/aws\/aws-sdk-go-v2\/service\/dynamodb$/,
    /^Client$/,
    /^(?:Put|Update|Delete)Item$|^(?:TransactWriteItems|BatchWriteItem)$/,
  ],
];

const mayWrite = remembered(
  (name: string) => EXECUTES.test(name) || WRITES.some(([, , methods]) => methods.test(name)),
);

/** What the body of a function in this file writes, functions of the repository followed. */
export function writeIn(file: GoFile, body: NodeId): Behind | null {
  const seen = new Set<FunctionFact>();
  for (const call of callsWithin(file, body)) {
    if (isWriteCall(file, call)) return { method: calledName(file, call), way: [], facts: [] };
    const callee = file.callee(call);
    const found = callee && writeBehind(file.index, callee, seen);
    if (found) return found;
  }
  return null;
}

/** The call itself changes what is stored. */
export function isWriteCall(file: GoFile, call: NodeId): boolean {
  const selector = calleeOf(file.tree, call);
  if (file.tree.kind(selector) !== Kind.selector_expression) return false;
  const name = calledName(file, call);
  if (!mayWrite(name)) return false;
  if (!writes(file.index, file.typeOf(file.tree.child(selector, Field.operand)), name)) return false;
  const sql = EXECUTES.test(name) ? sqlOf(file, call) : '';
  return sql === '' || /^\W*(?:insert|update|delete|merge|replace)\b/i.test(sql);
}

/** What a function of the repository writes, by what its facts tell of the calls in it. */
export function writeBehind(index: GoIndex, callee: Callee, seen?: Set<FunctionFact>): Behind | null {
  return callBehind(index, callee, { wants: writes }, seen);
}

/** The same, but for functions that guard the read which a write depends on. */
export function unguardedWriteBehind(index: GoIndex, callee: Callee): Behind | null {
  return callBehind(index, callee, { wants: writes, passesBy: (fact) => tells(fact, 'serialises') });
}

/** The same, what goroutines within write included. */
export function writeBehindGoroutines(index: GoIndex, callee: Callee): Behind | null {
  return callBehind(index, callee, { wants: writes, literals: true });
}

/** The method of this name of this type changes what is stored. */
export function writes(index: GoIndex, type: Type, name: string): boolean {
  if (!mayWrite(name)) return false;
  const base = deref(type);
  if (base.kind !== 'named') return false;
  const listed = WRITES.some(
    ([path, types, methods]) => path.test(base.package) && types.test(base.name) && methods.test(name),
  );
  if (listed || !EXECUTES.test(name)) return listed;
  // An interface of the repository in front of any of them.
  const member = findMember(index, base, name);
  // Without a statement it reads the result of one sent before: `BatchResults.Exec()`.
  const found = member?.type ?? UNKNOWN;
  const result = found.kind === 'func' && found.parameters.length > 0 ? (found.results[0] ?? UNKNOWN) : UNKNOWN;
  return isNamed(result, 'database/sql', 'Result') || (result.kind === 'named' && result.name === 'CommandTag');
}
