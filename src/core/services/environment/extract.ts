import type { EnvironmentFact, Import } from '../../go/facts.ts';
import { argumentsOf, calledNameIn, calleeOf, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import type { Bindings } from '../../go/syntax/scopes.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../go/syntax/tree.ts';
import { Renderer, UNKNOWN } from '../wire/render.ts';
import { absenceAt } from './absence.ts';
import { fillsIn } from './fills.ts';
import { steadyCalls } from './steady.ts';

const MOST = 60;
const LONGEST_LINE = 160;
/** What looks a variable up, or may: a function that a field holds. */
const LOOKS = /^(?:[Gg]et[Ee]nv|[Ll]ookup(?:Env)?|getenv|env)$/;
/** Functions that programs start with, or that read what they need to. */
const STARTS =
  /^(?:main|run|start|serve|exec|load|new|init|must|setup|set_?up|parse|read|get|conf|boot|from|build|provide|create|open|connect)/i;

/**
 * What a function reads of the environment, and what it calls on every way through: absent when that tells nothing.
 */
export function environmentOf(
  tree: SyntaxTree,
  bindings: Bindings,
  declaration: NodeId,
  imports: readonly Import[],
): EnvironmentFact | null {
  const body = tree.child(declaration, Field.body);
  const name = tree.textOf(tree.child(declaration, Field.name));
  const mayRead = /[Ee]nv|[Ll]ookup/.test(tree.textOf(body));
  if (body === NONE || (!mayRead && !STARTS.test(name)) || imports.some(({ path }) => path === 'testing')) return null;
  const steady = steadyCalls(tree, declaration);
  const renderer = new Renderer(tree, bindings, declaration);
  const reads = mayRead ? readsIn(tree, body).slice(0, MOST) : [];
  const calls = STARTS.test(name)
    ? steady.filter((call) => mayBeOwn(tree, bindings, call, imports)).slice(0, MOST)
    : [];
  const found: EnvironmentFact = {
    reads: reads.flatMap((call) => {
      const text = renderer.text(argumentsOf(tree, call)[0] ?? NONE);
      const of = renderer.callee(calleeOf(tree, call));
      if (of === UNKNOWN) return [];
      const always = steady.includes(call) ? { always: true as const } : {};
      const line = tree.line(call);
      const absent = absenceAt(tree, call, declaration);
      return [{ line, of, name: text, absent, text: tree.lineText(line).slice(0, LONGEST_LINE), ...always }];
    }),
    always: calls.flatMap((call) => {
      const of = renderer.callee(calleeOf(tree, call));
      return of === UNKNOWN ? [] : [{ line: tree.line(call), of }];
    }),
  };
  const fills = fillsIn(tree, bindings, body, imports, steady);
  if (fills.length > 0) found.fills = fills;
  return found.reads.length + found.always.length + fills.length > 0 ? found : null;
}

function readsIn(tree: SyntaxTree, body: NodeId): NodeId[] {
  const reads: NodeId[] = [];
  for (let node = body; node < tree.next(body); node++)
    if (isCall(tree, node) && LOOKS.test(calledNameIn(tree, node)) && argumentsOf(tree, node).length === 1)
      reads.push(node);
  return reads;
}

const STANDARD =
  /^(?:[a-z]+|(?:archive|compress|container|crypto|database|debug|embed|encoding|go|hash|html|image|internal|io|log|math|mime|net|os|path|runtime|sync|testing|text|time|unicode)\/[\w/]+)$/;

/** A function of the repository, as far as its name tells. */
function mayBeOwn(tree: SyntaxTree, bindings: Bindings, call: NodeId, imports: readonly Import[]): boolean {
  const callee = calleeOf(tree, call);
  if (tree.kind(callee) === Kind.identifier)
    return (
      !bindings[callee] &&
      !/^(?:len|cap|make|append|new|panic|string|print|println|copy|close|delete|error|u?int\d*|float\d+|byte|rune|bool)$/.test(
        tree.textOf(callee),
      )
    );
  const operand = tree.kind(callee) === Kind.selector_expression ? tree.child(callee, Field.operand) : NONE;
  if (operand === NONE || tree.kind(operand) !== Kind.identifier || bindings[operand]) return operand !== NONE;
  const alias = tree.textOf(operand);
  const path = imports.find((one) => (one.alias ?? one.path.split('/').at(-1)) === alias)?.path;
  return path === undefined || !STANDARD.test(path);
}
