import type { FunctionFact } from '../../go/facts.ts';
import type { GoFile } from '../../go/file.ts';
import { enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { deref } from '../../go/types/type.ts';
import type { Behind } from './behind.ts';
import { declarationCalled } from './declarations.ts';
import { calledName } from './ignorable.ts';
import { speaksOf, tells } from './telling-uses.ts';
import { rootOf } from './values.ts';
import { isWriteCall, writeBehind } from './writes.ts';

/** What a handler does with a body that it decoded: it gives it to what stores it. */
export interface StoredBody {
  call: NodeId;
  write: Behind;
  /** The fields that are stored; null for all of them. */
  fields: ReadonlySet<string> | null;
}

/** The call by which the body, or a struct made of its fields, gets into the database; null where it may be looked at. */
export function storedAsItCame(file: GoFile, decode: NodeId, body: NodeId): StoredBody | null {
  const { tree, bindings } = file;
  const declaration = bindings[body] as number;
  const holding = new Set([declaration]);
  const fields = new Set<string>();
  let whole = false;
  let found: { call: NodeId; write: Behind } | null = null;
  const end = tree.next(enclosingFunction(tree, decode));
  for (let node = tree.next(decode); node < end; node++) {
    if (tree.kind(node) !== Kind.identifier || !holding.has(bindings[node] as number)) continue;
    if (bindings[node] === node) continue;
    const selector = tree.parent(node);
    if (tree.kind(selector) === Kind.selector_expression) fields.add(tree.textOf(tree.child(selector, Field.field)));
    else whole ||= bindings[node] === declaration;
    if (isKeptIn(file, node, holding)) continue;
    const call = takerOf(file, node);
    if (call === NONE || isAsked(file, node)) return null;
    const write = writeOf(file, call);
    const asItCame = write !== null && !write.facts.some(mayRefuse) && !asksIn(file, call);
    if (asItCame) found ??= { call, write };
    else if (!SHOWS.test(calledName(file, call))) return null;
  }
  if (!found || SELECTS.test(found.write.method) || found.write.way.some((name) => SETTINGS.test(name))) return null;
  return { ...found, fields: whole ? fieldsRead(found.write) : fields };
}

/** What it is given says which rows, not what is in them. */
const SELECTS = /^Delete/;
/** Who sets the program up knows what the values mean. */
const SETTINGS = /setting|config|option/i;

/** Fields that the functions on the way name; null where the whole struct becomes a row. */
function fieldsRead({ method, facts }: Behind): ReadonlySet<string> | null {
  if (!/Exec|^UpdateColumn$|^Update$/.test(method)) return null;
  return new Set(facts.flatMap(({ uses }) => uses.flatMap((use) => (use.startsWith('.') ? [use.slice(1)] : []))));
}

/** Noting down, answering, or making text of a value: none looks at whether it makes sense. */
const SHOWS =
  /^(?:Encode|Marshal|JSON|Print\w*|Sprint\w*|Errorf?|Info\w*|Debug\w*|Warn\w*|Log\w*|Msgf?|Str|Int|Any|String)$/;

/** `order := Order{Total: in.Total}`, `order.Total = in.Total`: what is given holds the body's values from here on. */
function isKeptIn(file: GoFile, use: NodeId, holding: Set<NodeId>): boolean {
  const { tree, bindings } = file;
  const call = tree.ancestor(use, Kind.call_expression, Kind.func_literal);
  const given = tree.ancestor(use, Kind.short_var_declaration, Kind.assignment_statement, Kind.var_spec);
  if (given === NONE || call > given) return false;
  const left = tree.child(given, Field.left) || tree.child(given, Field.name);
  if (tree.contains(left, use)) return true;
  const [into = NONE] = tree.kind(left) === Kind.identifier ? [left] : tree.children(left);
  const root = rootOf(tree, into);
  if (root !== NONE && bindings[root]) holding.add(bindings[root] as number);
  return true;
}

/** The outermost call that is given the value, chains looked through: `db.Create(&in)` of `db.Create(&in).Error`. */
function takerOf(file: GoFile, use: NodeId): NodeId {
  const { tree } = file;
  let list = tree.ancestor(use, Kind.argument_list, Kind.block);
  let call = NONE;
  while (tree.kind(list) === Kind.argument_list) {
    call = tree.parent(list);
    if (!isCall(tree, call)) return NONE;
    if (writeOf(file, call)) return call;
    list = tree.ancestor(call, Kind.argument_list, Kind.block);
  }
  return call;
}

/** A condition, or a switch, is about it. */
function isAsked(file: GoFile, use: NodeId): boolean {
  const { tree } = file;
  for (let at = use; at !== NONE && tree.kind(at) !== Kind.block; at = tree.parent(at))
    if (tree.kind(at) === Kind.binary_expression && tree.kind(tree.parent(at)) !== Kind.argument_list) return true;
  return false;
}

function writeOf(file: GoFile, call: NodeId): Behind | null {
  if (isWriteCall(file, call)) return { method: calledName(file, call), way: [], facts: [] };
  const callee = file.callee(call);
  return callee && writeBehind(file.index, callee);
}

/** The function may say no by itself: it makes errors, or asks somebody who judges. */
function mayRefuse(fact: FunctionFact): boolean {
  return tells(fact, 'makesErrors') || tells(fact, 'validates') || speaksOf(fact.name, 'validates');
}

/** The function called, where it stands in this file, compares something that it was given. */
function asksIn(file: GoFile, call: NodeId): boolean {
  const { tree, bindings } = file;
  const declaration = declarationCalled(file, call);
  if (declaration === NONE) return false;
  const parameters = tree.child(declaration, Field.parameters);
  for (const condition of tree.descendants(declaration, Kind.binary_expression))
    for (const name of tree.descendants(condition, Kind.identifier))
      if (tree.contains(parameters, bindings[name] as number) && !file.isError(name)) return true;
  return false;
}

/** Amounts that make no sense below zero, and texts that have a form. */
const AMOUNTS =
  /amount|price|cost|total|quantity|qty|count$|cents|balance|stock|percent|discount|weight|fee$|salary|budget|credit|points|seats|age$|score|rating/i;
const FORMS = /e_?mail|phone|currency|country|url$|zip|postal|iban|password$/i;

/** What a value that is stored may be, by its name: `a negative AmountCents`; empty where any may do. */
export function harmIn(file: GoFile, body: NodeId, { fields: stored }: StoredBody): string {
  const type = deref(file.typeOf(body));
  const fields = (type.kind === 'named' && file.index.sourcePackage(type.package)?.typeFact(type.name)?.fields) || [];
  const given = fields.filter(({ name }) => stored === null || stored.has(name));
  const amount = given.find((field) => /^u?(?:int|float)\d*$/.test(field.type) && AMOUNTS.test(field.name));
  const text = given.find((field) => field.type === 'string' && FORMS.test(field.name));
  const parts = [amount && `a negative \`${amount.name}\``, text && `any text as \`${text.name}\``];
  return parts.filter((part) => part !== undefined).join(' or ');
}
