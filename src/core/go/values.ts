import type { BranchFact, ValueFact, WireFact } from './facts.ts';
import { sketchOf } from './sketch.ts';
import { folded } from './syntax/folded.ts';
import { Field, Kind } from './syntax/grammar.ts';
import type { NodeId, SyntaxTree } from './syntax/tree.ts';

const LONGEST_VALUE = 300;

/** What a package-level `var` or `const` declares. */
export function extractValues(
  tree: SyntaxTree,
  declaration: NodeId,
  uses: (spec: NodeId) => string[],
  wire: (spec: NodeId) => WireFact[] | null = () => null,
  branches: (spec: NodeId) => BranchFact[] | null = () => null,
): ValueFact[] {
  const facts: ValueFact[] = [];
  for (const spec of valueSpecs(tree, declaration)) {
    const names = tree.childrenInField(spec, Field.name);
    const own = listOf(tree, spec);
    const source = own.length > 0 ? spec : repeatedSpec(tree, spec);
    const values = own.length > 0 ? own : listOf(tree, source);
    const type = tree.child(source, Field.type);
    const used = uses(source);
    const said = wire(spec);
    const parts = branches(spec);
    names.forEach((name, index) => {
      const value = own.length === names.length ? own[index] : undefined;
      const short = value !== undefined && tree.end(value) - tree.start(value) <= LONGEST_VALUE;
      facts.push({
        name: tree.textOf(name),
        constant: tree.kind(spec) === Kind.const_spec,
        type: type ? folded(tree, type) : null,
        value: short ? tree.textOf(value) : null,
        sketch: type ? null : sketchAt(tree, values, names.length, index),
        line: tree.line(name),
        uses: used,
        ...(said ? { wire: said } : {}),
        ...(parts ? { branches: parts } : {}),
      });
    });
  }
  return facts;
}

/** The specification whose type and values a constant without any repeats, or the constant's own. */
export function repeatedSpec(tree: SyntaxTree, spec: NodeId): NodeId {
  if (tree.kind(spec) !== Kind.const_spec || tree.child(spec, Field.value) || tree.child(spec, Field.type)) return spec;
  let found = spec;
  for (const other of tree.children(tree.parent(spec))) {
    if (other >= spec) break;
    if (tree.child(other, Field.value)) found = other;
  }
  return found;
}

function valueSpecs(tree: SyntaxTree, declaration: NodeId): NodeId[] {
  return tree
    .children(declaration)
    .flatMap((child) => (tree.kind(child) === Kind.var_spec_list ? tree.children(child) : [child]))
    .filter((child) => tree.kind(child) === Kind.var_spec || tree.kind(child) === Kind.const_spec);
}

function listOf(tree: SyntaxTree, spec: NodeId): NodeId[] {
  const list = tree.child(spec, Field.value);
  return list ? tree.children(list) : [];
}

function sketchAt(tree: SyntaxTree, values: readonly NodeId[], names: number, index: number): string | null {
  const value = values[index];
  if (values.length === names && value !== undefined) return sketchOf(tree, value);
  const [only] = values;
  const sketch = only !== undefined && values.length === 1 ? sketchOf(tree, only) : null;
  return sketch === null ? null : `${sketch}#${index}`;
}
