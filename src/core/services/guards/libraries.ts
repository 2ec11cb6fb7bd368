import type { GuardKind } from './guard.ts';

/** Libraries by what they put around a call. */
const LIBRARIES: readonly [GuardKind, RegExp][] = [
  [
    'retry',
    /\/(?:cenkalti\/backoff|avast\/retry-go|sethvargo\/go-retry|Rican7\/retry|flowchartsman\/retry|matryer\/try|go-retryablehttp|go-resiliency\/retrier|client-go\/util\/retry)(?:\/v?\d+)?$|\/go-grpc-middleware(?:\/v\d+\/interceptors)?\/retry$/,
  ],
  [
    'breaker',
    /\/(?:sony\/gobreaker|afex\/hystrix-go\/hystrix|rubyist\/circuitbreaker|mercari\/go-circuitbreaker|go-resiliency\/breaker|handy\/breaker|cep21\/circuit|go-zero\/core\/breaker|circuitbreaker)(?:\/v\d+)?$/,
  ],
  ['deadline', /\/go-grpc-middleware\/v\d+\/interceptors\/timeout$/],
];

/** What a library of this import path guards against; null for any other. */
export function guardedBy(path: string): GuardKind | null {
  return LIBRARIES.find(([, library]) => library.test(path))?.[0] ?? null;
}
