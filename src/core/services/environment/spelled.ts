import type { FieldFact } from '../../go/facts.ts';
import { isExported } from '../../go/names.ts';
import type { EnvironmentRead } from './reads.ts';

/** Types that are read from one variable. */
const PLAIN = /^(?:\[\])?(?:string|bool|byte|u?int\d*|float\d+|time\.Duration)$/;

/** What vrischmann/envconfig takes for a field: it is needed unless its tag says otherwise, and has its name in words. */
export function spelledRead(
  { name, tag, type }: Pick<FieldFact, 'name' | 'tag' | 'type'>,
  prefix: string,
): Pick<EnvironmentRead, 'name' | 'also' | 'need'> | null {
  const parts = (/\benvconfig:"([^"]*)"/.exec(tag ?? '')?.[1] ?? '').split(',').map((part) => part.trim());
  if (!isExported(name) || !PLAIN.test(type) || parts.includes('-')) return null;
  const own = parts.find((part) => part !== '' && part !== 'optional' && !part.startsWith('default='));
  const need = parts.some((part) => part.startsWith('default='))
    ? 'default'
    : parts.includes('optional')
      ? 'optional'
      : 'required';
  if (own !== undefined) return { name: own, need };
  const words = `${prefix}${spelledWords(name)}`;
  // The same without a mark between words, and either in small letters.
  const run = words.replaceAll('_', '');
  const half = `${prefix}${name.toUpperCase()}`;
  return { name: words, need, also: [run, half, words.toLowerCase(), run.toLowerCase(), half.toLowerCase()] };
}

/** `CLIENT_ID`, `SSL_MODE` of `ClientID`, `SSLMode`. */
export function spelledWords(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toUpperCase();
}
