import type { GoFile } from '../../../src/core/go/file.ts';
import { calleeOf, isCall } from '../../../src/core/go/syntax/calls.ts';
import type { NodeId, SyntaxTree } from '../../../src/core/go/syntax/tree.ts';
import { goFiles, parser } from '../../support/go.ts';

/** The tree of a text that must parse. */
export function parsed(text: string): SyntaxTree {
  const result = parser.parse(text);
  if ('skipped' in result) throw new Error(result.skipped);
  return result.tree;
}

/** One file by path, among those given. */
export function fileIn(texts: Readonly<Record<string, string>>, path: string): GoFile {
  const found = goFiles(texts).find((file) => file.path === path);
  if (!found) throw new Error(`no file ${path}`);
  return found;
}

/** Calls of a function of this name in the file, with their arguments. */
export function callsTo(file: GoFile, name: string): { call: NodeId; args: readonly NodeId[] }[] {
  const { tree } = file;
  const found: { call: NodeId; args: readonly NodeId[] }[] = [];
  for (let node = 1; node < tree.size; node++)
    if (isCall(tree, node) && tree.textOf(calleeOf(tree, node)) === name)
      found.push({ call: node, args: file.arguments(node) });
  return found;
}

export function unquoted(text: string): string {
  return text.replace(/^["`]|["`]$/g, '');
}
