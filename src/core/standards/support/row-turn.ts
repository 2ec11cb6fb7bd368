import type { GoFile } from '../../go/file.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isContext, isError } from '../../go/types/type.ts';
import { calledName } from './ignorable.ts';
import { publishBehind, publishOf } from './publishes.ts';
import { isReadCall, isReadingName } from './reads.ts';
import { remoteBehind } from './remote.ts';
import { isWriteCall, writeBehind } from './writes.ts';

/** Each turn of a loop over rows reads more about its row, for every row: no work, no search, nothing remembered. */
export function onlyReads(file: GoFile, loop: NodeId): boolean {
  return !searches(file, loop) && !remembers(file, loop) && !worksOn(file, file.tree.child(loop, Field.body));
}

/** Each turn is a piece of work about its row, not the reading of a list. */
function worksOn(file: GoFile, body: NodeId): boolean {
  for (const call of file.tree.descendants(body, Kind.call_expression)) {
    if (isWriteCall(file, call) || publishOf(file, call) || publishBehind(file, call) || remoteBehind(file, call))
      return true;
    const callee = file.callee(call);
    if (callee && writeBehind(file.index, callee)) return true;
    const name = calledName(file, call);
    if (WORKS.test(name)) return true;
    // What is given the context goes somewhere; only what reads is known to be no more than that.
    const [first] = file.arguments(call);
    if (
      first !== undefined &&
      isContext(file.typeOf(first)) &&
      !isReadingName(name) &&
      !NOTES.test(name) &&
      !isReadCall(file, call)
    )
      return true;
  }
  return false;
}

const WORKS =
  /^(?:[sS]et(?=[A-Z])|[cC]reate|[iI]nsert|[uU]pdate|[uU]psert|[dD]elete|[rR]emove|[sS]ave|[sS]tore|[sS]end|[pP]ublish|[eE]mit|[nN]otify|[pP]rocess|[hH]andle|[eE]xecute|[eE]xec|[rR]un|[aA]pply|[sS]ync|[mM]igrate|[rR]econcile|[sS]tart|[sS]top|[cC]ancel|[sS]chedule|[eE]nqueue|[dD]ispatch|[pP]ush|[mM]ark|[eE]xpire|[pP]urge|[cC]lean|[cC]ommit|[bB]egin)(?![a-z])/;

const NOTES = /^(?:Debug|Info|Warn|Error|Trace|Log|Print|Ctx|With|From|To|Value|Start)|Context$/;

/** The loop looks for one row and ends with it: `return found, nil`, `break`. */
function searches(file: GoFile, loop: NodeId): boolean {
  const { tree } = file;
  const body = tree.child(loop, Field.body);
  for (const leaving of tree.descendants(body, Kind.break_statement))
    if (tree.ancestor(leaving, Kind.for_statement, Kind.expression_switch_statement, Kind.select_statement) === loop)
      return true;
  for (const leaving of tree.descendants(body, Kind.return_statement)) {
    const results = tree.children(tree.children(leaving)[0] ?? NONE);
    const last = results.at(-1);
    if (last === undefined) continue;
    const type = file.typeOf(last);
    if (tree.kind(last) === Kind.nil || (type.kind !== 'unknown' && !isError(type))) return true;
  }
  return false;
}

/** What was fetched for one row serves others: `if _, ok := known[id]; !ok { … }`. */
function remembers(file: GoFile, loop: NodeId): boolean {
  const { tree } = file;
  for (const statement of tree.descendants(tree.child(loop, Field.body), Kind.index_expression)) {
    const around = tree.ancestor(statement, Kind.if_statement, Kind.short_var_declaration, Kind.for_statement);
    if (around === loop || tree.kind(around) === Kind.for_statement) continue;
    if (file.typeOf(tree.child(statement, Field.operand)).kind === 'map') return true;
  }
  return false;
}
