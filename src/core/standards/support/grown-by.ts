import type { GoFile } from '../../go/file.ts';
import { calleeOf, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { elementOf, underlyingOf } from '../../go/types/operations.ts';
import { deref } from '../../go/types/type.ts';
import { runsFewTimes } from './loops.ts';
import { rangedOver } from './values.ts';

/** What the loop goes through, where its length is up to others: a parameter, a call's result, a channel. */
export function grownBy(file: GoFile, loop: NodeId): NodeId {
  const { tree, bindings } = file;
  const range = tree.childOfKind(loop, Kind.range_clause);
  const source = range ? tree.child(range, Field.right) : NONE;
  if (source === NONE || runsFewTimes(file, loop)) return NONE;
  const { kind } = underlyingOf(file.index, file.typeOf(source));
  if (kind === 'chan') return source;
  if ((kind !== 'slice' && kind !== 'map') || tree.kind(source) !== Kind.identifier) return NONE;
  if (PARTS.test(tree.textOf(source)) || isOfParts(file, source)) return NONE;
  const declaration = bindings[source] as number;
  if (declaration === NONE || rangedOver(file, source) !== NONE) return NONE;
  const given = file.initialiser(source);
  // What a caller writes as a map are names and settings.
  const isParameter =
    kind === 'slice' && tree.ancestor(declaration, Kind.parameter_list) > tree.ancestor(declaration, Kind.block);
  const isResult =
    tree.kind(tree.parent(tree.parent(declaration))) === Kind.short_var_declaration && resultOfCall(file, declaration);
  return isParameter || isResult || (given !== NONE && isCall(tree, given) && !file.isCallTo(given, '', 'make'))
    ? source
    : NONE;
}

/** Parts of the system itself: there are as many as were configured. */
const PARTS =
  /(?:clients?|conns?|connections?|queriers?|hosts?|servers?|nodes?|stores?|peers?|shards?|backends?|replicas?|workers?|providers?|plugins?|handlers?|hooks?|targets?|endpoints?|instances?|components?|services?|subscribers?|listeners?|sources?|sinks?|regions?|zones?|pods?|checks|checkers?|brokers?|partitions?|groups?|locations?|upstreams?|domains|candidates|ranges)(?:By\w+|Map|List|Set)?$/i;

/** Its elements do something: interfaces and functions. */
function isOfParts(file: GoFile, source: NodeId): boolean {
  const { kind } = underlyingOf(file.index, deref(elementOf(file.index, file.typeOf(source))));
  return kind === 'interface' || kind === 'func';
}

function resultOfCall({ tree }: GoFile, declaration: NodeId): boolean {
  const right = tree.child(tree.parent(tree.parent(declaration)), Field.right);
  const [only = NONE, ...more] = tree.children(right);
  return more.length === 0 && isCall(tree, only) && !/^(?:make|append)$/.test(tree.textOf(calleeOf(tree, only)));
}
