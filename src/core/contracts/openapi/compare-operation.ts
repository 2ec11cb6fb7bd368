import type { Answer, Content, Operation, Parameter } from './api.ts';
import { type Break, broken, type Direction, doubtful } from './breaks.ts';
import type { Schemas } from './compare-schema.ts';
import type { Part } from './part.ts';
import { shapeOf } from './shape.ts';

/** What became of an operation that is still there. */
export function compareOperation(before: Operation, after: Operation, schemas: Schemas): Break[] {
  const name = `${before.method} ${before.path}`;
  const content = (old: Content, now: Content, direction: Direction, at: Part, was: Part) =>
    compareContent({ old, now, direction, at, was, name, schemas });
  const asked = [
    ...compareParameters(before, after, name, schemas),
    ...compareBodies(before, after, name),
    ...(before.body && after.body
      ? content(before.body.content, after.body.content, 'request', after.body.part, before.body.part)
      : []),
  ];
  const answered = [...before.answers].flatMap(([code, old]) => {
    const now = answerTo(code, after.answers);
    if (!now) return goneAnswer(before, after, code, old, name);
    const found = isSuccess(code) ? content(old.content, now.content, 'response', now.part, old.part) : [];
    return [...found, ...(isSuccess(code) ? compareHeaders(old, now, code, name, schemas) : [])];
  });
  return [...towards('request', asked), ...towards('response', answered)];
}

function towards(direction: Direction, breaks: readonly Break[]): Break[] {
  return breaks.map((one) => ({ ...one, direction }));
}

function isSuccess(code: string): boolean {
  return /^[23]/.test(code);
}

function answerTo(code: string, answers: ReadonlyMap<string, Answer>): Answer | undefined {
  return answers.get(code) ?? answers.get(`${code[0]}XX`);
}

/** What fails may fail otherwise; what succeeds is what clients were written for. */
function goneAnswer(before: Operation, after: Operation, code: string, { part }: Answer, name: string): Break[] {
  if (!/^2\d\d$/.test(code) || after.answers.size === 0) return [];
  const now = [...after.answers].find(([other]) => /^2/.test(other) && !before.answers.has(other));
  const said = { at: now?.[1].part ?? null, was: part, of: name, member: `${code}` };
  // Nothing else says that it can succeed: `default` may.
  if (!now && ![...after.answers.keys()].some((other) => /^2/.test(other))) return [];
  const instead = now ? `is answered ${now[0]} in place of ${code}` : `is not answered ${code} any more`;
  return [
    broken({ ...said, message: `\`${name}\` ${instead}: clients that check for ${code} take success for a failure.` }),
  ];
}

function compareParameters(before: Operation, after: Operation, name: string, schemas: Schemas): Break[] {
  const places = (operation: Operation) => [...operation.path.matchAll(/\{([^}]*)\}/g)].map(([, one = '']) => one);
  const [old, now] = [places(before), places(after)];
  const keyOf = ({ where, name: own }: Parameter, names: readonly string[]) =>
    where === 'path' ? `path ${names.indexOf(own)}` : `${where} ${where === 'header' ? own.toLowerCase() : own}`;
  const known = new Map(before.parameters.map((one) => [keyOf(one, old), one]));
  const taken = new Map(after.parameters.map((one) => [keyOf(one, now), one]));
  const moved = new Map(after.parameters.map((one) => [one.name, one]));
  return [
    ...[...known].flatMap(([key, one]): Break[] => {
      const said = { was: one.part, of: name, member: `\`${one.name}\`` };
      const what = `${one.where} parameter \`${one.name}\` of \`${name}\``;
      const next = taken.get(key);
      if (!next && one.where === 'path') return [];
      if (!next) {
        const other = moved.get(one.name);
        return [
          doubtful({
            ...said,
            at: other?.part ?? null,
            message: other
              ? `The ${what} is a ${other.where} parameter now: what existing clients send is not looked at.`
              : `The ${what} is gone: what existing clients ask for with it does not happen, without an error.`,
          }),
        ];
      }
      const required =
        next.required && !one.required
          ? [
              broken({
                ...said,
                at: next.part,
                message: `The ${what} became required: requests of existing clients that leave it out are refused.`,
              }),
            ]
          : [];
      const defaults = [one, next].map(({ part, schema }) => (part.get('default') ?? schema.get('default'))?.value);
      const [was, is] = defaults.map((value) => (value === undefined ? 'none' : JSON.stringify(value)));
      const redefaulted =
        was === is
          ? []
          : [
              doubtful(
                {
                  ...said,
                  at: next.part,
                  message: `The default of the ${what} was ${was} and is ${is}: clients that leave it out get something else.`,
                },
                'low',
              ),
            ];
      const pair = { before: one.schema, after: takenAs(one, next), label: '', where: `the ${what}`, of: name };
      return [...required, ...redefaulted, ...schemas.compare(pair, 'request')];
    }),
    ...[...taken].flatMap(([key, one]): Break[] => {
      const isNew = !known.has(key) && !before.parameters.some((other) => other.name === one.name);
      if (!isNew || !one.required || one.where === 'path') return [];
      return [
        broken({
          ...{ was: before.part, at: one.part, of: name, member: `\`${one.name}\`` },
          message: `\`${name}\` requires the ${one.where} parameter \`${one.name}\` now: requests of existing clients do not have it and are refused.`,
        }),
      ];
    }),
  ];
}

