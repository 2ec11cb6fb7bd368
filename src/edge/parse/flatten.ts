import type { Node, Tree } from 'web-tree-sitter';
import { Kind, Token } from '../../core/go/syntax/grammar.ts';
import type { TreeArrays } from '../../core/go/syntax/tree.ts';
import type { CursorFunctions } from './raw-cursor.ts';

const PUNCTUATION = ['(', ')', '[', ']', '{', '}', ',', ';', '.', ':', '`', '"'] as const;
const KEYWORDS = /^[a-z]+$/;

/** 1: copied; 0: dropped. Kinds that the table does not know (line ends) are dropped. */
const KEPT = new Uint8Array(65536);
for (const kind of Object.values(Kind)) KEPT[kind] = 1;
for (const [name, token] of Object.entries(Token)) if (!KEYWORDS.test(name)) KEPT[token] = 1;
for (const name of PUNCTUATION) KEPT[Token[name]] = 0;
/** Tokens whose absence the parser may mend by inventing one of no width. */
const KNOWN = new Uint8Array(65536);
for (const kind of [...Object.values(Kind), ...Object.values(Token)]) KNOWN[kind] = 1;
for (const kind of [Kind.source_file, Kind.empty_statement, Kind.raw_string_literal_content]) KNOWN[kind] = 0;

/** Kinds that have nothing below them: there is no need to ask. */
const LEAF = new Uint8Array(65536);
for (const kind of [
  ...Object.values(Token),
  Kind.identifier,
  Kind.field_identifier,
  Kind.type_identifier,
  Kind.package_identifier,
  Kind.int_literal,
])
  LEAF[kind] = 1;

/** Room for the largest tree so far; grown by doubling and reused from file to file. */
class Scratch {
  kinds = new Uint16Array(0);
  fields = new Uint8Array(0);
  starts = new Uint32Array(0);
  ends = new Uint32Array(0);
  parents = new Uint32Array(0);
  nexts = new Uint32Array(0);

  grow(): void {
    const size = Math.max(1 << 16, this.kinds.length * 2);
    const copy = <T extends Uint8Array | Uint16Array | Uint32Array>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    this.kinds = copy(new Uint16Array(size), this.kinds);
    this.fields = copy(new Uint8Array(size), this.fields);
    this.starts = copy(new Uint32Array(size), this.starts);
    this.ends = copy(new Uint32Array(size), this.ends);
    this.parents = copy(new Uint32Array(size), this.parents);
    this.nexts = copy(new Uint32Array(size), this.nexts);
  }
}
let scratch = new Scratch();
/** Nodes. Room for a larger tree is given back. */
const LARGE = 1 << 18;

/** Copies the tree once into arrays, without making a node object. The tree may be deleted afterwards. */
export function flatten(tree: Tree, cursor: CursorFunctions): TreeArrays {
  // Asked first: the cursor lives where the module's other functions work.
  const broken = tree.rootNode.hasError;
  const address = cursor.open(tree);
  const missing: number[] = [];
  let size = 0;
  let depth = 0;
  let deepest = 0;
  let parent = 0;
  if (scratch.kinds.length === 0) scratch.grow();

  // Visits every visible node; `at` is the last copied node on the way down, whose parent chain leads back up.
  visit: for (;;) {
    const kind = cursor.kind(address);
    const kept = KEPT[kind] || size === 0;
    if (kept || broken) {
      const start = cursor.start(address);
      const end = cursor.end(address);
      if (start === end && KNOWN[kind]) missing.push(start);
      if (kept) {
        if (size === scratch.kinds.length) scratch.grow();
        scratch.starts[size] = start;
        scratch.ends[size] = end;
      }
    }
    if (kept) {
      const at = size++;
      scratch.kinds[at] = kind;
      scratch.fields[at] = cursor.field(address);
      scratch.parents[at] = parent;
      if (!LEAF[kind] && cursor.firstChild(address)) {
        parent = at;
        if (++depth > deepest) deepest = depth;
        continue;
      }
      scratch.nexts[at] = size;
    }
    while (!cursor.nextSibling(address)) {
      if (depth === 0) break visit;
      cursor.parent(address);
      scratch.nexts[parent] = size;
      parent = scratch.parents[parent] as number;
      depth--;
    }
  }
  cursor.close(address);
  const kinds = scratch.kinds.slice(0, size);
  if (missing.length === 0 && broken && !kinds.includes(Kind.ERROR)) {
    const offset = missingLineEnd(tree.rootNode);
    if (offset !== null) missing.push(offset);
  }
  const arrays = {
    kinds,
    fields: scratch.fields.slice(0, size),
    starts: scratch.starts.slice(0, size),
    ends: scratch.ends.slice(0, size),
    parents: scratch.parents.slice(0, size),
    nexts: scratch.nexts.slice(0, size),
    missing,
    depth: deepest,
  };
  if (scratch.kinds.length > LARGE) scratch = new Scratch();
  return arrays;
}

const DEEPEST_SEARCH = 500;
/** Nodes whose members end with a line or a semicolon. */
const LISTS = new Set<number>([
  Kind.source_file,
  Kind.statement_list,
  Kind.import_spec_list,
  Kind.var_spec_list,
  Kind.const_declaration,
  Kind.type_declaration,
  Kind.field_declaration_list,
  Kind.interface_type,
]);

/**
 * Line ends are no visible nodes, so one that is missing is not seen on the way: `var x = 1 var y = 2`. Before a closing
 * bracket Go needs none, unlike the grammar: `const (a = 1; b = 2)`.
 */
function missingLineEnd(node: Node, depth = 0): number | null {
  if (depth > DEEPEST_SEARCH) return null;
  const { children } = node;
  for (const [at, child] of children.entries()) {
    const before = children[at - 1];
    const members = before?.isNamed && child.isNamed && !before.isExtra && !child.isExtra;
    if (LISTS.has(node.typeId) && members && before.endPosition.row === child.startPosition.row)
      return child.startIndex;
    const inner = child.hasError ? missingLineEnd(child, depth + 1) : null;
    if (inner !== null) return inner;
  }
  return null;
}
