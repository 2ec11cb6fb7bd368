import { compareDescriptions } from '../../contracts/openapi/compare-files.ts';
import { isDescription, isFragment, likelyRoots, mayDescribe, referredFiles } from '../../contracts/openapi/files.ts';
import { isRegistered } from '../../services/edges/registered.ts';
import { defineStandard } from '../standard.ts';
import { obeysDescriptions } from '../support/obeyed-descriptions.ts';
import { stopsSending } from '../support/sent-fields.ts';

const SHOP = `openapi: 3.0.3
info: { title: Shop, version: 1.0.0 }
paths:
  /orders:
    get:
      parameters:
        - { name: limit, in: query, schema: { type: integer } }
      responses:
        '200':
          description: All orders.
          content:
            application/json:
              schema: { type: array, items: { $ref: '#/components/schemas/Order' } }
    post:
      requestBody:
        content:
          application/json:
            schema: { $ref: '#/components/schemas/NewOrder' }
      responses:
        '201': { description: Made. }
  /orders/{id}:
    get:
      parameters:
        - { name: id, in: path, required: true, schema: { type: string } }
      responses:
        '200':
          description: One order.
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Order' }
components:
  schemas:
    Order:
      type: object
      properties:
        id: { type: string }
        total: { type: integer }
        status: { type: string, enum: [open, paid] }
    NewOrder:
      type: object
      required: [item]
      properties:
        item: { type: string }
        size: { type: string, enum: [small, large] }
`;

const SWAGGER = `{
  "swagger": "2.0",
  "info": { "title": "Stock", "version": "1" },
  "basePath": "/api/v1",
  "paths": {
    "/items/{id}": {
      "get": {
        "produces": ["application/json"],
        "parameters": [{ "name": "id", "in": "path", "required": true, "type": "string" }],
        "responses": { "200": { "description": "OK", "schema": { "$ref": "#/definitions/Item" } } }
      }
    }
  },
  "definitions": {
    "Item": {
      "type": "object",
      "properties": {
        "id": { "type": "string" },
        "left": { "type": "integer" }
      }
    }
  }
}
`;

