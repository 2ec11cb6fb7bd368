import type { Tree, TreeCursor } from 'web-tree-sitter';

/** Walks one tree at a time. `address` is whatever `open` returned. */
export interface CursorFunctions {
  open(tree: Tree): number;
  close(address: number): void;
  kind(address: number): number;
  /** 0 when the node has no field. */
  field(address: number): number;
  start(address: number): number;
  end(address: number): number;
  firstChild(address: number): boolean | number;
  nextSibling(address: number): boolean | number;
  parent(address: number): void;
}

type Exports = Record<string, (tree: number) => number>;

const RAW = {
  root: '_ts_tree_root_node_wasm',
  create: '_ts_tree_cursor_new_wasm',
  remove: '_ts_tree_cursor_delete_wasm',
  kind: '_ts_tree_cursor_current_node_type_id_wasm',
  field: '_ts_tree_cursor_current_field_id_wasm',
  start: '_ts_tree_cursor_start_index_wasm',
  end: '_ts_tree_cursor_end_index_wasm',
  firstChild: '_ts_tree_cursor_goto_first_child_wasm',
  nextSibling: '_ts_tree_cursor_goto_next_sibling_wasm',
  parent: '_ts_tree_cursor_goto_parent_wasm',
} as const;

/**
 * The functions of web-tree-sitter's WASM module itself. They keep the cursor in the module's transfer buffer, so a
 * step copies nothing between JavaScript and WASM: a third of the public cursor's cost. Null when this release of
 * web-tree-sitter does not have them.
 */
export function rawCursor(module: object): CursorFunctions | null {
  const exports = module as Exports;
  for (const name of Object.values(RAW)) if (typeof exports[name] !== 'function') return null;
  const pick = (name: string) => exports[name] as (tree: number) => number;
  const root = pick(RAW.root);
  const create = pick(RAW.create);
  return {
    open(tree) {
      const address = (tree as unknown as { 0: number })[0];
      root(address);
      create(address);
      return address;
    },
    close: pick(RAW.remove),
    kind: pick(RAW.kind),
    field: pick(RAW.field),
    start: pick(RAW.start),
    end: pick(RAW.end),
    firstChild: pick(RAW.firstChild),
    nextSibling: pick(RAW.nextSibling),
    parent: pick(RAW.parent),
  };
}

/** The same walk through the documented interface. */
export function publicCursor(): CursorFunctions {
  let cursor: TreeCursor;
  return {
    open(tree) {
      cursor = tree.walk();
      return 0;
    },
    close: () => cursor.delete(),
    kind: () => cursor.nodeTypeId,
    field: () => cursor.currentFieldId,
    start: () => cursor.startIndex,
    end: () => cursor.endIndex,
    firstChild: () => cursor.gotoFirstChild(),
    nextSibling: () => cursor.gotoNextSibling(),
    parent: () => {
      cursor.gotoParent();
    },
  };
}
