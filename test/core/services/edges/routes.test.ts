import { expect, test } from 'vitest';
import { routesOf } from '../../../../src/core/services/edges/routes.ts';
import { goTree } from '../../../support/go.ts';

test('routes are read with their methods and the groups around them', () => {
  const { index } = goTree({
    'main.go': `package main

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /orders", nil)
	mux.Handle("/static/", nil)
	r := gin.New()
	v1 := r.Group("/v1")
	v1.Group("/stock").GET("/:sku", nil)
	_, _ = http.Get("/not/answered")
	_, _ = http.DefaultClient.Get("/nor/this")
}
`,
  });
  expect(routesOf(index).map(({ name }) => name)).toEqual(['POST /orders', '/static', 'GET /v1/stock/:sku']);
});
