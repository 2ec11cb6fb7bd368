import { createPrivateKey } from 'node:crypto';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import { FORK_POLICIES } from '../core/publication/model-consent.ts';
import { Address } from './address.ts';
import type { VariableName } from './service-variables.ts';

const Port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .pipe(z.int().max(65_535));

const Secret = z
  .string()
  .min(16)
  // A repeated character, or a word of few letters, is guessed.
  .refine((secret) => new Set(secret).size >= 6);

const Owners = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter((name) => name !== ''))
  .pipe(z.union([z.tuple([z.literal('*')]), z.array(z.string().regex(/^[A-Za-z0-9][\w-]*$/)).min(1)]));

const Whole = z
  .string()
  .regex(/^\d{1,7}$/)
  .transform(Number);

const shape = {
  APP_ID: z
    .string()
    .regex(/^[1-9]\d{0,15}$/)
    .transform(Number),
  PRIVATE_KEY: z.string().transform(toPem),
  PRIVATE_KEY_PATH: z.string().optional(),
  WEBHOOK_SECRET: Secret,
  APP_SLUG: z
    .string()
    .regex(/^[\w-]+$/)
    .optional(),
  ALLOWED_OWNERS: Owners,
  PUBLIC_URL: Address.optional(),
  PORT: Port,
  HOST: z.string().regex(/^\S+$/).optional(),
  METRICS_PORT: z.union([z.literal('off').transform(() => null), Port]),
  METRICS_HOST: z.string().regex(/^\S+$/),
  DATA_DIR: z.string().transform((path) => resolve(path.replace(/^~(?=\/|$)/, homedir()))),
  DATABASE_URL: z.url({ protocol: /^postgres(?:ql)?$/ }).optional(),
  GITHUB_API_URL: Address,
  GHE_HOST: z
    .string()
    .regex(/^[\w.-]+(?::\d+)?$/)
    .optional(),
  RECORDINGS_DAYS: Whole.pipe(z.number().max(3650)),
  RECORDINGS_MB: Whole,
  MODEL_FORKS: z.enum(FORK_POLICIES),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
} satisfies Record<VariableName, z.ZodType>;

/** Variables of the service, by name, after reading. */
export const ServiceEnv = z.object(shape);
export type ServiceEnv = z.infer<typeof ServiceEnv>;

/** What is read without credentials, for the set-up page. */
export const SetUpEnv = ServiceEnv.pick({ PORT: true, DATA_DIR: true, GITHUB_API_URL: true });
export type SetUpEnv = z.infer<typeof SetUpEnv>;

/** Variables are often of one line: `\n` for line ends, or base64. */
function toPem(text: string, context: z.RefinementCtx): string {
  const unfolded = text.includes('-----BEGIN') ? text.replaceAll('\\n', '\n') : Buffer.from(text, 'base64').toString();
  try {
    const key = createPrivateKey(unfolded);
    if (key.asymmetricKeyType === 'rsa') return key.export({ type: 'pkcs8', format: 'pem' }).toString();
  } catch {
    // Told below, without what was read.
  }
  context.addIssue({ code: 'custom' });
  return z.NEVER;
}
