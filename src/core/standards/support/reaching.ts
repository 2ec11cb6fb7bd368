import type { GoFile } from '../../go/file.ts';
import type { FlowGraph, Step } from '../../go/flow/graph.ts';
import { enclosingDeclaration, enclosingFunction, FUNCTION_KINDS } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { givenAt } from './assigned.ts';

/** A value that a variable may hold: what it was given last on some way to the use. */
export interface Definition {
  /** The expression; a call stands for all its results, what a `range` runs over for each of its elements. */
  value: NodeId;
  /** Which result of the call it is. */
  position: number;
  /** `+=`: what the variable held before is part of it. */
  adds: boolean;
  /** The name on the left. */
  at: NodeId;
}

/** What the variable named at `use` may hold there. `unset`: nothing that is written in sight, as with a parameter. */
export interface Reaching {
  definitions: readonly Definition[];
  unset: boolean;
}

/** Definitions of a local variable that reach a use of it; all there are where a function literal captured it. */
export function reachingDefinitions(file: GoFile, use: NodeId): Reaching {
  const declaration = file.bindings[use] as number;
  const all = definitionsOf(file, declaration);
  const fn = enclosingFunction(file.tree, use);
  const captured = functionOf(file, declaration) !== fn;
  const foreign = all.some(({ at }) => enclosingFunction(file.tree, at) !== fn);
  if (captured || foreign) {
    return { definitions: all, unset: isParameter(file, declaration) };
  }
  const { found, reachesEntry } = backwards(file, file.flow(fn), use, all);
  return { definitions: found, unset: reachesEntry && isParameter(file, declaration) };
}

/** The function that a variable belongs to: for a parameter, the one whose signature names it. */
function functionOf(file: GoFile, declaration: NodeId): NodeId {
  return file.tree.ancestor(declaration, ...FUNCTION_KINDS);
}

export function isParameter(file: GoFile, declaration: NodeId): boolean {
  const { tree } = file;
  const parent = tree.parent(declaration);
  const kind = tree.kind(parent);
  if (kind !== Kind.parameter_declaration && kind !== Kind.variadic_parameter_declaration) return false;
  return tree.field(tree.parent(parent)) === Field.parameters;
}

/** Every definition of a variable in the declaration around it. */
export function definitionsOf(file: GoFile, declaration: NodeId): Definition[] {
  const { tree, bindings } = file;
  const around = enclosingDeclaration(tree, declaration);
  const end = around ? tree.next(around) : tree.size;
  const found: Definition[] = [];
  for (let node = declaration; node < end; node++) {
    if (bindings[node] !== declaration || tree.kind(node) !== Kind.identifier) continue;
    const given = givenAt(file, node);
    if (given) {
      const operator = tree.kind(given.statement) === Kind.assignment_statement;
      const adds = operator && tree.textOf(tree.child(given.statement, Field.operator)) === '+=';
      found.push({ value: given.value, position: given.position, adds, at: node });
      continue;
    }
    const list = tree.parent(node);
    const clause = tree.parent(list);
    if (tree.kind(clause) === Kind.range_clause && tree.field(list) === Field.left) {
      const position = tree.children(list).indexOf(node);
      // The first variable of a range is an index, save over a channel.
      const value = position === 1 ? tree.child(clause, Field.right) : NONE;
      found.push({ value, position: 0, adds: false, at: node });
    }
  }
  return found;
}

const BEFORE = new WeakMap<FlowGraph, readonly (readonly number[])[]>();

function predecessors(graph: FlowGraph): readonly (readonly number[])[] {
  let known = BEFORE.get(graph);
  if (!known) {
    const before: number[][] = graph.steps.map(() => []);
    for (const { id, next } of graph.steps) for (const { to } of next) before[to]?.push(id);
    BEFORE.set(graph, before);
    known = before;
  }
  return known;
}

/** The step that evaluates the node; undefined for code of another function. */
export function stepOf(file: GoFile, graph: FlowGraph, node: NodeId): Step | undefined {
  let found: Step | undefined;
  for (const step of graph.steps) {
    if (!step.evaluates || !file.tree.contains(step.node, node)) continue;
    if (!found || step.node >= found.node) found = step;
  }
  return found;
}

function backwards(
  file: GoFile,
  graph: FlowGraph,
  use: NodeId,
  all: readonly Definition[],
): { found: Definition[]; reachesEntry: boolean } {
  const start = stepOf(file, graph, use);
  if (!start) return { found: [...all], reachesEntry: true };
  const byStep = new Map<number, Definition>();
  for (const definition of all) {
    const step = stepOf(file, graph, definition.at);
    if (step) byStep.set(step.id, definition);
  }
  const before = predecessors(graph);
  const found = new Set<Definition>();
  const seen = new Set<number>();
  const open = [...(before[start.id] ?? [])];
  let reachesEntry = start.id === graph.entry;
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const here = byStep.get(id);
    if (here) found.add(here);
    if (here && !here.adds) continue;
    if (id === graph.entry) reachesEntry = true;
    open.push(...(before[id] ?? []));
  }
  return { found: [...found], reachesEntry };
}
