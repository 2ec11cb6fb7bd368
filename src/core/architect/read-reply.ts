import type { z } from 'zod';
import type { Cuts } from './consultation.ts';
import {
  Assessment,
  Corroboration,
  DesignComment,
  FlagVerdict,
  Question,
  type Reply,
  ReplyFinding,
  SecondLook,
  TradeOff,
} from './reply.ts';

/** An answer as data, or why it is none. */
export type Read<Answer> = { answer: Answer; cut: Cuts } | { malformed: string };

/** Code units. The longest honest answer is a twentieth of it. */
const LONGEST = 1_000_000;

/** Most items of a section; more is no review but a flood. */
const MOST = {
  findings: 40,
  corroborations: 30,
  assessments: 20,
  redFlags: 14,
  design: 12,
  questions: 8,
  tradeOffs: 6,
};
/** Most characters of one text by its name; every other one is prose. */
const CHARACTERS: Readonly<Record<string, number>> = { quote: 6_000, replacement: 6_000, path: 1_000, standard: 100 };
const PROSE = 1_500;
/** Most items of a list within an item: evidence, alternatives. */
const WITHIN = 8;
const DEEPEST = 4;

/**
 * Reads the answer of a review. What is too long or too many is cut and counted, an item of another shape likewise;
 * only an answer without a list of findings is malformed. Never throws.
 */
export function readReply(text: string): Read<Reply> {
  const read = readObject(text);
  if ('malformed' in read) return read;
  const { object } = read;
  if (!Array.isArray(object.findings)) return { malformed: 'the answer has no list of findings' };
  const cuts = new Map<string, number>();
  const section = <Item>(name: keyof typeof MOST, schema: z.ZodType<Item>): Item[] =>
    items(object[name], schema, MOST[name], (reason) => cuts.set(reason, (cuts.get(reason) ?? 0) + 1));
  const answer = {
    findings: section('findings', ReplyFinding),
    corroborations: section('corroborations', Corroboration),
    assessments: section('assessments', Assessment),
    redFlags: section('redFlags', FlagVerdict),
    design: section('design', DesignComment),
    questions: section('questions', Question),
    tradeOffs: section('tradeOffs', TradeOff),
  };
  return { answer, cut: Object.fromEntries(cuts) };
}

/** Reads what the second call says of one finding. */
export function readSecondLook(text: string): Read<SecondLook> {
  const read = readObject(text);
  if ('malformed' in read) return read;
  const parsed = SecondLook.safeParse(bounded(read.object, () => {}));
  return parsed.success ? { answer: parsed.data, cut: {} } : { malformed: 'the answer is no verdict' };
}

function readObject(text: string): { object: Record<string, unknown> } | { malformed: string } {
  if (text.trim() === '') return { malformed: 'the answer is empty' };
  if (text.length > LONGEST) return { malformed: `the answer is longer than ${LONGEST} characters` };
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? { object: value } : { malformed: 'the answer is no JSON object' };
  } catch {
    return { malformed: 'the answer is no JSON' };
  }
}

function items<Item>(raw: unknown, schema: z.ZodType<Item>, most: number, cut: (reason: string) => void): Item[] {
  if (!Array.isArray(raw)) return [];
  const read: Item[] = [];
  for (const one of raw) {
    if (read.length === most) {
      cut('too many');
      continue;
    }
    const parsed = schema.safeParse(bounded(one, () => cut('too long')));
    if (parsed.success) read.push(parsed.data);
    else cut('not as agreed');
  }
  return read;
}

/** The value with long texts and lists shortened; deeper than any item goes there is nothing. */
function bounded(value: unknown, cut: () => void, name = '', depth = 0): unknown {
  if (depth > DEEPEST) return null;
  if (typeof value === 'string') {
    const most = CHARACTERS[name] ?? PROSE;
    if (value.length <= most) return value;
    cut();
    return `${value.slice(0, most - 1).toWellFormed()}…`;
  }
  if (Array.isArray(value)) {
    if (value.length > WITHIN) cut();
    return value.slice(0, WITHIN).map((one) => bounded(one, cut, '', depth + 1));
  }
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, bounded(one, cut, key, depth + 1)]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
