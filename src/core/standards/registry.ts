import { decodeNoValidation } from './api/decode-no-validation.ts';
import { grpcRawError } from './api/grpc-raw-error.ts';
import { headerAfterBody } from './api/header-after-body.ts';
import { mutatingGet } from './api/mutating-get.ts';
import { noGrpcHealth } from './api/no-grpc-health.ts';
import { openapiBreaking } from './api/openapi-breaking.ts';
import { postNoIdempotencyKey } from './api/post-no-idempotency-key.ts';
import { protoBreaking } from './api/proto-breaking.ts';
import { unmarshalNonPointer } from './api/unmarshal-non-pointer.ts';
import { unversionedRoute } from './api/unversioned-route.ts';
import { writeAfterError } from './api/write-after-error.ts';
import { chattyCall } from './architecture/chatty-call.ts';
import { crossServiceImport } from './architecture/cross-service-import.ts';
import { deepSyncChain } from './architecture/deep-sync-chain.ts';
import { godService } from './architecture/god-service.ts';
import { layerSkip } from './architecture/layer-skip.ts';
import { missingDecision } from './architecture/missing-decision.ts';
import { newSyncEdge } from './architecture/new-sync-edge.ts';
import { serviceCycle } from './architecture/service-cycle.ts';
import { syncFanOut } from './architecture/sync-fan-out.ts';
import { capturedErr } from './concurrency/captured-err.ts';
import { copylock } from './concurrency/copylock.ts';
import { doubleLock } from './concurrency/double-lock.ts';
import { goroutineNoExit } from './concurrency/goroutine-no-exit.ts';
import { goroutineNoRecover } from './concurrency/goroutine-no-recover.ts';
import { goroutineResultLeak } from './concurrency/goroutine-result-leak.ts';
import { lockAcrossIo } from './concurrency/lock-across-io.ts';
import { loopVarCapture } from './concurrency/loop-var-capture.ts';
import { unboundedGoroutines } from './concurrency/unbounded-goroutines.ts';
import { unlockMissingPath } from './concurrency/unlock-missing-path.ts';
import { unsafeSharedValue } from './concurrency/unsafe-shared-value.ts';
import { wgAddInside } from './concurrency/wg-add-inside.ts';
import { backgroundInRequestPath } from './context/background-in-request-path.ts';
import { blockingOpNoDone } from './context/blocking-op-no-done.ts';
import { fatLoop } from './context/fat-loop.ts';
import { inStruct } from './context/in-struct.ts';
import { lostCancel } from './context/lost-cancel.ts';
import { noCtxCall } from './context/no-ctx-call.ts';
import { notFirst } from './context/not-first.ts';
import { requestCtxInGoroutine } from './context/request-ctx-in-goroutine.ts';
import { todoLeft } from './context/todo-left.ts';
import { valueKeyType } from './context/value-key-type.ts';
import { cacheNoTtl } from './data/cache-no-ttl.ts';
import { lostUpdate } from './data/lost-update.ts';
import { migrationBreaksRunningCode } from './data/migration-breaks-running-code.ts';
import { nPlusOne } from './data/n-plus-one.ts';
import { nonTxHandleInTx } from './data/non-tx-handle-in-tx.ts';
import { poolUnset } from './data/pool-unset.ts';
import { sharedDatabase } from './data/shared-database.ts';
import { sharedTable } from './data/shared-table.ts';
import { sqlFormat } from './data/sql-format.ts';
import { txHoldsRemoteCall } from './data/tx-holds-remote-call.ts';
import { unsafeMigration } from './data/unsafe-migration.ts';
import { writeWithoutWhere } from './data/write-without-where.ts';
import { envMissing } from './deploy/env-missing.ts';
import { envUndocumented } from './deploy/env-undocumented.ts';
import { envUnused } from './deploy/env-unused.ts';
import { goVersionMismatch } from './deploy/go-version-mismatch.ts';
import { gomaxprocs } from './deploy/gomaxprocs.ts';
import { identicalProbes } from './deploy/identical-probes.ts';
import { imageRunsAsRoot } from './deploy/image-runs-as-root.ts';
import { imageUntagged } from './deploy/image-untagged.ts';
import { livenessChecksDependency } from './deploy/liveness-checks-dependency.ts';
import { noLimits } from './deploy/no-limits.ts';
import { noProbes } from './deploy/no-probes.ts';
import { notMultiStage } from './deploy/not-multi-stage.ts';
import { privileged } from './deploy/privileged.ts';
import { probeNotServed } from './deploy/probe-not-served.ts';
import { rolloutOrder } from './deploy/rollout-order.ts';
import { scratchNoCa } from './deploy/scratch-no-ca.ts';
import { selectorMismatch } from './deploy/selector-mismatch.ts';
import { shellEntrypoint } from './deploy/shell-entrypoint.ts';
import { singleReplica } from './deploy/single-replica.ts';
import { blankAssign } from './errors/blank-assign.ts';
import { errMethodUnguarded } from './errors/err-method-unguarded.ts';
import { errorfNoWrap } from './errors/errorf-no-wrap.ts';
import { exitOutsideMain } from './errors/exit-outside-main.ts';
import { httpErrorNoReturn } from './errors/http-error-no-return.ts';
import { ignoredResult } from './errors/ignored-result.ts';
import { invertedSentinel } from './errors/inverted-sentinel.ts';
import { logAndReturn } from './errors/log-and-return.ts';
import { nilReturnedOnErr } from './errors/nil-returned-on-err.ts';
import { panicInRequestPath } from './errors/panic-in-request-path.ts';
import { returnUnwrapped } from './errors/return-unwrapped.ts';
import { sentinelEq } from './errors/sentinel-eq.ts';
import { typeAssert } from './errors/type-assert.ts';
import { uncheckedAssertion } from './errors/unchecked-assertion.ts';
import { useBeforeCheck } from './errors/use-before-check.ts';
import { JUDGEMENTS } from './judgements.ts';
import { backgroundNotWaited } from './lifecycle/background-not-waited.ts';
import { exitSkipsDefer } from './lifecycle/exit-skips-defer.ts';
import { graceShorterThanShutdown } from './lifecycle/grace-shorter-than-shutdown.ts';
import { gracefulStopUnbounded } from './lifecycle/graceful-stop-unbounded.ts';
import { noDrain } from './lifecycle/no-drain.ts';
import { noGracefulShutdown } from './lifecycle/no-graceful-shutdown.ts';
import { noSigterm } from './lifecycle/no-sigterm.ts';
import { shutdownAfterWait } from './lifecycle/shutdown-after-wait.ts';
import { shutdownNoTimeout } from './lifecycle/shutdown-no-timeout.ts';
import { signalUnbuffered } from './lifecycle/signal-unbuffered.ts';
import { untrappableSignal } from './lifecycle/untrappable-signal.ts';
import { ackBeforeWork } from './messaging/ack-before-work.ts';
import { acksNone } from './messaging/acks-none.ts';
import { autoAck } from './messaging/auto-ack.ts';
import { commitOnError } from './messaging/commit-on-error.ts';
import { consumerNotIdempotent } from './messaging/consumer-not-idempotent.ts';
import { contractDrift } from './messaging/contract-drift.ts';
import { dualWrite } from './messaging/dual-write.ts';
import { nackRequeueForever } from './messaging/nack-requeue-forever.ts';
import { noDeadLetter } from './messaging/no-dead-letter.ts';
import { noPartitionKey } from './messaging/no-partition-key.ts';
import { noPrefetch } from './messaging/no-prefetch.ts';
import { publishErrIgnored } from './messaging/publish-err-ignored.ts';
import { errorNotObserved } from './observability/error-not-observed.ts';
import { eventNotSent } from './observability/event-not-sent.ts';
import { metricCardinality } from './observability/metric-cardinality.ts';
import { metricName } from './observability/metric-name.ts';
import { metricNotRegistered } from './observability/metric-not-registered.ts';
import { noCorrelationId } from './observability/no-correlation-id.ts';
import { noHealth } from './observability/no-health.ts';
import { noMetrics } from './observability/no-metrics.ts';
import { noTracing } from './observability/no-tracing.ts';
import { printLogging } from './observability/print-logging.ts';
import { propagationLost } from './observability/propagation-lost.ts';
import { slogOddArgs } from './observability/slog-odd-args.ts';
import { spanNotEnded } from './observability/span-not-ended.ts';
import { concreteDependency } from './quality/concrete-dependency.ts';
import { deepNesting } from './quality/deep-nesting.ts';
import { globalMutableState } from './quality/global-mutable-state.ts';
import { hiddenDependency } from './quality/hidden-dependency.ts';
import { interfaceBloat } from './quality/interface-bloat.ts';
import { layout } from './quality/layout.ts';
import { longFunction } from './quality/long-function.ts';
import { replaceDirective } from './quality/replace-directive.ts';
import { defaultClient } from './resilience/default-client.ts';
import { grpcCallNoDeadline } from './resilience/grpc-call-no-deadline.ts';
import { grpcNoLoadBalancing } from './resilience/grpc-no-load-balancing.ts';
import { httpClientNoTimeout } from './resilience/http-client-no-timeout.ts';
import { httpServerNoTimeout } from './resilience/http-server-no-timeout.ts';
import { noBreaker } from './resilience/no-breaker.ts';
import { noBulkhead } from './resilience/no-bulkhead.ts';
import { noRateLimit } from './resilience/no-rate-limit.ts';
import { retryIgnoresCtx } from './resilience/retry-ignores-ctx.ts';
import { retryMultiplication } from './resilience/retry-multiplication.ts';
import { retryNoBackoff } from './resilience/retry-no-backoff.ts';
import { retryNonIdempotent } from './resilience/retry-non-idempotent.ts';
import { retryUnbounded } from './resilience/retry-unbounded.ts';
import { timeoutInversion } from './resilience/timeout-inversion.ts';
import { bodyNotClosed } from './resource/body-not-closed.ts';
import { clientPerRequest } from './resource/client-per-request.ts';
import { clientReplacedNotClosed } from './resource/client-replaced-not-closed.ts';
import { deferInLoop } from './resource/defer-in-loop.ts';
import { openNotClosed } from './resource/open-not-closed.ts';
import { rowsErrUnchecked } from './resource/rows-err-unchecked.ts';
import { rowsNotClosed } from './resource/rows-not-closed.ts';
import { streamNotFinished } from './resource/stream-not-finished.ts';
import { tickerNotStopped } from './resource/ticker-not-stopped.ts';
import { txNoRollback } from './resource/tx-no-rollback.ts';
import { unboundedRead } from './resource/unbounded-read.ts';
import { writableCloseIgnored } from './resource/writable-close-ignored.ts';
import { commandInjection } from './security/command-injection.ts';
import { cookieFlags } from './security/cookie-flags.ts';
import { corsWildcardCreds } from './security/cors-wildcard-creds.ts';
import { errorLeak } from './security/error-leak.ts';
import { grpcInsecure } from './security/grpc-insecure.ts';
import { hardcodedSecret } from './security/hardcoded-secret.ts';
import { jwtAlgUnchecked } from './security/jwt-alg-unchecked.ts';
import { jwtNone } from './security/jwt-none.ts';
import { logSensitive } from './security/log-sensitive.ts';
import { noAuthAtAll } from './security/no-auth-at-all.ts';
import { nonConstantTimeCompare } from './security/non-constant-time-compare.ts';
import { pathTraversal } from './security/path-traversal.ts';
import { plainHttpServiceCall } from './security/plain-http-service-call.ts';
import { pprofExposed } from './security/pprof-exposed.ts';
import { routeNoAuth } from './security/route-no-auth.ts';
import { secretInManifest } from './security/secret-in-manifest.ts';
import { secretSerialized } from './security/secret-serialized.ts';
import { ssrf } from './security/ssrf.ts';
import { tlsMinVersion } from './security/tls-min-version.ts';
import { tlsSkipVerify } from './security/tls-skip-verify.ts';
import { weakHash } from './security/weak-hash.ts';
import { weakRand } from './security/weak-rand.ts';
import type { Standard } from './standard.ts';
import { fatalInGoroutine } from './testing/fatal-in-goroutine.ts';
import { noContract } from './testing/no-contract.ts';
import { noIntegration } from './testing/no-integration.ts';
import { noTestsChanged } from './testing/no-tests-changed.ts';
import { notTableDriven } from './testing/not-table-driven.ts';
import { sleepSync } from './testing/sleep-sync.ts';

