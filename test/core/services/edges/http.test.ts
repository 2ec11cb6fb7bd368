import { expect, test } from 'vitest';
import { edgesOf, other, service } from './helpers.ts';

const client = (request: string) => ({
  'cmd/orders/main.go': `package main

import (
	"fmt"
	"net/http"
	"os"
	"strings"
)

type config struct {
	Stock string \`env:"STOCK_URL" envDefault:"http://localhost:8081"\`
}

type client struct {
	base string
	http *http.Client
}

func newClient(base string) *client { return &client{base: strings.TrimRight(base, "/"), http: &http.Client{}} }

func (c *client) get(id string) {
	${request}
}

var cfg config

func main() {
	_, _ = os.Getenv("X"), fmt.Sprint()
	newClient(cfg.Stock).get(os.Args[1])
}
`,
});
const ENV = { STOCK_URL: 'http://stock:8080' };

test.each([
  ['request, _ := http.NewRequest(http.MethodPut, c.base+"/items/"+id, nil)\n\tc.http.Do(request)', 'PUT /items/*'],
  ['c.http.Get(fmt.Sprintf("%s/items/%s?full=1", c.base, id))', 'GET /items/*'],
])('a request leads where the environment says: %s', (request, subject) => {
  expect(edgesOf(client(request), [service('orders', { env: ENV }), other('stock')])).toEqual([
    `orders -> stock http called ${subject}`,
  ]);
});

test('where an address is not known, the variable that would tell is named', () => {
  expect(edgesOf(client('c.http.Get(c.base)'), [service('orders'), other('ledger')])).toEqual([
    'orders -> HTTP at $STOCK_URL of orders http addressed GET',
  ]);
});

test('a variable that nobody sets leads to the service that it is called after', () => {
  const nodes = [service('orders'), other('stock-service')];
  expect(edgesOf(client('c.http.Get(c.base)'), nodes)).toEqual(['orders -> stock-service http called GET']);
  const set = service('orders', { env: { STOCK_URL: 'http://10.0.0.7:8080' } });
  expect(edgesOf(client('c.http.Get(c.base)'), [set, other('stock-service')])).toEqual([
    'orders -> HTTP at $STOCK_URL of orders http addressed GET',
  ]);
});

test('a port of the machine leads to what compose publishes there', () => {
  const env = { STOCK_URL: 'http://localhost:8082' };
  const nodes = [service('orders', { env, published: ['8081'] }), { ...other('warehouse'), published: ['8082'] }];
  expect(edgesOf(client('c.http.Get(c.base)'), nodes)).toEqual(['orders -> warehouse http called GET']);
});

test('hosts of the internet are external', () => {
  const texts = client('http.Get("https://api.acquirer.com/v1/pay")');
  expect(edgesOf(texts, [service('orders'), other('stock')])).toEqual([
    'orders -> api.acquirer.com http called GET /v1/pay',
  ]);
});

test('a gateway that is given a table of its services calls each of them', () => {
  const gateway = {
    'cmd/gateway/main.go': `package main

import (
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
)

func main() {
	services := map[string]string{
		"/orders/": os.Getenv("ORDERS_URL"),
		"/stock/":  "http://stock:8080",
	}
	for prefix, target := range services {
		http.Handle(prefix, forward(target))
	}
}

func forward(target string) http.Handler {
	to, _ := url.Parse(target)
	return httputil.NewSingleHostReverseProxy(to)
}
`,
  };
  const nodes = [service('gateway', { env: { ORDERS_URL: 'http://orders:8080' } }), other('orders'), other('stock')];
  expect(edgesOf(gateway, nodes)).toEqual(['gateway -> orders http called null', 'gateway -> stock http called null']);
});

test('a request that only has a path is for a handler, and asks nobody', () => {
  expect(edgesOf(client('http.NewRequest("POST", "/", nil)'), [service('orders')])).toEqual([]);
});

test('what follows a service’s name and is not known is the rest of the URL', () => {
  const nodes = [service('orders', { env: ENV }), other('stock')];
  const request = 'c.http.Get(fmt.Sprintf("%s%s", "http://stock", id))';
  expect(edgesOf(client(request), nodes)).toEqual(['orders -> stock http called GET']);
});

test('of several that manifests call the same, the one whose program is here answers', () => {
  const image = { ...other('stock-production'), kind: 'external' as const, hosts: ['stock'] };
  const nodes = [service('orders', { env: ENV }), service('shop-stock', { hosts: ['stock'] }), image];
  expect(edgesOf(client('c.http.Get(c.base)'), nodes)).toEqual(['orders -> shop-stock http called GET']);
});
