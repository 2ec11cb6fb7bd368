import type { FunctionFact } from '../../go/facts.ts';
import type { GoIndex } from '../../go/index/go-index.ts';

const READING = new WeakMap<GoIndex, boolean>();

/**
 * Handlers of this program's `log/slog` records take something from the context: a trace, a request id. Where another
 * one takes nothing, nobody can tell which of them a line goes to.
 */
export function logsReadContext(index: GoIndex): boolean {
  let known = READING.get(index);
  if (known === undefined) {
    const handlers = index
      .importers('log/slog')
      .flatMap((file) => (file.mentions?.('"Handle"') === false ? [] : file.facts.functions.filter(isHandler)));
    const bridged = index.importers('go.opentelemetry.io/contrib/bridges/otelslog').length > 0;
    known = (bridged || handlers.some(readsContext)) && handlers.every((one) => readsContext(one) || handsOn(one));
    READING.set(index, known);
  }
  return known;
}

/** `func (h handler) Handle(ctx context.Context, r slog.Record) error` */
function isHandler({ name, receiver, parameters }: FunctionFact): boolean {
  return name === 'Handle' && receiver !== null && (parameters[1]?.type.endsWith('.Record') ?? false);
}

function readsContext({ parameters, uses }: FunctionFact): boolean {
  // `.Value` may also be that of an attribute.
  if (!parameters[0]?.name || parameters[0].name === '_') return false;
  return uses.some((use) => /^\.Value$|\.Span(?:Context)?FromContext$|FromContext$/.test(use));
}

/** To the handler that it wraps. */
function handsOn({ uses }: FunctionFact): boolean {
  return uses.includes('.Handle');
}
