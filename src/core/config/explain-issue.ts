import type { z } from 'zod';
import { nearest } from './nearest.ts';
import { configJsonSchema } from './schema.ts';
import { type ConfigError, MOST_ERRORS, type YamlSource } from './yaml-source.ts';

type Issue = z.core.$ZodIssue;
type JsonSchema = z.core.JSONSchema.JSONSchema;

const SHOWN = 60;

/** What is wrong, where it is written, and what to write instead; one error for every wrong key or value. */
export function explainIssues(issues: readonly Issue[], source: YamlSource): ConfigError[] {
  const errors = issues.slice(0, MOST_ERRORS).flatMap((issue) => explainIssue(issue, source));
  return errors.toSorted((a, b) => a.line - b.line || a.column - b.column).slice(0, MOST_ERRORS);
}

function explainIssue(issue: Issue, source: YamlSource): ConfigError[] {
  const name = nameOf(issue.path);
  const at = (message: string, key?: string): ConfigError => ({ ...source.locate(issue.path, key), message });
  const value = valueAt(source.value, issue.path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.slice(0, MOST_ERRORS).map((key) => at(unknownKey(key, issue.path), key));
    case 'invalid_union':
      return inUnion(issue, value).flatMap((inner) => explainIssue(inner, source));
    case 'invalid_key':
      return issue.issues.map((inner) => at(`${name}: ${inner.message}`));
    case 'invalid_value':
      return [at(`${name}: ${oneOf(value, issue.values.map(String))}`)];
    case 'invalid_type':
      if (value === undefined) return [at(`${name} is missing; write ${article(issue.expected)}`)];
      return [at(`${name}: write ${article(issue.expected)}, not ${show(value)}`)];
    case 'too_small':
      return [at(`${name}: write ${bound(issue, 'at least', 'more than', issue.minimum)}, not ${show(value)}`)];
    case 'too_big':
      return [at(`${name}: write ${bound(issue, 'at most', 'less than', issue.maximum)}, not ${show(value)}`)];
    default:
      return [at(`${name}: ${isGroup(value) ? '' : `${show(value)} does not fit; `}${issue.message}`)];
  }
}

/** `waivers[2].until`. */
export function nameOf(path: readonly PropertyKey[]): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return text.replace(/^\./, '') || 'the file';
}

/** `"hgih" is not one of …; did you mean "high"?` */
export function oneOf(value: unknown, known: readonly string[]): string {
  // YAML 1.1 read these words as booleans, and people still write them so.
  const meant = value === false && known.includes('off') ? 'off' : nearest(String(value), known);
  return `${show(value)} is not one of ${known.join(', ')}${suggest(meant)}`;
}

export function suggest(meant: string | null): string {
  return meant === null ? '' : `; did you mean "${meant}"?`;
}

function unknownKey(key: string, path: readonly PropertyKey[]): string {
  const known = keysAt(configJsonSchema(), path);
  const where = path.length === 0 ? '' : ` in ${nameOf(path)}`;
  const meant = nearest(key, known);
  const instead = meant === null ? `; write one of ${known.join(', ')}` : suggest(meant);
  return `unknown key ${show(key)}${where}${instead}`;
}

/** The member that the value looks like it was meant for. */
function inUnion(issue: Extract<Issue, { code: 'invalid_union' }>, value: unknown): Issue[] {
  const chosen = isGroup(value) ? issue.errors.at(-1) : issue.errors[0];
  return (chosen ?? []).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

function keysAt(schema: JsonSchema, path: readonly PropertyKey[]): string[] {
  const [step, ...rest] = path;
  const object = schema.anyOf?.find((one) => one.properties !== undefined) ?? schema;
  if (step === undefined) return Object.keys(object.properties ?? {});
  const next = object.properties?.[String(step)] ?? object.items ?? object.additionalProperties;
  return typeof next === 'object' && !Array.isArray(next) ? keysAt(next, rest) : [];
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, step) => {
    return typeof inner === 'object' && inner !== null ? Reflect.get(inner, step) : undefined;
  }, value);
}

function isGroup(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

interface Bounded {
  origin: string;
  inclusive?: boolean | undefined;
}

function bound({ origin, inclusive }: Bounded, closed: string, open: string, limit: number | bigint): string {
  const unit = { string: ' character', array: ' item' }[origin] ?? '';
  const plural = unit === '' || Number(limit) === 1 ? '' : 's';
  return `${inclusive === false ? open : closed} ${limit}${unit}${plural}`;
}

function show(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (isGroup(value)) return 'a group of settings';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

function article(expected: string): string {
  const words: Record<string, string> = {
    object: 'a group of settings (`key: value` lines)',
    record: 'a group of settings (`key: value` lines)',
    array: 'a list (`- …` lines)',
    string: 'a text in quotes',
    boolean: 'true or false',
    int: 'a whole number',
    number: 'a number',
  };
  return words[expected] ?? expected;
}
