/** The texts of prompts/, which a person may edit. */
export const PROMPT_NAMES = ['persona', 'review', 'synthesis', 'verify'] as const;
export type PromptName = (typeof PROMPT_NAMES)[number];
export type Prompts = Readonly<Record<PromptName, string>>;
