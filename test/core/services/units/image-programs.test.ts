import { describe, expect, it } from 'vitest';
import { SERVER, servicesIn, TOOL } from '../tree.ts';

/** Kinds by program. */
function kinds(files: Record<string, string>): Record<string, string> {
  const nodes = Object.values(servicesIn(files)).flatMap(({ main, kind }) => (main === null ? [] : [[main, kind]]));
  return Object.fromEntries(nodes);
}

describe('the program of an image', () => {
  it('is found where it is built beside its working directory and taken from there by its whole path', () => {
    const files = {
      'api/cmd/api/main.go': SERVER,
      'api/cmd/mock/main.go': SERVER,
      Dockerfile: `FROM golang:1.25 AS build
WORKDIR /src/api
COPY api .
RUN go build -o bin/merlin_api ./cmd/api
FROM alpine:3.22
COPY --from=build /src/api/bin/merlin_api /usr/bin/merlin_api
ENTRYPOINT ["sh", "-c", "merlin_api \\"$@\\"", "--"]
`,
    };
    expect(kinds(files)).toEqual({ 'api/cmd/api': 'go', 'api/cmd/mock': 'tool' });
  });

  it('is the one that is started where several are copied into one folder, out of folders that were copied alone', () => {
    const files = {
      'cmd/app/main.go': SERVER,
      'cmd/migrate/main.go': TOOL,
      'other/main.go': SERVER,
      Dockerfile: `FROM golang:1.25 AS build
WORKDIR /porter
COPY /cmd ./cmd
RUN go build -o ./bin/app ./cmd/app && go build -o ./bin/migrate ./cmd/migrate
FROM alpine:3.22
COPY --from=build /porter/bin/app /porter/
COPY --from=build /porter/bin/migrate /porter/
CMD /porter/migrate && /porter/app
`,
    };
    expect(kinds(files)).toEqual({ 'cmd/app': 'go', 'cmd/migrate': 'tool', other: 'tool' });
  });

  it('is one of many where an image brings them all, but for what only helps', () => {
    const files = {
      'cmd/ui/main.go': SERVER,
      'cmd/feed-server/main.go': SERVER,
      'cmd/data-service/main.go': SERVER,
      'cmd/migrate/main.go': SERVER,
      'cmd/loadtool/main.go': SERVER,
      Dockerfile: `FROM alpine:3.22
COPY build/shop-ui /shop/
COPY build/shop-feedserver /shop/
COPY build/shop-dataservice /shop/
COPY build/shop-migrate /shop/
ENTRYPOINT ["/shop/shop-ui"]
`,
      'go.mod': 'module example.com/shop\n\ngo 1.25\n',
    };
    expect(kinds(files)).toEqual({
      'cmd/data-service': 'go',
      'cmd/feed-server': 'go',
      'cmd/loadtool': 'tool',
      'cmd/migrate': 'tool',
      'cmd/ui': 'go',
    });
  });
});

it('a program is known by the name that a Makefile gives it', () => {
  const files = {
    'fleetshard/main.go': SERVER,
    'cmd/manager/main.go': SERVER,
    Makefile: 'sync:\n\tgo build -o fleet-sync ./fleetshard\n',
    'deploy/sync.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: sync}\nspec: {template: {spec: {containers: [{name: sync, image: "quay.io/acme/fleet:1", command: [/usr/local/bin/fleet-sync]}]}}}\n',
  };
  expect(kinds(files)).toMatchObject({ fleetshard: 'go', 'cmd/manager': 'tool' });
});

it('is found where the branches of a template name the image in two ways', () => {
  const files = {
    'cmd/api/main.go': SERVER,
    'build/api/Dockerfile':
      'FROM golang:1.25 AS build\nRUN go build -o /api ./cmd/api\nFROM alpine:3.22\nCOPY --from=build /api /api\nENTRYPOINT ["/api"]\n',
    Makefile: 'image:\n\tdocker build -t shop/api -f build/api/Dockerfile .\n',
    'chart/Chart.yaml': 'name: shop\n',
    'chart/templates/api.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\nspec:\n  template:\n    spec:\n      containers:\n        - name: api\n          {{- if .Values.digest }}\n          image: {{ .Values.mirror }}@{{ .Values.digest }}\n          {{- else }}\n          image: shop/api:1.2.0\n          {{- end }}\n',
  };
  const { api } = servicesIn(files);
  expect(api?.evidence.map(({ path }) => path)).toContain('chart/templates/api.yaml');
});
