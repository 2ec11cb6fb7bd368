import { unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../go/syntax/tree.ts';
import type { Renderer } from '../wire/render.ts';
import { branchAt, type Part, textOf } from './extract.ts';

/** Among the values that lead elsewhere: any but its own does. */
export const ANY_OTHER = '*';
const ENDS = /(?:\breturn\b[^\n]*|os\.Exit\([^\n]*\)|log\.Fatal\w*\([^\n]*\))\s*\}$/;

/** The arms of `if os.Args[1] == "worker" { … } else { … }`, and what follows one that ends the function. */
export function ifParts(tree: SyntaxTree, node: NodeId, renderer: Renderer, chooses: RegExp): Part[] {
  const before = tree.parent(node);
  // An `else if` is read with the first one.
  if (tree.kind(before) === Kind.if_statement) return [];
  const parts: Part[] = [];
  const passed: string[] = [];
  let on = '';
  for (let at = node; at !== NONE; ) {
    const asked =
      tree.kind(at) === Kind.if_statement ? equality(tree, tree.child(at, Field.condition), renderer) : null;
    if (asked === null || !chooses.test(asked.on) || (on !== '' && asked.on !== on)) {
      if (at !== node && on !== '') parts.push([at, branchAt(tree, at, on, [], [...passed])]);
      break;
    }
    on = asked.on;
    const body = tree.child(at, Field.consequence);
    parts.push([body, branchAt(tree, body, on, [asked.name], [...passed, ANY_OTHER])]);
    // Where more is asked, its own value may lead on, too.
    if (!asked.alone) break;
    passed.push(asked.name);
    const next = tree.child(at, Field.alternative);
    if (next === NONE && ENDS.test(tree.textOf(body).slice(-400)))
      for (const rest of after(tree, node)) parts.push([rest, branchAt(tree, rest, on, [], [...passed])]);
    at = next;
  }
  return parts;
}

interface Asked {
  on: string;
  name: string;
  /** Nothing else is asked, but for how many arguments there are. */
  alone: boolean;
}

/** `os.Args[1] == "worker"`, also behind `len(os.Args) > 1 &&`. */
function equality(tree: SyntaxTree, condition: NodeId, renderer: Renderer): Asked | null {
  const node = unparenthesized(tree, condition);
  if (tree.kind(node) !== Kind.binary_expression) return null;
  const [left, right] = [tree.child(node, Field.left), tree.child(node, Field.right)];
  const operator = tree.kind(tree.child(node, Field.operator));
  if (operator === Token['&&']) {
    const asked = equality(tree, right, renderer);
    if (asked) return { ...asked, alone: asked.alone && /^len\(/.test(tree.textOf(left)) };
    const first = equality(tree, left, renderer);
    return first && { ...first, alone: false };
  }
  if (operator !== Token['==']) return null;
  const name = textOf(tree, right) ?? textOf(tree, left);
  const on = renderer.text(textOf(tree, right) === null ? right : left);
  return name === null || name === '' ? null : { on, name, alone: true };
}

/** The statements behind one, in the same block. */
function after(tree: SyntaxTree, node: NodeId): NodeId[] {
  const all = tree.children(tree.parent(node));
  return all.slice(all.indexOf(node) + 1);
}
