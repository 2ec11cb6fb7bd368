import type { GoFile } from '../../../go/file.ts';
import { usualPackageName } from '../../../go/names.ts';
import { Field, Kind } from '../../../go/syntax/grammar.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../../go/syntax/tree.ts';
import type { Edit } from '../../../suggestions/edit.ts';
import { isDeclaredAround } from './names.ts';

/** How code at a place calls a package, and the edits that import it where the file does not yet. */
export interface Imported {
  name: string;
  edits: readonly Edit[];
}

/** Makes a package of the standard library usable at the node; null where its name means something else there. */
export function imported(file: GoFile, path: string, at: NodeId): Imported | null {
  const known = file.index.nameOfImport(file.facts, path);
  const name = known ?? usualPackageName(path);
  if (name === '.' || name === '_' || isDeclaredAround(file, at, name)) return null;
  if (known !== null) return { name, edits: [] };
  if (file.package?.member(name) || file.package?.type(name) || file.index.qualifier(file.facts, name)) return null;
  const edit = importEdit(file.tree, path);
  return edit === null ? null : { name, edits: [edit] };
}

function importEdit(tree: SyntaxTree, path: string): Edit | null {
  const declarations = tree
    .children(NONE)
    .filter((node) => tree.kind(node) === Kind.import_declaration && !/"C"/.test(tree.textOf(node)));
  const listed = declarations.find((node) => tree.childOfKind(node, Kind.import_spec_list));
  if (listed !== undefined) return intoList(tree, tree.childOfKind(listed, Kind.import_spec_list), path);
  const [single, ...others] = declarations;
  if (others.length > 0) return null;
  if (single === undefined) {
    const clause = tree.childOfKind(NONE, Kind.package_clause);
    return { start: tree.end(clause), end: tree.end(clause), text: `\n\nimport "${path}"` };
  }
  const spec = tree.childOfKind(single, Kind.import_spec);
  const sorted = inGroups(tree, spec, path).join('');
  return { start: tree.start(single), end: tree.end(single), text: `import (\n${sorted})` };
}

/** Lines of a list of two: packages of the standard library first, others in a block of their own. */
function inGroups(tree: SyntaxTree, spec: NodeId, path: string): string[] {
  const [own, line] = [`\t${tree.textOf(spec)}\n`, `\t"${path}"\n`];
  if (!isStandard(pathOf(tree, spec))) return [line, '\n', own];
  return pathOf(tree, spec) < path ? [own, line] : [line, own];
}

/** A line in its place among the packages of the standard library, else a block of its own at the head. */
function intoList(tree: SyntaxTree, list: NodeId, path: string): Edit | null {
  const specs = tree.children(list);
  const [first] = specs;
  if (first === undefined || tree.line(first) === tree.line(list)) return null;
  const block = blockOf(tree, specs);
  if (block.length === 0) return at(lineStart(tree, first), `\t"${path}"\n\n`);
  const after = block.find((spec) => pathOf(tree, spec) > path);
  if (after !== undefined) return at(lineStart(tree, after), `\t"${path}"\n`);
  const end = tree.text.indexOf('\n', tree.end(block.at(-1) ?? first));
  return at(end, `\n\t"${path}"`);
}

/** The first run of imports on neighbouring lines that has one of the standard library. */
function blockOf(tree: SyntaxTree, specs: readonly NodeId[]): NodeId[] {
  let block: NodeId[] = [];
  for (const spec of specs) {
    const previous = block.at(-1);
    if (previous !== undefined && tree.line(spec) !== tree.endLine(previous) + 1) {
      if (block.some((one) => isStandard(pathOf(tree, one)))) return block;
      block = [];
    }
    block.push(spec);
  }
  return block.some((one) => isStandard(pathOf(tree, one))) ? block : [];
}

function pathOf(tree: SyntaxTree, spec: NodeId): string {
  return tree.textOf(tree.child(spec, Field.path)).slice(1, -1);
}

/** Paths of the standard library have no dot before the first slash. */
function isStandard(path: string): boolean {
  return !/^[^/]*\./.test(path);
}

function lineStart(tree: SyntaxTree, node: NodeId): number {
  return tree.text.lastIndexOf('\n', tree.start(node)) + 1;
}

function at(offset: number, text: string): Edit {
  return { start: offset, end: offset, text };
}
