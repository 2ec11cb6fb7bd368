import type { FunctionFact } from '../../go/facts.ts';
import type { Callee, GoFile } from '../../go/file.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { PackageFile, SourcePackage } from '../../go/index/source-package.ts';
import { calleeOf } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { findMember } from '../../go/types/members.ts';
import { parseType } from '../../go/types/parse-type.ts';
import { deref, isNamed, type Type, UNKNOWN } from '../../go/types/type.ts';
import { callsWithin } from './goroutine.ts';
import { calledName } from './ignorable.ts';
import { implementationOf } from './implementations.ts';
import { sqlOf } from './statements.ts';

/** A call that changes a database, and the functions of the repository on the way to it. */
export interface Write {
  /** `ExecContext`, `InsertOne`. */
  method: string;
  /** The first called one first; empty when the call is it. */
  way: readonly string[];
}

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
const DEEPEST = 4;

/** What the body of a function in this file writes, functions of the repository followed. */
export function writeIn(file: GoFile, body: NodeId): Write | null {
  const seen = new Set<FunctionFact>();
  for (const call of callsWithin(file, body)) {
    if (isWriteCall(file, call)) return { method: calledName(file, call), way: [] };
    const callee = file.callee(call);
    const found = callee && writeBehind(file.index, callee, DEEPEST, seen);
    if (found) return found;
  }
  return null;
}

/** The call itself changes what is stored. */
export function isWriteCall(file: GoFile, call: NodeId): boolean {
  const selector = calleeOf(file.tree, call);
  if (file.tree.kind(selector) !== Kind.selector_expression) return false;
  const name = calledName(file, call);
  if (!WRITES.some(([, , methods]) => methods.test(name))) return false;
  if (!writes(file.index, file.typeOf(file.tree.child(selector, Field.operand)), name)) return false;
  const sql = EXECUTES.test(name) ? sqlOf(file, call) : '';
  return sql === '' || /^\W*(?:insert|update|delete|merge|replace)\b/i.test(sql);
}

/** What a function of the repository writes, by what its facts tell of the calls in it. */
export function writeBehind(
  index: GoIndex,
  callee: Callee,
  depth = DEEPEST,
  seen: Set<FunctionFact> = new Set(),
): Write | null {
  const actual = index.declaredFunction(callee) ? callee : implementationOf(index, callee);
  const declared = actual && index.declaredFunction(actual);
  const own = actual && index.sourcePackage(actual.package);
  if (!declared || !own || depth === 0 || seen.has(declared.fact)) return null;
  seen.add(declared.fact);
  const { fact, file } = declared;
  const name = actual.receiver === null ? actual.name : `${actual.receiver}.${actual.name}`;
  const calls = callsOf(index, own, fact, file);
  const method = writtenBy(index, own, fact, file, calls);
  if (method !== null) return { method, way: [name] };
  for (const next of functionsCalled(index, own, fact, file, calls)) {
    const found = writeBehind(index, next, depth - 1, seen);
    if (found) return { method: found.method, way: [name, ...found.way] };
  }
  return null;
}

/** A method called on a value whose type is known. */
interface MethodCall {
  on: Type;
  name: string;
}

/** Calls of methods of what the receiver and the parameters hold: `s.db.ExecContext(…)`. */
function callsOf(index: GoIndex, own: SourcePackage, fact: FunctionFact, file: PackageFile): MethodCall[] {
  const scope = own.scope(file, []);
  return Object.entries(fact.effects ?? {}).flatMap(([slot, effects]) => {
    const text = slot === 'r' ? fact.receiver?.type : fact.parameters[Number(slot)]?.type;
    if (text === undefined) return [];
    const start = parseType(text, scope);
    return effects.flatMap((effect) => {
      const members = /^((?:\.\w+)+)\(\)$/.exec(effect)?.[1]?.slice(1).split('.');
      const name = members?.pop();
      if (!members || name === undefined) return [];
      const on = members.reduce<Type>((type, field) => fieldOf(index, type, field), start);
      return on.kind === 'unknown' ? [] : [{ on, name }];
    });
  });
}

function fieldOf(index: GoIndex, type: Type, name: string): Type {
  const member = type.kind === 'unknown' ? null : findMember(index, type, name);
  return member && !member.method ? member.type : UNKNOWN;
}

/** The method by which the function itself writes; null when none is proven. */
function writtenBy(
  index: GoIndex,
  own: SourcePackage,
  fact: FunctionFact,
  file: PackageFile,
  calls: readonly MethodCall[],
): string | null {
  const direct = calls.find(({ on, name }) => writes(index, on, name));
  if (direct) return direct.name;
  // What such a call gives is written through as well: `s.db.BeginTx(…)`, `s.db.WithContext(ctx)`, a collection.
  const handles = [...calls.map((call) => firstResult(index, call)), ...variablesOf(index, own, fact, file)];
  for (const use of fact.uses) {
    const name = use.startsWith('.') ? use.slice(1) : '';
    if (name === '' || !handles.some((type) => writes(index, type, name))) continue;
    // The name must not mean a method of something else that the function calls.
    if (!calls.some((call) => call.name === name)) return name;
  }
  return null;
}

function firstResult(index: GoIndex, { on, name }: MethodCall): Type {
  const member = findMember(index, on, name);
  return member?.method && member.type.kind === 'func' ? (member.type.results[0] ?? UNKNOWN) : UNKNOWN;
}

/** Variables of packages that the function uses: `db`, `global.DB`. */
function variablesOf(index: GoIndex, own: SourcePackage, fact: FunctionFact, file: PackageFile): Type[] {
  return fact.uses.flatMap((use) => {
    const [first = '', name] = use.split('.');
    if (first === '') return [];
    const path = name === undefined ? own.path : index.qualifier(file.facts, first);
    const member = path === null ? null : index.sourcePackage(path)?.member(name ?? first);
    return member?.kind === 'var' ? [member.type] : [];
  });
}

function* functionsCalled(
  index: GoIndex,
  own: SourcePackage,
  fact: FunctionFact,
  file: PackageFile,
  calls: readonly MethodCall[],
): Generator<Callee> {
  for (const { on, name } of calls) {
    const member = findMember(index, on, name);
    if (member?.method) yield { package: member.owner.package, receiver: member.owner.name, name };
  }
  for (const use of fact.uses) {
    const [first = '', name] = use.split('.');
    if (name === undefined) {
      if (own.function(use)) yield { package: own.path, receiver: null, name: use };
    } else if (first !== '') {
      const path = index.qualifier(file.facts, first);
      if (path !== null && index.sourcePackage(path)?.function(name)) yield { package: path, receiver: null, name };
    }
  }
}

function writes(index: GoIndex, type: Type, name: string): boolean {
  const base = deref(type);
  if (base.kind !== 'named') return false;
  const listed = WRITES.some(
    ([path, types, methods]) => path.test(base.package) && types.test(base.name) && methods.test(name),
  );
  if (listed || !EXECUTES.test(name)) return listed;
  // An interface of the repository in front of any of them.
  const member = findMember(index, base, name);
  const result = member?.type.kind === 'func' ? (member.type.results[0] ?? UNKNOWN) : UNKNOWN;
  return isNamed(result, 'database/sql', 'Result') || (result.kind === 'named' && result.name === 'CommandTag');
}
