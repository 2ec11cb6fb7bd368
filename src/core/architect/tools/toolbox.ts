import { dataBlock } from '../data-block.ts';
import type { ModelReply, ModelTool, ToolResult } from '../model.ts';
import { findSymbol } from './find-symbol.ts';
import { history } from './history.ts';
import { implementations } from './implementations.ts';
import { listFiles } from './list-files.ts';
import { readFile } from './read-file.ts';
import { references } from './references.ts';
import { searchText } from './search-text.ts';
import { serviceEdges } from './service-edges.ts';
import { type Tool, ToolError, type Workshop } from './tool.ts';

/** Every tool, in the order in which requests name them: it is part of what is cached. */
export const TOOLS: readonly Tool[] = [
  readFile,
  searchText,
  references,
  findSymbol,
  implementations,
  listFiles,
  serviceEdges,
  history,
];

export const TOOL_SPECS: readonly ModelTool[] = TOOLS.map(({ spec }) => spec);

export interface Limits {
  calls: number;
  /** Characters of all results, and of one. */
  characters: number;
  longest: number;
  /** Milliseconds for all look-ups. */
  ms: number;
}

export const LIMITS: Limits = { calls: 30, characters: 160_000, longest: 16_000, ms: 20_000 };

/** Calls that are answered with no more than that. */
const MOST_REFUSED = 6;

/** Answers a model's calls within bounds: those of one conversation. */
export class Toolbox {
  private readonly workshop: Workshop;
  private readonly now: () => number;
  private readonly limits: Limits;
  private calls = 0;
  private characters = 0;
  private ms = 0;
  private refused = 0;

  /** @param now monotonic milliseconds */
  constructor(workshop: Workshop, now: () => number, limits: Limits = LIMITS) {
    this.workshop = workshop;
    this.now = now;
    this.limits = limits;
  }

  /** It said before that nothing more is looked up. */
  get isRefusing(): boolean {
    return this.refused > MOST_REFUSED;
  }

  private get isExhausted(): boolean {
    const { calls, characters, ms } = this.limits;
    return this.calls >= calls || this.characters >= characters || this.ms >= ms;
  }

  async run({ id, name, input }: ModelReply['calls'][number]): Promise<ToolResult> {
    if (this.isExhausted) {
      this.refused++;
      return { id, result: 'No further look-ups: answer with what you know.', failed: true };
    }
    this.calls++;
    const started = this.now();
    try {
      const tool = TOOLS.find(({ spec }) => spec.name === name);
      if (tool === undefined) throw new ToolError('there is no such tool');
      const text = await tool.run(input, this.workshop);
      const { longest } = this.limits;
      const shown = text.length > longest ? `${text.slice(0, longest).toWellFormed()}\n… (cut; ask for less)` : text;
      this.characters += shown.length;
      return { id, result: dataBlock('result', {}, shown), failed: false };
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      return { id, result: dataBlock('refused', {}, error.message), failed: true };
    } finally {
      this.ms += this.now() - started;
    }
  }
}