export const openapiBreaking = defineStandard({
  id: 'api/openapi-breaking',
  severity: 'high',
  lane: 'D',
  flags: ['distributed-monolith'],
  title: 'Breaking change of an HTTP contract',
  why: 'Clients of an HTTP interface are released on their own days, mobile apps and partners on none that you know. The description of the interface is what they were written or generated from. When a path, a method or a field of an answer goes away, or a request needs something that it did not need before, they fail from the moment the first new instance answers, and the only way out is to release everybody together.',
  fix: 'Add beside what is there, optional; keep the old until nobody uses it, marked `deprecated`. What must differ in kind becomes a new path or a new version of all of them.\n\n```yaml\nOrder:\n  properties:\n    total: { type: integer, deprecated: true }\n    amount: { $ref: "#/components/schemas/Money" }\n```',
  references: [
    'https://spec.openapis.org/oas/v3.1.1.html',
    'https://google.aip.dev/180',
    'https://www.rfc-editor.org/rfc/rfc9110#section-15.5.5',
  ],
  examples: {
    bad: [
      // A method that is gone, a parameter that became required, an answer with another code.
      {
        'base:api/openapi.yaml': SHOP,
        'api/openapi.yaml': SHOP.replace(/ {4}post:[\s\S]*?Made\. \}\n/, '')
          .replace('  /orders:\n', '  /orders: # want\n')
          .replace(/name: limit,(.*)/, 'name: limit, required: true,$1 # want'),
      },
      // Fields of an answer: gone, of another type. A value that requests may not have, a new one that they must.
      {
        'base:api/openapi.yaml': SHOP,
        'api/openapi.yaml': SHOP.replace('        id: { type: string }\n', '')
          .replace(
            '      properties:\n        total: { type: integer }',
            '      properties: # want\n        total: { type: string } # want',
          )
          .replace('enum: [small, large] }', 'enum: [large] } # want')
          .replace('required: [item]', 'required: [item, customer]')
          .replace('item: { type: string }', 'item: { type: string }\n        customer: { type: string } # want'),
      },
      // Swagger as JSON; the same as YAML is told once, where people edit it.
      {
        'base:docs/swagger.json': SWAGGER,
        'docs/swagger.json': SWAGGER.replace('"left": { "type": "integer" }', '"left": { "type": "boolean" }'),
        'base:docs/swagger.yaml': SWAGGER,
        'docs/swagger.yaml': SWAGGER.replace('"left": { "type": "integer" }', '"left": { "type": "boolean" } # want'),
      },
      // A schema of another file, which alone is changed.
      {
        'base:api/openapi.yaml': SHOP.replace('#/components/schemas/Order', './schemas/order.yaml#/Order'),
        'api/openapi.yaml': SHOP.replace('#/components/schemas/Order', './schemas/order.yaml#/Order'),
        'base:api/schemas/order.yaml':
          'Order:\n  type: object\n  properties:\n    id: { type: string }\n    total: { type: integer }\n',
        'api/schemas/order.yaml':
          'Order:\n  type: object\n  properties:\n    id: { type: string }\n    total: { type: string } # want\n',
      },
    ],
    good: [
      // What is added breaks nobody; nor do names of path parameters, nor what moves into a schema of its own.
      {
        'base:api/openapi.yaml': SHOP,
        'api/openapi.yaml': SHOP.replace('/orders/{id}', '/orders/{order}')
          .replace('name: id, in: path', 'name: order, in: path')
          .replace(
            'total: { type: integer }',
            "total: { $ref: '#/components/schemas/Cents' }\n        note: { type: string }",
          )
          .replace('    NewOrder:', '    Cents: { type: integer, nullable: false }\n    NewOrder:')
          .replace('enum: [small, large]', 'enum: [small, large, huge]')
          .replace(
            '- { name: limit,',
            '- { name: page, in: query, schema: { type: integer } }\n        - { name: limit,',
          ),
      },
      // Wider in requests, `allOf` around a reference, a base path written into the paths.
      {
        'base:docs/swagger.json': SWAGGER,
        'docs/swagger.json': SWAGGER.replace('"basePath": "/api/v1",', '"basePath": "/",')
          .replace('"/items/{id}"', '"/api/v1/items/{id}"')
          .replace('{ "$ref": "#/definitions/Item" }', '{ "allOf": [{ "$ref": "#/definitions/Item" }] }'),
      },
      // The description leaves out what the code answers still.
      {
        'base:api/openapi.yaml': SHOP,
        'api/openapi.yaml': SHOP.replace('/orders/{id}:\n    get:', '/orders/{id}:\n    patch:'),
        'service/routes.go': `package service

import "github.com/gin-gonic/gin"

func routes(orders *gin.RouterGroup) {
	orders.GET("/orders/:order", func(c *gin.Context) {})
}
`,
      },
      // Cannot be read, is for tests, or describes nothing.
      {
        'base:api/openapi.yaml': SHOP,
        'api/openapi.yaml': 'openapi: 3.0.3\npaths: {{{\n',
        'base:test/api/openapi.yaml': SHOP,
        'test/api/openapi.yaml': SHOP.replace('total: { type: integer }', 'total: { type: string }'),
        'base:docs/values.yaml': 'replicas: 2\npaths: { /orders: { get: {} } }\n',
        'docs/values.yaml': 'replicas: 2\n',
      },
    ],
  },
  contract: {
    reads: mayDescribe,
    knows: (text) => isDescription(text) || isFragment(text),
    needs: (files, paths) =>
      files.flatMap(({ path, text }) => [
        ...referredFiles(path, text),
        ...(isDescription(text) ? [] : likelyRoots(path, paths)),
      ]),
    compare(before, after, report, { beside, base, head, altersCode, unread, requestedBy }) {
      const texts = (side: 'base' | 'head', files: typeof before) =>
        new Map([...beside[side], ...files.map(({ path, text }) => [path, text] as const)]);
      const { breaks, unread: lost } = compareDescriptions(texts('base', before), texts('head', after), {
        before: isRegistered(base),
        after: isRegistered(head),
      });
      for (const { path } of after) {
        const reason = lost.get(path);
        if (reason !== undefined) unread(path, reason);
      }
      for (const { message, certain, severity, at, was, operations, of, direction, unsent } of breaks) {
        const isReal =
          direction === 'request'
            ? obeysDescriptions(head)
            : altersCode && (unsent === undefined || stopsSending(unsent, base, head));
        report({
          message: `${message}${concerned(of, operations)}`,
          also: requestedBy(operations),
          at: at && { path: at.path, line: at.line() },
          was: { path: was.path, line: was.line() },
          severity,
          ...(certain && isReal ? {} : { lane: 'H' }),
        });
      }
    },
  },
});

/** Operations that a schema is part of, as far as the message does not name them. */
function concerned(of: string, operations: readonly string[]): string {
  const others = operations.filter((operation) => operation !== of);
  const [first] = others;
  if (first === undefined || of === 'paths') return '';
  return ` (${operations.length > others.length ? 'Also ' : ''}\`${first}\`${others.length > 1 ? ` and ${others.length - 1} more` : ''}.)`;
}
