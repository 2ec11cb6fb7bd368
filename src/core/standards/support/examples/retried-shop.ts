import type { Example } from '../../standard.ts';
import { shopAround } from './shop.ts';

/** A service that tries its request to a peer again where `retries` says so. */
function service(name: string, peer: string | null, retries: boolean, want = false): string {
  const request = `http.Get("http://${peer}/${peer}")${want ? ' // want' : ''}`;
  const asks = retries
    ? `\t_ = backoff.Retry(func() error {\n\t\t_, err := ${request}\n\t\treturn err\n\t}, backoff.NewExponentialBackOff())`
    : `\t_, _ = ${request}`;
  return `package main

import (
	"net/http"

	"github.com/cenkalti/backoff/v4"
)

func main() {
	_ = backoff.Stop
	http.HandleFunc("/${name}", answer)
	_ = http.ListenAndServe(":80", nil)
}

func answer(w http.ResponseWriter, r *http.Request) { ask() }

func ask() {
${peer === null ? '' : asks}
}
`;
}

const NAMES = ['orders', 'stock', 'prices'];

/** A chain of three services, orders → stock → prices, in which each of the two calls may be tried again. */
export function retriedShop(outer: boolean, inner: boolean): Example {
  const around = shopAround(NAMES, {
    stock: service('stock', 'prices', inner),
    prices: service('prices', null, false),
    orders: service('orders', 'stock', outer, outer && inner),
  });
  return Object.fromEntries(Object.entries(around).map(([path, text]) => [path.replace(/^=/, ''), text]));
}
