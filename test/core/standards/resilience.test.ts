import { describe, expect, test } from 'vitest';
import { defaultClient } from '../../../src/core/standards/resilience/default-client.ts';
import { httpServerNoTimeout } from '../../../src/core/standards/resilience/http-server-no-timeout.ts';
import { StandardRunner } from '../../../src/core/standards/run.ts';
import type { Standard } from '../../../src/core/standards/standard.ts';
import { exampleFiles, goFiles } from '../../support/go.ts';

function claims(standard: Standard, source: string) {
  const runner = new StandardRunner([standard]);
  return goFiles(exampleFiles(source).texts).flatMap((file) => runner.run(file));
}

describe('resilience/http-server-no-timeout', () => {
  test('weighs a server that only the machine itself reaches as low', () => {
    const found = claims(
      httpServerNoTimeout,
      `func run(h http.Handler, port int) {
	go http.ListenAndServe("localhost:6060", nil)
	go http.ListenAndServe(fmt.Sprintf("127.0.0.1:%d", port), h)
	srv := &http.Server{Handler: h}
	l, _ := net.Listen("unix", "/run/app.sock")
	srv.Serve(l)
}

func public(h http.Handler) {
	http.ListenAndServe(":8080", h)
}`,
    );
    expect(found.map(({ severity }) => severity)).toEqual(['low', 'low', 'low', 'high']);
  });

  test('says when the port is one for debugging', () => {
    const [found] = claims(
      httpServerNoTimeout,
      `package main

import (
	"net/http"
	_ "net/http/pprof"
)

func main() { http.ListenAndServe(":6060", nil) }`,
    );
    expect(found?.message).toContain('a debug port shares');
  });

  test('keeps a long address out of the message', () => {
    const [found] = claims(
      httpServerNoTimeout,
      'func run(name string) { http.ListenAndServe(strings.Join([]string{\n`host`, name, "a very long address that nobody wants to read in full"}, ":"), nil) }',
    );
    expect(found?.message).toMatch(/ on `` strings\.Join\(\[\]string\{ `host`.{1,40}… `` sets neither/);
  });
});

describe('resilience/default-client', () => {
  test('only hints where the caller may have set a deadline', () => {
    const found = claims(
      defaultClient,
      `func send(ctx context.Context, url string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	return http.DefaultClient.Do(req)
}

func background(url string) (*http.Response, error) {
	req, _ := http.NewRequestWithContext(context.Background(), http.MethodGet, url, nil)
	return http.DefaultClient.Do(req)
}`,
    );
    expect(found.map(({ lane }) => lane)).toEqual(['H', 'D']);
  });
});
