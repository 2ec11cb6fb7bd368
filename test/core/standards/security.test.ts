import { describe, expect, test } from 'vitest';
import { StandardRunner } from '../../../src/core/standards/run.ts';
import { jwtNone } from '../../../src/core/standards/security/jwt-none.ts';
import { tlsSkipVerify } from '../../../src/core/standards/security/tls-skip-verify.ts';
import type { Standard } from '../../../src/core/standards/standard.ts';
import { exampleFiles, goFiles } from '../../support/go.ts';

function lanes(standard: Standard, source: string): string[] {
  const runner = new StandardRunner([standard]);
  return goFiles(exampleFiles(source).texts).flatMap((file) =>
    runner.run(file).map(({ line, lane, severity }) => `${line} ${lane} ${severity}`),
  );
}

describe('security/tls-skip-verify', () => {
  test('gates where a secret is sent, but where a name says that somebody asked for it', () => {
    expect(
      lanes(
        tlsSkipVerify,
        `package pay

import (
	"crypto/tls"
	"net/http"
)

var insecureTransport = &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}

func plain() *tls.Config { return &tls.Config{InsecureSkipVerify: true} }

func login(addr, password string) error {
	conn, err := tls.Dial("tcp", addr, &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = conn.Write([]byte(password))
	return err
}
`,
      ),
    ).toEqual(['8 H critical', '10 H critical', '13 D critical']);
  });
});

describe('security/jwt-none', () => {
  test('only hints at a first look, where the caller verifies, and at answers of our own requests', () => {
    expect(
      lanes(
        jwtNone,
        `package auth

import "github.com/golang-jwt/jwt/v5"

func first(raw string) (string, error) {
	claims := jwt.MapClaims{}
	_, _, err := jwt.NewParser().ParseUnverified(raw, claims)
	return claims["iss"].(string), err
}

func verify(raw string, keys map[string]jwt.Keyfunc) (*jwt.Token, error) {
	iss, err := first(raw)
	if err != nil {
		return nil, err
	}
	return jwt.Parse(raw, keys[iss])
}

func subject(raw string) (string, error) {
	claims := jwt.MapClaims{}
	_, _, err := jwt.NewParser().ParseUnverified(raw, claims)
	return claims["sub"].(string), err
}`,
      ),
    ).toEqual(['7 H medium', '21 H critical']);
    expect(
      lanes(
        jwtNone,
        `func subject(w http.ResponseWriter, r *http.Request) {
	claims := jwt.MapClaims{}
	raw := r.Header.Get("X-Token")
	_, _, _ = jwt.NewParser().ParseUnverified(raw, claims)
	render(w, claims["sub"])
}`,
      ),
    ).toEqual(['11 D critical']);
    expect(
      lanes(
        jwtNone,
        `type client interface{ Sign() (map[string]string, error) }

func audience(c client) ([]string, error) {
	resp, err := c.Sign()
	if err != nil {
		return nil, err
	}
	claims := jwt.MapClaims{}
	_, _, err = jwt.NewParser().ParseUnverified(resp["token"], claims)
	return claims.GetAudience()
}`,
      ),
    ).toEqual(['15 H medium']);
  });
});
