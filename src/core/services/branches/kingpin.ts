import { argumentsOf, calledNameIn, calleeOf, isCall } from '../../go/syntax/calls.ts';
import type { NodeId, SyntaxTree } from '../../go/syntax/tree.ts';
import type { Renderer } from '../wire/render.ts';
import { branchAt, type Part } from './extract.ts';

/** The last command that an expression was made by: `app.Command("server", "…")`, and what it is told afterwards. */
const MADE = /\.Command\("([^"]+)"(?:, ?"[^"]*")?\)/g;

/** What a command of kingpin does when it is asked for: `app.Command("server", "…").Action(run)`. */
export function actionParts(tree: SyntaxTree, node: NodeId, renderer: Renderer): Part[] {
  if (!isCall(tree, node) || calledNameIn(tree, node) !== 'Action') return [];
  const name = commandIn(renderer.callee(calleeOf(tree, node)));
  const [action] = argumentsOf(tree, node);
  return name === null || action === undefined ? [] : [[action, branchAt(tree, action, 'command', [name], [])]];
}

/** `server` of the case `serve.FullCommand()`; of a variable of the package `@serve`, which is looked up later. */
export function caseName(text: string): string | null {
  const command = /^(.+)\.FullCommand\(\)$/.exec(text)?.[1];
  if (command === undefined) return null;
  return /^\w+$/.test(command) ? `${LOOKED_UP}${command}` : commandIn(command);
}

export const LOOKED_UP = '@';

export function commandIn(text: string): string | null {
  return [...text.matchAll(MADE)].at(-1)?.[1] ?? null;
}
