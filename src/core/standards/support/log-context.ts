import type { FunctionFact } from '../../go/facts.ts';
import type { GoIndex } from '../../go/index/go-index.ts';

const READING = new WeakMap<GoIndex, boolean>();

/** Handlers of this program's `log/slog` records take something from the context: a trace, a request id. */
export function logsReadContext(index: GoIndex): boolean {
  let known = READING.get(index);
  if (known === undefined) {
    known =
      index.importers('go.opentelemetry.io/contrib/bridges/otelslog').length > 0 ||
      index.importers('log/slog').some(({ facts }) => facts.functions.some(readsContext));
    READING.set(index, known);
  }
  return known;
}

/** `func (h handler) Handle(ctx context.Context, r slog.Record) error` that looks into `ctx`. */
function readsContext({ name, receiver, parameters, uses }: FunctionFact): boolean {
  if (name !== 'Handle' || receiver === null || !parameters[1]?.type.endsWith('.Record')) return false;
  return uses.some((use) => /^\.Value$|\.Span(?:Context)?FromContext$|FromContext$/.test(use));
}
