import { describe, expect, test } from 'vitest';
import { headerAfterBody } from '../../../src/core/standards/api/header-after-body.ts';
import { crossServiceImport } from '../../../src/core/standards/architecture/cross-service-import.ts';
import { exitOutsideMain } from '../../../src/core/standards/errors/exit-outside-main.ts';
import { bodyNotClosed } from '../../../src/core/standards/resource/body-not-closed.ts';
import { writableCloseIgnored } from '../../../src/core/standards/resource/writable-close-ignored.ts';
import { StandardRunner } from '../../../src/core/standards/run.ts';
import { corsWildcardCreds } from '../../../src/core/standards/security/cors-wildcard-creds.ts';
import { tlsSkipVerify } from '../../../src/core/standards/security/tls-skip-verify.ts';
import type { Example, Standard } from '../../../src/core/standards/standard.ts';
import { exampleFiles, goFiles } from '../../support/go.ts';
import { serviceClaims } from '../../support/services.ts';

function lanes(standard: Standard, example: Example): string[] {
  const { texts } = exampleFiles(example);
  const runner = new StandardRunner([standard]);
  const claims = [...goFiles(texts).flatMap((file) => runner.run(file)), ...serviceClaims(standard, texts)];
  return claims.map(({ path, line, lane }) => `${path}:${line} ${lane}`);
}

const SERVER = 'package main\n\nimport "net/http"\n\nfunc main() { _ = http.ListenAndServe(":80", nil) }\n';
const built = (path: string, use: string) =>
  `package main\n\nimport (\n\t"net/http"\n\n\t"example.com/service/${path}"\n)\n\nfunc main() {\n\t${use}\n\t_ = http.ListenAndServe(":80", nil)\n}\n`;

describe('architecture/cross-service-import', () => {
  test('gates where the other service’s program lies there too, and not between demos', () => {
    const claims = lanes(crossServiceImport, {
      'cmd/orders/main.go': built('cmd/stock/store', 'store.Reserve()'),
      'cmd/stock/main.go': SERVER,
      'cmd/stock/store/store.go': 'package store\n\nfunc Reserve() {}\n',
      'cmd/orders-demo/main.go': built('cmd/stock/store', 'store.Reserve()'),
    });
    expect(claims.sort()).toEqual(['cmd/orders-demo/main.go:6 H', 'cmd/orders/main.go:6 D']);
  });

  test('hints where the directory is only called like the other service', () => {
    const claims = lanes(crossServiceImport, {
      'cmd/export/main.go': built('internal/export', 'export.Run()'),
      'cmd/cleanup/main.go': built('internal/cleanup', 'cleanup.Run()'),
      'internal/export/export.go': 'package export\n\nfunc Run() {}\n',
      'internal/cleanup/cleanup.go':
        'package cleanup\n\nimport "example.com/service/internal/export"\n\nfunc Run() { export.Run() }\n',
    });
    expect(claims).toEqual(['internal/cleanup/cleanup.go:3 H']);
  });
});

describe('security/cors-wildcard-creds', () => {
  const open = (about: string, more: string) => `package web

import (
	"net/http"

	"github.com/rs/cors"
)

${about}func wrap(next http.Handler) http.Handler {
	return cors.New(cors.Options{AllowedOrigins: []string{"*"}, AllowCredentials: true}).Handler(next)
}
${more}`;
  const session = '\nfunc user(r *http.Request) (*http.Cookie, error) { return r.Cookie("session") }\n';

  test('only hints, even where somebody is known by a cookie', () => {
    expect(lanes(corsWildcardCreds, open('', session))).toEqual(['service/service.go:10 H']);
  });

  test('hints where a comment weighs the risk', () => {
    expect(
      lanes(corsWildcardCreds, open('// A calculated risk: nothing is decided by the cookie.\n', session)),
    ).toEqual(['service/service.go:11 H']);
  });
});

describe('security/tls-skip-verify', () => {
  test('hints at a gateway in front of its own process', () => {
    const claims = lanes(
      tlsSkipVerify,
      `package server

import (
	"context"
	"crypto/tls"
	"fmt"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"example.com/service/pb"
)

func gateway(ctx context.Context, port int) error {
	endpoint := fmt.Sprintf(":%d", port)
	options := []grpc.DialOption{
		grpc.WithTransportCredentials(credentials.NewTLS(&tls.Config{InsecureSkipVerify: true})),
	}
	return pb.RegisterOrdersHandlerFromEndpoint(ctx, runtime.NewServeMux(), endpoint, options)
}
`,
    );
    expect(claims).toEqual(['service/service.go:18 H']);
  });
});