/** A query says a list of one as it says the one: what fitted then fits an entry now. */
function takenAs(before: Parameter, { where, schema }: Parameter): Part {
  const items = shapeOf(schema).items;
  const [was, is] = [shapeOf(before.schema).types, shapeOf(schema).types];
  const grew = is?.has('array') && was !== null && ['array', 'object'].every((type) => !was.has(type));
  return where === 'query' && grew && items ? items : schema;
}

function compareBodies(before: Operation, after: Operation, name: string): Break[] {
  const { body: old } = before;
  const { body: now } = after;
  const forms = (operation: Operation) => operation.parameters.some(({ where }) => where === 'formData');
  const said = { was: old?.part ?? before.part, of: name, member: 'its body' };
  if (now?.required && !old?.required && !forms(before))
    return [
      broken({
        ...said,
        at: now.part,
        message: old
          ? `The body of \`${name}\` became required: requests of existing clients without one are refused.`
          : `\`${name}\` requires a body now: requests of existing clients have none and are refused.`,
      }),
    ];
  if (old && !now && !forms(after))
    return [
      doubtful({
        ...said,
        at: null,
        message: `The body of \`${name}\` is gone: what existing clients send is not looked at.`,
      }),
    ];
  return [];
}

interface Contents {
  old: Content;
  now: Content;
  direction: Direction;
  at: Part;
  was: Part;
  name: string;
  schemas: Schemas;
}

function compareContent({ old, now, direction, at, was, name, schemas }: Contents): Break[] {
  return [...old].flatMap(([type, before]): readonly Break[] => {
    const isOpen = type === '*' || now.has('*') || now.has('*/*');
    const [first] = [...now.values()];
    // Null is there, too: a type of which nothing more is said.
    const named = [type, '*', '*/*'].find((one) => now.has(one));
    const after = named === undefined ? (isOpen ? first : undefined) : now.get(named);
    const where = `the ${direction === 'request' ? 'body' : 'answer'} of \`${name}\``;
    if (after === undefined) {
      if (now.size === 0 && direction === 'request') return [];
      const message =
        direction === 'request'
          ? `\`${name}\` takes no \`${type}\` any more: existing clients that send it are refused with 415.`
          : now.size === 0
            ? `\`${name}\` answers without a body now, where it was \`${type}\`: existing clients cannot decode it.`
            : `\`${name}\` answers no \`${type}\` any more: existing clients that read it cannot decode the answer.`;
      return [broken({ message, at, was, of: name, member: `\`${type}\`` })];
    }
    return before && after ? schemas.compare({ before, after, label: '', where, of: name }, direction) : [];
  });
}

function compareHeaders(old: Answer, now: Answer, code: string, name: string, schemas: Schemas): Break[] {
  return [...old.headers].flatMap(([header, was]): readonly Break[] => {
    const at = now.headers.get(header) ?? null;
    const what = `header \`${header}\` of the answer ${code} of \`${name}\``;
    const said = { was, at, of: name, member: `\`${header}\`` };
    if (!at) return [doubtful({ ...said, message: `The ${what} is gone: clients that read it find nothing.` })];
    const isLess = was.text('required') === 'true' && at.text('required') !== 'true';
    const less = isLess ? [doubtful({ ...said, message: `The ${what} can be missing now.` })] : [];
    const [before, after] = [was.get('schema') ?? was, at.get('schema') ?? at];
    return [...less, ...schemas.compare({ before, after, label: '', where: `the ${what}`, of: name }, 'response')];
  });
}
