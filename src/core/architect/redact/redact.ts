import { FORMATS } from './formats.ts';
import { mark } from './mark.ts';
import { redactNamed } from './named.ts';
import { redactSecretManifest } from './secret-manifest.ts';

/**
 * The text without secrets: each is replaced by a mark that is the same for the same secret, and has as many line
 * feeds, so that lines keep their numbers. Done twice it changes nothing more.
 */
export function redact(text: string): string {
  let shown = text;
  for (const { probe, format } of FORMATS)
    if (probe.test(shown)) shown = shown.replace(format, (...groups) => replaced(groups));
  return redactSecretManifest(redactNamed(shown));
}

/** With a named group `secret` only that is replaced, else all that matched. */
function replaced(groups: readonly unknown[]): string {
  const whole = String(groups[0]);
  const named = groups.at(-1);
  const secret = isRecord(named) && typeof named.secret === 'string' ? named.secret : whole;
  if (/^\[secret [0-9a-f]{4}\]/.test(secret)) return whole;
  const at = whole.lastIndexOf(secret);
  return whole.slice(0, at) + mark(secret) + whole.slice(at + secret.length);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
