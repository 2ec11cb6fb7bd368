import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const Manifest = z.object({
  default_permissions: z.record(z.string(), z.enum(['read', 'write'])),
  default_events: z.array(z.string()),
});

/** The App is registered as its own manifest says. */
export function readManifest() {
  const text = readFileSync(new URL('../../app.yml', import.meta.url), 'utf8');
  const { default_permissions: permissions, default_events: events } = Manifest.parse(parse(text));
  return { permissions, events };
}
