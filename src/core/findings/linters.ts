import { names } from './waiver.ts';

/**
 * Standards that look for what a Go linter looks for, by the linter's name in `//nolint`: whoever told the linter that
 * a place is meant has told us. https://golangci-lint.run/docs/linters/
 */
const SAME: Readonly<Record<string, readonly string[]>> = {
  bodyclose: ['resource/body-not-closed'],
  containedctx: ['context/in-struct'],
  contextcheck: ['context/background-in-request-path'],
  copyloopvar: ['concurrency/loop-var-capture'],
  errcheck: ['errors/ignored-result', 'errors/blank-assign', 'resource/writable-close-ignored'],
  errorlint: ['errors/errorf-no-wrap', 'errors/sentinel-eq', 'errors/type-assert'],
  fatcontext: ['context/fat-loop'],
  forcetypeassert: ['errors/unchecked-assertion'],
  funlen: ['quality/long-function'],
  gochecknoglobals: ['quality/global-mutable-state'],
  gosec: ['security/*', 'resilience/http-server-no-timeout', 'data/sql-format'],
  govet: ['context/lost-cancel', 'concurrency/copylock', 'testing/fatal-in-goroutine', 'api/unmarshal-non-pointer'],
  interfacebloat: ['quality/interface-bloat'],
  loggercheck: ['observability/slog-odd-args'],
  nestif: ['quality/deep-nesting'],
  nilerr: ['errors/nil-returned-on-err'],
  noctx: ['context/no-ctx-call', 'resilience/default-client'],
  promlinter: ['observability/metric-name'],
  revive: ['context/value-key-type'],
  rowserrcheck: ['resource/rows-err-unchecked'],
  sloglint: ['observability/slog-odd-args'],
  SA1029: ['context/value-key-type'],
  SA2000: ['concurrency/wg-add-inside'],
  SA2002: ['testing/fatal-in-goroutine'],
  SA5001: ['errors/use-before-check'],
  spancheck: ['observability/span-not-ended'],
  sqlclosecheck: ['resource/rows-not-closed'],
  staticcheck: [
    'concurrency/wg-add-inside',
    'context/value-key-type',
    'errors/use-before-check',
    'testing/fatal-in-goroutine',
  ],
  wrapcheck: ['errors/return-unwrapped'],
  zerologlint: ['observability/event-not-sent'],
};

/** A comment that says `name` speaks of the standard: its id, its `area/*`, or a linter that looks for the same. */
export function speaksOf(name: string, standard: string): boolean {
  return names(name, standard) || (Object.hasOwn(SAME, name) && (SAME[name] ?? []).some((own) => names(own, standard)));
}
