import type { GoIndex } from '../../go/index/go-index.ts';
import type { SourcePackage } from '../../go/index/source-package.ts';
import { rememberedBy } from '../../go/remember.ts';
import { type Site, sitesOf } from '../../services/edges/sites.ts';
import { Values } from '../../services/edges/values.ts';
import { type Declaration, declarationsOf } from '../../services/reach/declarations.ts';
import { reachableFrom } from '../../services/reach/reachable.ts';
import type { ServiceNode } from '../../services/service-map.ts';
import { type Placed, placedObjects, selects } from '../../services/units/kube-objects.ts';
import { type DeployedSnapshot, defineStandard } from '../standard.ts';
import { allWorkloads, called, evidenceOf, extentOf, objectsOfKind } from '../support/workloads.ts';

const main = (dial: string) => `package main

import (
	"net/http"
	"os"

	"google.golang.org/grpc"
)

func main() {
	conn, err := ${dial}
	if err != nil {
		os.Exit(1)
	}
	defer conn.Close()
	_ = http.ListenAndServe(":8080", nil)
}
`;
const shop = (dial: string, { replicas = 3, service = '', more = '', env = '' } = {}) => ({
  'services/orders/main.go': main(dial),
  'services/orders/Dockerfile':
    'FROM golang:1.25 AS b\nCOPY . /src\nWORKDIR /src\nRUN go build -o /app .\nFROM scratch\nCOPY --from=b /app /app\nENTRYPOINT ["/app"]\n',
  'deploy/orders.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: orders}
spec:
  template:
    metadata: {labels: {app: orders}}
    spec: {containers: [{name: orders, image: "shop/orders:1.4.2"${env}}]}
`,
  'deploy/stock.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: stock}
spec:
  replicas: ${replicas}
  template:
    metadata: {labels: {app: stock}}
    spec: {containers: [{name: stock, image: "elsewhere/stock:1.4.2"}]}
---
apiVersion: v1
kind: Service
metadata: {name: stock}
spec: {selector: {app: stock}, ports: [{port: 9000}]${service}}
${more}`,
});

export const grpcNoLoadBalancing = defineStandard({
  id: 'resilience/grpc-no-load-balancing',
  severity: 'medium',
  lane: 'H',
  flags: ['cascading-failure'],
  title: 'gRPC client that stays with one pod',
  why: 'A gRPC client opens one connection and sends every call over it. Behind a ClusterIP that is one pod for as long as the connection lives: the others idle, new replicas get no load, and when the one is overloaded its callers fail although there is room beside it.',
  fix: 'Let the name stand for every pod, and balance in the client; or put a mesh in between.\n\n```yaml\nspec: {clusterIP: None}\n```\n\n```go\nconn, err := grpc.NewClient("dns:///stock:9000",\n\tgrpc.WithDefaultServiceConfig(`{"loadBalancingConfig": [{"round_robin": {}}]}`))\n```',
  references: [
    'https://kubernetes.io/blog/2018/11/07/grpc-load-balancing-on-kubernetes-without-tears/',
    'https://grpc.io/docs/guides/custom-load-balancing/',
  ],
  examples: {
    bad: [
      shop('grpc.NewClient("stock:9000") // want'),
      shop('grpc.NewClient("dns:///stock.default.svc.cluster.local:9000") // want'),
      shop('grpc.NewClient(os.Getenv("STOCK_ADDR")) // want', {
        env: ', env: [{name: STOCK_ADDR, value: "stock:9000"}]',
      }),
    ],
    good: [
      shop(
        'grpc.NewClient("dns:///stock:9000", grpc.WithDefaultServiceConfig(`{"loadBalancingConfig": [{"round_robin": {}}]}`))',
      ),
      shop('grpc.NewClient("stock:9000")', { service: ', clusterIP: None' }),
      shop('grpc.NewClient("stock:9000")', { replicas: 1 }),
      shop('grpc.NewClient("stock:9000")', {
        more: '---\napiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: stock}\nspec: {host: stock}\n',
      }),
    ],
  },
  services({ map, index, manifests }, report) {
    const dials = ['NewClient', 'Dial', 'DialContext'].flatMap((name) =>
      sitesOf(index)
        .calls.get(`google.golang.org/grpc.${name}`)
        .map((site) => ({
          site,
          target: site.args[name === 'DialContext' ? 1 : 0],
        })),
    );
    const snapshot = { map, index, manifests };
    if (dials.length === 0 || hasMesh(snapshot)) return;
    const said = new Set<Site>();
    for (const node of map.services) {
      const reached = node.kind === 'go' && node.main !== null ? reachableFrom(index, node.main) : null;
      const own = reached ? dials.filter(({ site }) => reached.has(site.declaration)) : [];
      if (!reached || own.length === 0 || balancing(index).some((one) => reached.has(one))) continue;
      const values = new Values(sitesOf(index), reached);
      for (const { site, target } of own) {
        const texts = target && !said.has(site) ? values.texts(target, site.context) : [];
        const service = texts.map((text) => behind(filled(text, node), snapshot)).find((one) => one !== null);
        if (!service) continue;
        said.add(site);
        report(
          { path: site.context.file.path, line: site.fact.line, text: site.fact.text },
          {
            message: `\`${node.name}\` opens one connection to ${called(service.object)}, which is a ClusterIP in front of several pods: all its calls go to one of them.`,
            evidence: [evidenceOf(service)],
            restsOn: { path: service.path, ...extentOf(service.object) },
          },
        );
      }
    }
  },
});

