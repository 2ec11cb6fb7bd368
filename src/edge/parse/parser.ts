import { Language, Parser } from 'web-tree-sitter';
import { Kind } from '../../core/go/syntax/grammar.ts';
import { parseGo } from '../../core/go/syntax/parser/source-file.ts';
import { blankBodies, isGenerated, isWiring, maskNewExpressions, withFinalNewline } from '../../core/go/syntax/shim.ts';
import { SyntaxTree } from '../../core/go/syntax/tree.ts';
import { flatten } from './flatten.ts';
import { publicCursor, rawCursor } from './raw-cursor.ts';
import { grammarBytes, runtimeBytes } from './wasm.ts';

/** Bounds on what one file may cost. */
export const LIMITS = { bytes: 1_000_000, milliseconds: 2_000, depth: 1_000, heapBytes: 96 * 1024 * 1024 };

export const TOO_LARGE = `larger than ${LIMITS.bytes / 1e6} MB`;

/** `again`: the next try may fare better. */
export type Parsed = { tree: SyntaxTree; generated: boolean } | { skipped: string; again?: true };

export interface ParseOptions {
  /** Reads the bodies of a generated file too. */
  whole?: boolean;
}

export interface GoParser {
  /** Never throws for any text: what cannot be parsed within the limits is skipped with a reason. */
  parse(text: string, options?: ParseOptions): Parsed;
  /** Bytes that the WASM module has taken; it never gives any back. */
  heapBytes(): number;
}

interface Runtime {
  wasmBinary: Uint8Array;
  HEAPU8?: Uint8Array;
}

interface Started {
  module: Runtime;
  grammar: Language;
}

/** web-tree-sitter starts once in a thread; only the first start gets at the module's functions. */
let started: Promise<Started> | null = null;

async function start(): Promise<Started> {
  const module: Runtime = { wasmBinary: runtimeBytes() };
  await Parser.init(module);
  return { module, grammar: await Language.load(grammarBytes()) };
}

export async function createParser(): Promise<GoParser> {
  started ??= start();
  const { module, grammar } = await started;
  const parser = new Parser();
  parser.setLanguage(grammar);
  const cursor = rawCursor(module) ?? publicCursor();

  function parseOnce(text: string): SyntaxTree | { skipped: string; again: true } {
    const arrays = parseGo(text);
    return arrays ? new SyntaxTree(text, arrays) : parseWithGrammar(text);
  }

  /** Reads whatever is left: errors and all. */
  function parseWithGrammar(text: string): SyntaxTree | { skipped: string; again: true } {
    const isLate = deadline();
    const tree = parser.parse(text, null, { progressCallback: isLate });
    if (!tree) {
      parser.reset();
      return { skipped: `parsing took longer than ${LIMITS.milliseconds / 1000} s`, again: true };
    }
    try {
      return new SyntaxTree(text, flatten(tree, cursor));
    } finally {
      tree.delete();
    }
  }

  return {
    parse(source, { whole = false } = {}) {
      if (source.length > LIMITS.bytes) return { skipped: TOO_LARGE };
      const generated = isGenerated(source);
      const full = withFinalNewline(source);
      const blanked = generated && !whole && !isWiring(source);
      let tree = parseOnce(blanked ? blankBodies(full) : full);
      // Blanking ends a body too early where a line of a raw string begins with a brace.
      if (blanked && isBroken(tree)) tree = parseOnce(full);
      const masked = isBroken(tree) ? maskNewExpressions(full) : null;
      if (masked) tree = parseOnce(masked);
      if ('skipped' in tree) return tree;
      if (tree.arrays.depth > LIMITS.depth) return { skipped: `nested deeper than ${LIMITS.depth} levels` };
      return { tree, generated };
    },
    heapBytes: () => module.HEAPU8?.byteLength ?? 0,
  };
}

/** Processor time counts, since a busy machine must not change a result; the clock is cheaper to ask first. */
function deadline(): () => boolean {
  const start = performance.now();
  const used = threadMilliseconds();
  return () => performance.now() - start > LIMITS.milliseconds && threadMilliseconds() - used > LIMITS.milliseconds;
}

function threadMilliseconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function isBroken(tree: SyntaxTree | { skipped: string }): boolean {
  return !('skipped' in tree) && hasErrors(tree);
}

export function hasErrors(tree: SyntaxTree): boolean {
  return tree.arrays.missing.length > 0 || tree.arrays.kinds.includes(Kind.ERROR);
}
