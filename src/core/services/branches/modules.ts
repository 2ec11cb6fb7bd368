import { argumentsOf, calledNameIn, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import type { Bindings } from '../../go/syntax/scopes.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../go/syntax/tree.ts';

/** A module of a program that is many in one, as dskit's are: what starts it, and what it needs beside it. */
export interface ModulePart {
  node: NodeId;
  name: string;
  needs: string[];
}

/** `m.RegisterModule(Querier, t.initQuerier)`, with the needs of `deps := map[string][]string{Querier: {Store}}`. */
export function modulesIn(tree: SyntaxTree, bindings: Bindings, declaration: NodeId): ModulePart[] {
  const found: ModulePart[] = [];
  const needs = new Map<string, string[]>();
  for (let node = declaration; node < tree.next(declaration); node++) {
    if (isCall(tree, node) && calledNameIn(tree, node) === 'RegisterModule') {
      const [name = NONE, start = NONE] = argumentsOf(tree, node);
      if (start !== NONE && isName(tree, name)) found.push({ node: start, name: lastOf(tree, name), needs: [] });
    } else if (tree.kind(node) === Kind.composite_literal && isDependencies(tree, node))
      for (const element of tree.children(tree.child(node, Field.body))) {
        const [key = NONE, value = NONE] = tree.children(element);
        if (value !== NONE) needs.set(lastOf(tree, tree.children(key)[0] ?? key), namesIn(tree, bindings, value));
      }
  }
  // Without them it is not told what a module brings with it.
  return needs.size === 0 ? [] : found.map((part) => ({ ...part, needs: needs.get(part.name) ?? [] }));
}

function isDependencies(tree: SyntaxTree, literal: NodeId): boolean {
  return /^map\[string\]\[\]string$/.test(tree.textOf(tree.child(literal, Field.type)));
}

function isName(tree: SyntaxTree, node: NodeId): boolean {
  return tree.kind(node) === Kind.identifier || tree.kind(node) === Kind.selector_expression;
}

/** `Querier` of `modules.Querier`. */
function lastOf(tree: SyntaxTree, node: NodeId): string {
  const text = tree.textOf(node);
  return text.slice(text.lastIndexOf('.') + 1);
}

/** Names in a list, or in that which its variable is declared with: what is added on a condition is for other targets. */
function namesIn(tree: SyntaxTree, bindings: Bindings, root: NodeId): string[] {
  const names = new Set<string>();
  const seen = new Set<NodeId>();
  const read = (from: NodeId) => {
    for (const node of tree.descendants(from, Kind.identifier)) {
      names.add(tree.textOf(node));
      const variable = bindings[node] as number;
      if (!variable || seen.has(variable)) continue;
      seen.add(variable);
      const list = tree.parent(variable);
      if (tree.field(list) === Field.left) read(tree.child(tree.parent(list), Field.right));
    }
  };
  read(root);
  return [...names];
}
