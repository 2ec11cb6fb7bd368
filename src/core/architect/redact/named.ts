import { isPlaceholder, looksRandom, namesSample, namesSecret } from '../../standards/support/secrets.ts';
import { mark } from './mark.ts';

/** `apiKey: "…"`, `DB_PASSWORD=…`, `"token": '…'`: a name and what it is given, on one line. */
const GIVEN =
  /([\w.-]{3,80})(["'`]?[ \t]*(?::=|=>|[:=])[ \t]*)(?:"([^"\n]{6,400})"|'([^'\n]{6,400})'|`([^`\n]{6,400})`|([^\s"'`,;(){}[\]]{6,400})(?=\s*$))/gm;
/** An entry of a Kubernetes manifest: its name on one line, its value on the next. */
const ENTRY = /(name:\s*["']?([\w.-]{3,80})["']?\s*\n\s*value:\s*)(["']?)([^\s"'{$][^\n"']{3,400})\3(?=\s*$)/gm;

/** Replaces what a telling name is given, where it looks like the secret itself and not like the name of one. */
export function redactNamed(text: string): string {
  const given = text.replace(GIVEN, (whole: string, name: string, between: string, ...values: unknown[]) => {
    const value = values.slice(0, 4).find((one): one is string => typeof one === 'string');
    return value !== undefined && isSecret(name, value)
      ? replaceLast(whole, name.length + between.length, value)
      : whole;
  });
  return given.replace(ENTRY, (whole: string, before: string, name: string, quote: string, value: string) =>
    namesSecret(name) && !isReference(value) ? `${before}${quote}${mark(value)}${quote}` : whole,
  );
}

function isSecret(name: string, value: string): boolean {
  const last = /[\w-]+$/.exec(name)?.[0].replaceAll('-', '_') ?? name;
  return (
    namesSecret(last) && !namesSample(last) && !isReference(value) && (looksRandom(value) || isPassword(last, value))
  );
}

/** A password that a person picked: no word of code, which has neither digits beside letters nor such signs. */
function isPassword(name: string, value: string): boolean {
  if (!/passw|passphrase/i.test(name) || isPlaceholder(value)) return false;
  return /\d/.test(value) && /[A-Za-z]/.test(value) && !/[\s()]|^\w+\.\w+/.test(value);
}

/** It says where the secret is. */
function isReference(value: string): boolean {
  return /^\[secret [0-9a-f]{4}\]/.test(value) || /^(?:\$|\{\{|%|<|\/|os\.|env)|\$\{|\{\{/.test(value);
}

function replaceLast(whole: string, from: number, value: string): string {
  const at = whole.indexOf(value, from);
  return whole.slice(0, at) + mark(value) + whole.slice(at + value.length);
}
