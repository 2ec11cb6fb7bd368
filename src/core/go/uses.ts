import { Field, Kind } from './syntax/grammar.ts';
import { isKey, keyRole } from './syntax/keys.ts';
import type { Bindings } from './syntax/scopes.ts';
import type { NodeId, SyntaxTree } from './syntax/tree.ts';

const NOTHING: ReadonlySet<NodeId> = new Set();

/** What the code below `root`, parts of it left out, refers to outside itself; the form is that of `uses` in facts.ts. */
export function collectUses(
  tree: SyntaxTree,
  bindings: Bindings,
  root: NodeId,
  importNames: ReadonlySet<string>,
  without: ReadonlySet<NodeId> = NOTHING,
): string[] {
  const found = new Set<string>();
  const { kinds } = tree.arrays;
  const end = tree.next(root);
  for (let node = root; node < end; node++) {
    if (without.size > 0 && without.has(node)) {
      node = tree.next(node) - 1;
      continue;
    }
    switch (kinds[node]) {
      case Kind.identifier:
        if (!bindings[node] && !isDeclared(node)) addName(node);
        break;
      case Kind.type_identifier:
        if (!bindings[node] && kinds[tree.parent(node)] !== Kind.qualified_type && !isDeclared(node))
          found.add(tree.textOf(node));
        break;
      case Kind.qualified_type:
        // `s.handlers[key](x)` reads as a generic type of a package `s`.
        found.add(bindings[node + 1] ? `.${tree.textOf(tree.child(node, Field.name))}` : tree.textOf(node));
        break;
      case Kind.selector_expression: {
        const operand = tree.child(node, Field.operand);
        const field = tree.textOf(tree.child(node, Field.field));
        const alias = kinds[operand] === Kind.identifier && !bindings[operand] ? tree.textOf(operand) : null;
        // An import whose package has another name than its path suggests looks like a variable here.
        if (alias !== null) found.add(`${alias}.${field}`);
        if (alias === null || !importNames.has(alias)) found.add(`.${field}`);
        break;
      }
      default:
        break;
    }
  }
  return [...found].sort();

  /** The name that `root` declares. */
  function isDeclared(node: NodeId): boolean {
    return tree.field(node) === Field.name && tree.parent(node) === root;
  }

  function addName(node: NodeId): void {
    const name = tree.textOf(node);
    if (isKey(tree, node)) {
      const { role } = keyRole(tree, bindings, node);
      if (role !== 'value') found.add(`.${name}`);
      if (role === 'field') return;
    }
    const qualifies = kinds[tree.parent(node)] === Kind.selector_expression && tree.field(node) === Field.operand;
    if (!qualifies || !importNames.has(name)) found.add(name);
  }
}
