import type { PromptBlock } from '../model.ts';

/**
 * What is the same for every request of a repository, the stablest first, each block the end of a cached prefix: who
 * reviews and by which standards, then what the repository is.
 */
export function systemBlocks(persona: string, standards: string, card: string): PromptBlock[] {
  return [
    { text: `${persona.trim()}\n\n${standards}\n`, cache: true },
    ...(card === '' ? [] : [{ text: card, cache: true } as const]),
  ];
}
