import type { FunctionFact } from '../../go/facts.ts';
import type { Callee, GoFile } from '../../go/file.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { remembered } from '../../go/remember.ts';
import { calleeOf } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { findMember } from '../../go/types/members.ts';
import { deref, isContext, type Type } from '../../go/types/type.ts';
import { type Behind, callBehind } from './behind.ts';
import { isRows } from './database.ts';
import { calledName } from './ignorable.ts';
import { sqlOf } from './statements.ts';
import { writeBehind } from './writes.ts';

const QUERIES = /^Query(?:Row)?(?:x|Context|xContext)?$/;
const INTO = /^(?:Get|Select)(?:Context)?$/;
/** Methods that ask a database, by the type that they are called on. */
const READS: readonly [path: RegExp, types: RegExp, methods: RegExp][] = [
  [/^database\/sql$/, /^(?:DB|Tx|Conn)$/, QUERIES],
  [
    /^github\.com\/jmoiron\/sqlx$/,
    /^(?:DB|Tx|Conn)$/,
    /^(?:Query(?:Row)?(?:x|Context|xContext)?|NamedQuery(?:Context)?|(?:Get|Select)(?:Context)?)$/,
  ],
  [/^github\.com\/jackc\/pgx\/v\d+(?:\/pgxpool)?$/, /^(?:Conn|Tx|Pool)$/, /^Query(?:Row)?$/],
  [/^gorm\.io\/gorm$/, /^DB$/, /^(?:First|Last|Take|Find|Count|Scan|Pluck|Rows?)$/],
  [
    /^go\.mongodb\.org\/mongo-driver(?:\/v2)?\/mongo$/,
    /^Collection$/,
    /^(?:Find|FindOne|Aggregate|CountDocuments|Distinct)$/,
  ],
  [/^github\.com\/aws\/aws-sdk-go-v2\/service\/dynamodb$/, /^Client$/, /^(?:GetItem|Query)$/],
];

/** The call itself asks a database, and changes nothing as far as its SQL can be read. */
export function isReadCall(file: GoFile, call: NodeId): boolean {
  const selector = calleeOf(file.tree, call);
  if (file.tree.kind(selector) !== Kind.selector_expression) return false;
  const name = calledName(file, call);
  if (!READS.some(([, , methods]) => methods.test(name))) return false;
  if (!reads(file.index, file.typeOf(file.tree.child(selector, Field.operand)), name)) return false;
  const sql = sqlOf(file, call);
  return sql === '' || /^\W*(?:select|with)\b(?!.*\b(?:insert|update|delete)\b)/is.test(sql);
}

const READING =
  /^(?:[gG]et|[lL]ist|[fF]ind|[cC]ount|[lL]oad|[fF]etch|[rR]ead|[sS]elect|[sS]earch|[qQ]uery|[eE]xists?|[hH]as|[lL]ookup|[rR]esolve|[rR]etrieve|[iI]s|[bB]y|[aA]ll)(?![a-z])/;
const CHANGING = /Or(?:Create|Insert|Add|New|Init)|ForUpdate|And[A-Z]\w+|Cached?(?![a-z])|Lock|Claim|Next(?![a-z])/;
const REMEMBERING = /[cC]ache|[mM]emo(?![a-z])|singleflight|sync\.(?:Map|Once)|lru|LRU/;

/**
 * The query behind a function of the repository that is named for reading. Null where it writes as well, and where a
 * cache may answer.
 */
export function readBehind(index: GoIndex, callee: Callee): Behind | null {
  if (!isReadingName(callee.name)) return null;
  const found = callBehind(index, callee, { wants: reads, passesBy: mayRemember });
  return found && !writeBehind(index, callee) ? found : null;
}

export function isReadingName(name: string): boolean {
  return READING.test(name) && !CHANGING.test(name);
}

function mayRemember({ name, receiver, uses }: FunctionFact): boolean {
  return [name, receiver?.type ?? '', ...uses].some((text) => REMEMBERING.test(text));
}

const mayRead = remembered(
  (name: string) => QUERIES.test(name) || INTO.test(name) || READS.some(([, , methods]) => methods.test(name)),
);

function reads(index: GoIndex, type: Type, name: string): boolean {
  if (!mayRead(name)) return false;
  const base = deref(type);
  if (base.kind !== 'named') return false;
  const listed = READS.some(
    ([path, types, methods]) => path.test(base.package) && types.test(base.name) && methods.test(name),
  );
  if (listed || !(QUERIES.test(name) || INTO.test(name))) return listed;
  // An interface of the repository in front of any of them.
  const member = findMember(index, base, name);
  if (member?.type.kind !== 'func') return false;
  const { parameters, results, variadic } = member.type;
  const [result] = results;
  if (result && (isRows(result) || isRow(result))) return true;
  return variadic && INTO.test(name) && parameters.length === (parameters[0] && isContext(parameters[0]) ? 4 : 3);
}

function isRow(type: Type): boolean {
  const base = deref(type);
  return (
    base.kind === 'named' &&
    base.name === 'Row' &&
    /^(?:database\/sql|github\.com\/(?:jmoiron\/sqlx|jackc\/pgx\/v\d+))$/.test(base.package)
  );
}
