import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

declare const BUNDLED: boolean | undefined;

/** https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest */
const Manifest = z.strictObject({
  name: z.string(),
  description: z.string(),
  url: z.url(),
  public: z.boolean(),
  hook_attributes: z.strictObject({ url: z.url(), active: z.boolean() }),
  default_permissions: z.record(z.string(), z.enum(['read', 'write'])),
  default_events: z.array(z.string()),
});
export type Manifest = z.infer<typeof Manifest>;

/** What app.yml says. */
export function readManifest(): Manifest {
  const path = typeof BUNDLED !== 'undefined' ? './app.yml' : '../../../app.yml';
  return Manifest.parse(parse(readFileSync(new URL(path, import.meta.url), 'utf8')));
}
