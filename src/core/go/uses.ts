import type { Import } from './facts.ts';
import { importName } from './names.ts';
import { Field, Kind } from './syntax/grammar.ts';
import { type Bindings, isKey } from './syntax/scopes.ts';
import type { NodeId, SyntaxTree } from './syntax/tree.ts';

/** What the code below `root` refers to outside itself; the form is that of `uses` in facts.ts. */
export function collectUses(tree: SyntaxTree, bindings: Bindings, root: NodeId, imports: readonly Import[]): string[] {
  const names = new Set(imports.map(importName));
  const found = new Set<string>();
  const { kinds } = tree.arrays;
  const end = tree.next(root);
  for (let node = root; node < end; node++) {
    switch (kinds[node]) {
      case Kind.identifier:
      case Kind.type_identifier: {
        if (bindings[node] || isKey(tree, node)) break;
        const parent = tree.parent(node);
        const qualified =
          (kinds[parent] === Kind.selector_expression && tree.field(node) === Field.operand) ||
          kinds[parent] === Kind.qualified_type;
        if (!qualified || !names.has(tree.textOf(node)))
          if (kinds[parent] !== Kind.qualified_type) found.add(tree.textOf(node));
        break;
      }
      case Kind.qualified_type:
        found.add(tree.textOf(node));
        break;
      case Kind.selector_expression: {
        const operand = tree.child(node, Field.operand);
        const field = tree.textOf(tree.child(node, Field.field));
        const alias = kinds[operand] === Kind.identifier && !bindings[operand] ? tree.textOf(operand) : null;
        found.add(alias !== null && names.has(alias) ? `${alias}.${field}` : `.${field}`);
        break;
      }
      default:
        break;
    }
  }
  return [...found].sort();
}