test('resource/body-not-closed gates where the body is not read to its end either', () => {
  const claims = lanes(
    bodyNotClosed,
    `func all(c *http.Client) ([]byte, error) {
	resp, err := c.Get("https://example.com")
	if err != nil {
		return nil, err
	}
	return io.ReadAll(resp.Body)
}

func status(c *http.Client) (int, error) {
	resp, err := c.Get("https://example.com")
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}`,
  );
  expect(claims.map((claim) => claim.slice(-1))).toEqual(['H', 'D']);
});

test('api/header-after-body gates where the response began on the way to the header', () => {
  const claims = lanes(
    headerAfterBody,
    `func show(w http.ResponseWriter, found bool, errs []error) {
	if len(errs) > 0 {
		w.WriteHeader(http.StatusInternalServerError)
		for range errs {
			return
		}
	}
	w.Header().Set("X-Found", "1")
}

func image(w http.ResponseWriter) {
	w.WriteHeader(http.StatusOK)
	w.Header().Set("Content-Type", "image/png")
}`,
  );
  expect(claims.map((claim) => claim.slice(-1))).toEqual(['H', 'D']);
});

test('resource/writable-close-ignored gates writers that hold data back, and hints at plain files and in commands', () => {
  const write = (name: string) => `package app

import (
	"compress/gzip"
	"os"
)

func ${name}(path string, data []byte) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := gzip.NewWriter(f)
	defer w.Close()
	_, err = w.Write(data)
	return err
}
`;
  const claims = lanes(writableCloseIgnored, {
    'app/cmdcerts.go': write('certs'),
    'app/store.go': write('Store'),
    'main.go': SERVER,
  });
  expect(claims.sort()).toEqual([
    'app/cmdcerts.go:13 H',
    'app/cmdcerts.go:15 H',
    'app/store.go:13 H',
    'app/store.go:15 D',
  ]);
});

test('errors/exit-outside-main gates on what a request can bring about', () => {
  const claims = lanes(
    exitOutsideMain,
    `package web

import (
	"log"
	"net/http"
	"net/url"
)

func show(w http.ResponseWriter, r *http.Request) {
	base, err := url.Parse("https://example.com/")
	if err != nil {
		log.Fatal(err)
	}
	next, err := base.Parse(r.FormValue("next"))
	if err != nil {
		log.Fatal(err)
	}
	http.Redirect(w, r, next.String(), http.StatusFound)
}
`,
  );
  expect(claims).toEqual(['service/service.go:12 H', 'service/service.go:16 D']);
});

test('what only tests run gates nothing, wherever it stands', () => {
  const fetch = (head: string) => `${head} {
	resp, err := http.Get("http://price/1")
	if err != nil {
		panic(err)
	}
	println(resp.Status)
}
`;
  const claims = lanes(
    bodyNotClosed,
    `package price

import "net/http"

${fetch('func refresh()')}
${fetch('func NewFakePrices()')}
${fetch('// Seed fills a shop for testing purposes.\nfunc Seed()')}
${fetch('func (m *mockStore) Load()')}
${fetch('func TestConnection()')}
type mockStore struct{}
`,
  );
  expect(claims.map((claim) => claim.at(-1))).toEqual(['D', 'H', 'H', 'H', 'D']);
});

test('resource/body-not-closed hints where leaving the function ends the request', () => {
  const claims = lanes(
    bodyNotClosed,
    `package price

import (
	"context"
	"net/http"
	"time"
)

func refresh(ctx context.Context, c *http.Client) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://price/1", nil)
	if err != nil {
		return err
	}
	resp, err := c.Do(req)
	if err != nil {
		return err
	}
	println(resp.Status)
	return nil
}
`,
  );
  expect(claims).toEqual(['service/service.go:16 H']);
});

test('what stands with integration tests gates nothing', () => {
  const fetch =
    'import "net/http"\n\nfunc Fetch() {\n\tresp, _ := http.Get("http://price/1")\n\tprintln(resp.Status)\n}\n';
  const claims = lanes(bodyNotClosed, {
    'integration/token.go': `package integration\n\n${fetch}`,
    'integration/stripe/stripe.go': `package stripe\n\n${fetch}`,
    'pay/pay.go': 'package pay\n\nimport "example.com/service/integration/stripe"\n\nfunc Pay() { stripe.Fetch() }\n',
  });
  expect(claims.sort()).toEqual(['integration/stripe/stripe.go:6 D', 'integration/token.go:6 H']);
});