/** Every standard that runs, by area. */
export const STANDARDS: readonly Standard[] = [
  ignoredResult,
  blankAssign,
  nilReturnedOnErr,
  invertedSentinel,
  useBeforeCheck,
  errMethodUnguarded,
  logAndReturn,
  httpErrorNoReturn,
  errorfNoWrap,
  returnUnwrapped,
  sentinelEq,
  typeAssert,
  panicInRequestPath,
  exitOutsideMain,
  uncheckedAssertion,
  backgroundInRequestPath,
  lostCancel,
  blockingOpNoDone,
  fatLoop,
  noCtxCall,
  requestCtxInGoroutine,
  inStruct,
  notFirst,
  valueKeyType,
  todoLeft,
  unlockMissingPath,
  doubleLock,
  goroutineResultLeak,
  capturedErr,
  copylock,
  wgAddInside,
  loopVarCapture,
  unsafeSharedValue,
  unboundedGoroutines,
  goroutineNoExit,
  lockAcrossIo,
  goroutineNoRecover,
  bodyNotClosed,
  rowsNotClosed,
  rowsErrUnchecked,
  txNoRollback,
  openNotClosed,
  clientReplacedNotClosed,
  deferInLoop,
  writableCloseIgnored,
  tickerNotStopped,
  unboundedRead,
  clientPerRequest,
  streamNotFinished,
  noGracefulShutdown,
  noSigterm,
  signalUnbuffered,
  untrappableSignal,
  shutdownAfterWait,
  shutdownNoTimeout,
  graceShorterThanShutdown,
  gracefulStopUnbounded,
  exitSkipsDefer,
  backgroundNotWaited,
  noDrain,
  httpServerNoTimeout,
  grpcCallNoDeadline,
  grpcNoLoadBalancing,
  httpClientNoTimeout,
  defaultClient,
  retryNoBackoff,
  retryUnbounded,
  retryMultiplication,
  noRateLimit,
  noBreaker,
  noBulkhead,
  retryNonIdempotent,
  retryIgnoresCtx,
  timeoutInversion,
  decodeNoValidation,
  writeAfterError,
  headerAfterBody,
  mutatingGet,
  noGrpcHealth,
  postNoIdempotencyKey,
  openapiBreaking,
  protoBreaking,
  unversionedRoute,
  unmarshalNonPointer,
  grpcRawError,
  autoAck,
  ackBeforeWork,
  nackRequeueForever,
  commitOnError,
  publishErrIgnored,
  acksNone,
  noPrefetch,
  noDeadLetter,
  consumerNotIdempotent,
  noPartitionKey,
  dualWrite,
  lostUpdate,
  migrationBreaksRunningCode,
  nPlusOne,
  nonTxHandleInTx,
  sqlFormat,
  writeWithoutWhere,
  txHoldsRemoteCall,
  unsafeMigration,
  cacheNoTtl,
  poolUnset,
  tlsSkipVerify,
  tlsMinVersion,
  hardcodedSecret,
  logSensitive,
  jwtNone,
  jwtAlgUnchecked,
  grpcInsecure,
  plainHttpServiceCall,
  ssrf,
  commandInjection,
  pathTraversal,
  pprofExposed,
  cookieFlags,
  corsWildcardCreds,
  noAuthAtAll,
  routeNoAuth,
  nonConstantTimeCompare,
  weakRand,
  weakHash,
  errorLeak,
  secretSerialized,
  secretInManifest,
  fatalInGoroutine,
  notTableDriven,
  noTestsChanged,
  noIntegration,
  noContract,
  sleepSync,
  spanNotEnded,
  propagationLost,
  slogOddArgs,
  errorNotObserved,
  eventNotSent,
  metricNotRegistered,
  metricCardinality,
  metricName,
  noCorrelationId,
  noHealth,
  noMetrics,
  noTracing,
  printLogging,
  longFunction,
  replaceDirective,
  layout,
  concreteDependency,
  hiddenDependency,
  crossServiceImport,
  chattyCall,
  newSyncEdge,
  deepSyncChain,
  godService,
  missingDecision,
  layerSkip,
  serviceCycle,
  syncFanOut,
  sharedTable,
  sharedDatabase,
  contractDrift,
  deepNesting,
  globalMutableState,
  interfaceBloat,
  envMissing,
  envUndocumented,
  envUnused,
  identicalProbes,
  imageUntagged,
  imageRunsAsRoot,
  notMultiStage,
  shellEntrypoint,
  goVersionMismatch,
  scratchNoCa,
  gomaxprocs,
  livenessChecksDependency,
  noLimits,
  noProbes,
  privileged,
  probeNotServed,
  selectorMismatch,
  singleReplica,
  rolloutOrder,
];

/** The whole catalogue: what runs, and what only the architect model judges. */
export const CATALOGUE: readonly Standard[] = [...STANDARDS, ...JUDGEMENTS];

const BY_ID = new Map(CATALOGUE.map((standard) => [standard.id, standard]));

export function standardById(id: string): Standard | undefined {
  return BY_ID.get(id);
}