/** Sidecars balance by themselves. */
function hasMesh(snapshot: DeployedSnapshot): boolean {
  return ['VirtualService', 'DestinationRule', 'ServiceProfile', 'PeerAuthentication', 'Mesh', 'GRPCRoute'].some(
    (kind) => objectsOfKind(snapshot, kind).length > 0,
  );
}

const BALANCING = /round_robin|roundrobin|loadBalanc|weighted|xds:|kuberesolver/i;

/** Code that has to do with balancing. */
const balancing = rememberedBy((index: GoIndex) => [...index.allPackages()].flatMap(balancingIn));

const balancingIn = rememberedBy((own: SourcePackage): readonly Declaration[] => {
  const { byName, methods, initial } = declarationsOf(own);
  return [...byName.values(), ...methods.values(), initial].flat().filter((one) => {
    const wire = one.is === 'type' ? [] : (one.fact.wire ?? []);
    const texts = one.is === 'value' ? [one.fact.value ?? ''] : [];
    return [...texts, ...one.fact.uses, ...wire.flatMap(({ args }) => args)].some((text) => BALANCING.test(text));
  });
});

function filled(text: string, { environment }: ServiceNode): string {
  return text.replace(
    /\$\{(\w+)\}/g,
    (whole, name: string) => environment.find((one) => one.name === name)?.value ?? whole,
  );
}

/** The Service of Kubernetes that an address leads to, where it hides several pods behind one address. */
function behind(address: string, snapshot: DeployedSnapshot): Placed | null {
  const host = /^(?:(?:dns|passthrough):\/{2,3}(?:[\w.]*\/)?)?([a-z][a-z0-9-]*)(?:\.[a-z0-9.-]+)?(?::\d+)?$/.exec(
    address,
  )?.[1];
  if (host === undefined) return null;
  const service = objectsOfKind(snapshot, 'Service').find(({ object }) => object.name === host && !object.headless);
  if (!service) return null;
  const scaled = scaledNames(snapshot);
  const isMany = allWorkloads(snapshot).some(
    ({ object }) =>
      selects(service.object.selector, object.labels) &&
      (Number(object.workload.replicas?.value ?? 1) > 1 || scaled.has(object.name)),
  );
  return isMany ? service : null;
}

const scaledNames = rememberedBy(
  ({ manifests }: DeployedSnapshot) => new Set(placedObjects(manifests).flatMap(({ object }) => object.scales ?? [])),
);
