import type { GoFile } from '../go/file.ts';
import { importName } from '../go/names.ts';
import { Kind } from '../go/syntax/grammar.ts';
import type { NodeId, SyntaxTree } from '../go/syntax/tree.ts';
import type { Edit } from './edit.ts';

/** Edits of `before` that remove the imports which `after`, the same file edited, no longer uses. */
export function withoutUnused(before: GoFile, after: GoFile): Edit[] {
  const [used, left] = [usedNames(before), usedNames(after)];
  const { tree } = before;
  const edits: Edit[] = [];
  for (const spec of tree.descendants(0, Kind.import_spec)) {
    const fact = before.facts.imports.find(({ line }) => line === tree.line(spec));
    if (!fact || fact.alias === '_' || fact.alias === '.') continue;
    const name = before.index.nameOfImport(before.facts, fact.path) ?? importName(fact);
    if (used.has(name) && !left.has(name)) edits.push(removed(tree, spec));
  }
  return edits;
}

/** The line of the import, or the whole declaration where it is the only one, with a blank line that nothing needs then. */
function removed(tree: SyntaxTree, spec: NodeId): Edit {
  const around = tree.ancestor(spec, Kind.import_declaration);
  const alone = [...tree.descendants(around, Kind.import_spec)].length === 1;
  const node = alone ? around : spec;
  let start = tree.text.lastIndexOf('\n', tree.start(node) - 1) + 1;
  let end = tree.text.indexOf('\n', tree.end(node)) + 1;
  const opens = /(?:\n|\()\n$/.test(tree.text.slice(0, start));
  const closes = /^(?:\n|\))/.test(tree.text.slice(end));
  if (opens && tree.text[end] === '\n') end++;
  else if (closes && tree.text.slice(0, start).endsWith('\n\n')) start--;
  return { start, end, text: '' };
}

/** Package names that the file's code uses. */
function usedNames(file: GoFile): Set<string> {
  const { tree, bindings } = file;
  const names = new Set<string>();
  const { kinds } = tree.arrays;
  for (let node = 1; node < kinds.length; node++) {
    const kind = kinds[node];
    if ((kind !== Kind.identifier && kind !== Kind.package_identifier) || bindings[node]) continue;
    const parent = tree.kind(tree.parent(node));
    if (parent === Kind.selector_expression || parent === Kind.qualified_type) names.add(tree.textOf(node));
  }
  return names;
}
