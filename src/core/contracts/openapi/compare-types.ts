import { broken, doubtful } from './breaks.ts';
import { type Compared, nameOf, type Shapes } from './compare-schema.ts';

/** Null where the two are of one type, so that what is within them can be compared. */
export function compareTypes(shapes: Shapes): Compared | null {
  const { old, now, before: was, after: at, of, direction } = shapes;
  const what = nameOf(shapes);
  const said = { was, at, of, member: what };
  if (old.types === null && now.types === null) return null;
  if (now.types === null)
    return direction === 'request'
      ? []
      : [
          doubtful(
            {
              ...said,
              message: `${what} was ${named(old.types)} and can be anything now: clients cannot rely on what they read.`,
            },
            'low',
          ),
        ];
  if (old.types === null)
    return direction === 'response'
      ? []
      : [doubtful({ ...said, message: `${what} could be anything and has to be ${named(now.types)} now.` }, 'low')];
  const [given, taken] = direction === 'request' ? [old.types, now.types] : [now.types, old.types];
  if ([...given].every((type) => taken.has(type) || (type === 'integer' && taken.has('number')))) return format(shapes);
  if (
    direction === 'response' &&
    [...given].every((type) => taken.has(type) || (type === 'number' && taken.has('integer')))
  )
    return [
      doubtful({
        ...said,
        message: `${what} was an integer and can have a fraction now: clients that decode it into an integer fail at the first that has.`,
      }),
    ];
  const change = `${what} was ${named(old.types)} and is ${named(now.types)}`;
  const message =
    direction === 'request'
      ? `${change}: requests of existing clients are refused.`
      : `${change}: existing clients cannot decode it; in Go \`json.Unmarshal\` returns an error.`;
  return [broken({ ...said, message })];
}

/** Wider ones behind those that fit into them. */
const WIDER: Readonly<Record<string, readonly string[]>> = { int32: ['int64'], float: ['double'] };
const NUMBERS = new Set(['int32', 'int64', 'float', 'double']);
/** Those that a client decodes into another type. */
const TYPED = new Set(['int32', 'int64', 'float', 'double', 'date', 'date-time', 'byte', 'binary', 'uuid', 'duration']);

function format(shapes: Shapes): Compared | null {
  const { old, now, before: was, after: at, of, direction } = shapes;
  const what = nameOf(shapes);
  const [a, b] = [old.format, now.format];
  if (a === b || [...(old.types ?? [])].join() !== [...(now.types ?? [])].join()) return null;
  const [given, taken] = direction === 'request' ? [a, b] : [b, a];
  if (taken === null || (given !== null && WIDER[given]?.includes(taken))) return null;
  const said = { was, at, of, member: what };
  const told = (format: string | null) => (format === null ? 'without a format' : `of format \`${format}\``);
  const change = `${what} was ${told(a)} and is ${told(b)}`;
  const isNumber = a !== null && b !== null && NUMBERS.has(a) && NUMBERS.has(b);
  const message = isNumber
    ? `${change}: whoever reads it as the narrower one fails at the first value that does not fit, or reads another.`
    : `${change}: clients that ${direction === 'request' ? 'send' : 'expect'} the old form are ${direction === 'request' ? 'refused' : 'given what they cannot read'}.`;
  if (!TYPED.has(taken)) return null;
  const certain = !isNumber && a !== null && b !== null && TYPED.has(a) && TYPED.has(b);
  return certain ? [broken({ ...said, message })] : [doubtful({ ...said, message }, 'low')];
}

function named(types: ReadonlySet<string> | null): string {
  return [...(types ?? [])].map((type) => `\`${type}\``).join(' or ');
}
