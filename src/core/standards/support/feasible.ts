import type { GoFile } from '../../go/file.ts';
import type { Edge, FlowGraph, Step } from '../../go/flow/graph.ts';
import { type Known, knownAfter, knownAt, learned, outcomeOf, trackedVariables } from '../../go/flow/knowledge.ts';
import type { Verdict } from '../../go/flow/paths.ts';
import { unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';

interface State {
  step: Step;
  known: Known;
  from: State | null;
}

/** States after which the search gives up: nothing is said of a function so tangled. */
const MOST_STATES = 3000;

/**
 * Like `findPath`, along ways on which no two conditions contradict each other: past `if err != nil { … }` that was
 * entered, a later `if err == nil` is not. `takes` says of more edges that they cannot be taken.
 */
export function feasiblePath(
  file: GoFile,
  graph: FlowGraph,
  start: Step,
  at: (step: Step) => Verdict,
  takes: (step: Step, edge: Edge) => boolean = () => true,
): readonly Step[] | null {
  const tracked = trackedVariables(file, graph);
  const seen = new Set<string>();
  const queue: State[] = [{ step: start, known: knownAt(file, start.node, tracked), from: null }];
  for (let state = queue.shift(); state && seen.size < MOST_STATES; state = queue.shift()) {
    for (const edge of state.step.next) {
      const { to, when } = edge;
      const step = graph.steps[to];
      let { known } = state;
      if (!step || !takes(state.step, edge)) continue;
      if (state.step.kind === 'branch' && when !== null) {
        const outcome = outcomeOf(file, known, state.step.node);
        if (outcome === 'opaque' || outcome === !when) continue;
        if (outcome === null) known = learned(file, known, state.step.node, when, tracked);
      }
      const key = `${step.id}:${[...known].join()}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const next: State = { step, known: knownAfter(file, known, step), from: state };
      const verdict = at(step);
      if (verdict === 'found') return pathTo(next);
      if (verdict === 'pass') queue.push(next);
    }
  }
  return null;
}

function pathTo(last: State): Step[] {
  const path: Step[] = [];
  for (let state: State | null = last; state?.from; state = state.from) path.unshift(state.step);
  return path;
}

/**
 * The path takes two ways out of the same condition, by its text, in different places: `if !s.open { … }` twice. For
 * conditions on fields and calls, whose values are not followed.
 */
export function contradictsItself(file: GoFile, start: Step, path: readonly Step[]): boolean {
  const outcomes = new Map<string, { outcome: boolean; at: number }>();
  const conflicts = (condition: NodeId, when: boolean): boolean => {
    const { text, outcome } = canonical(file, condition, when);
    const before = outcomes.get(text);
    outcomes.set(text, { outcome, at: condition });
    return before !== undefined && before.outcome !== outcome && before.at !== condition;
  };
  for (const { condition, when } of conditionsAround(file, start.node)) conflicts(condition, when);
  return path.some((step, index) => {
    const to = path[index + 1]?.id;
    const ways = step.next.filter((edge) => edge.to === to);
    const when = ways.length === 1 ? ways[0]?.when : null;
    return step.kind === 'branch' && typeof when === 'boolean' && conflicts(step.node, when);
  });
}

/** `a != b` as `a == b` that is false. */
function canonical({ tree }: GoFile, condition: NodeId, when: boolean): { text: string; outcome: boolean } {
  const text = tree.textOf(condition);
  const differs =
    tree.kind(condition) === Kind.binary_expression && tree.kind(tree.child(condition, Field.operator)) === Token['!='];
  return differs ? { text: text.replace('!=', '=='), outcome: !when } : { text, outcome: when };
}

/** Single operands of the conditions of the `if` statements around, with the outcome that leads to the statement. */
function conditionsAround({ tree }: GoFile, statement: NodeId): { condition: NodeId; when: boolean }[] {
  const found: { condition: NodeId; when: boolean }[] = [];
  for (let node = statement; node !== NONE && tree.kind(node) !== Kind.func_literal; node = tree.parent(node)) {
    const around = tree.parent(node);
    if (tree.kind(around) !== Kind.if_statement) continue;
    let condition = unparenthesized(tree, tree.child(around, Field.condition));
    let when = tree.field(node) === Field.consequence;
    if (!when && tree.field(node) !== Field.alternative) continue;
    while (
      tree.kind(condition) === Kind.unary_expression &&
      tree.kind(tree.child(condition, Field.operator)) === Token['!']
    ) {
      condition = unparenthesized(tree, tree.child(condition, Field.operand));
      when = !when;
    }
    found.push({ condition, when });
  }
  return found;
}
