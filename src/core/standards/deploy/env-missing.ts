import { type EnvironmentRead, environmentOfProgram } from '../../services/environment/reads.ts';
import { defineStandard } from '../standard.ts';
import { DEPLOYMENT, DOCKERFILE } from '../support/examples/orders.ts';
import { givenTo, setElsewhere } from '../support/given-environment.ts';

const main = (body: string) => `package main

import (
	"log"
	"net/http"
	"os"
)

func main() {
${body}
	_ = http.ListenAndServe(":8080", nil)
}

func mustGet(name string) string {
	value := os.Getenv(name)
	if value == "" {
		log.Fatalf("%s must be set", name)
	}
	return value
}

func get(name, fallback string) string {
	if value, ok := os.LookupEnv(name); ok {
		return value
	}
	return fallback
}
`;
const shop = (body: string, container: string) => ({
  'services/orders/Dockerfile': DOCKERFILE,
  'services/orders/main.go': main(body),
  'deploy/orders.yaml': `${DEPLOYMENT}      containers:
        - name: orders
          image: shop/orders:1.4.2
${container}
`,
});
const READS = '\tdsn := mustGet("DATABASE_URL")\n\tlog.Println(dsn)';
const GIVEN = '          env: [{name: PORT, value: "8080"}]';

export const envMissing = defineStandard({
  id: 'deploy/env-missing',
  severity: 'high',
  lane: 'D',
  flags: ['no-degradation'],
  title: 'Required variable that nothing sets',
  why: 'The program asks for a variable of the environment and ends without it, and nothing that deploys it sets it: the first pod of the rollout dies at start, again and again. Where the old pods are gone by then, or the workload is new, that is an outage.',
  fix: 'Set it where the service is deployed, in the same change that asks for it.\n\n```yaml\nenv:\n  - name: DATABASE_URL\n    valueFrom:\n      secretKeyRef: {name: orders-database, key: url}\n```',
  references: [
    'https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/',
    'https://12factor.net/config',
  ],
  examples: {
    bad: [
      shop(READS.replace(/(mustGet.*)\n/, '$1 // want\n'), GIVEN),
      shop('\turl := os.Getenv("BROKER_URL") // want\n\tif url == "" {\n\t\tpanic("BROKER_URL")\n\t}', GIVEN),
      {
        ...shop(READS.replace(/(mustGet.*)\n/, '$1 // want\n'), GIVEN),
        'deploy/orders.yaml': '',
        'compose.yaml': 'services:\n  orders:\n    build: services/orders\n    environment: {PORT: "8080"}\n',
      },
    ],
    good: [
      shop(READS, '          env: [{name: DATABASE_URL, value: "postgres://db/orders"}]'),
      shop('\tlog.Println(get("DATABASE_URL", "postgres://localhost/orders"))', GIVEN),
      // The whole of a Secret, which is not in the repository.
      shop(READS, '          envFrom: [{secretRef: {name: orders}}]'),
      shop(
        READS,
        '          envFrom: [{configMapRef: {name: orders}}]\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: orders}\ndata: {DATABASE_URL: "postgres://db/orders"}',
      ),
      // Read by those who ask for it alone.
      shop('\tif len(os.Args) > 1 {\n\t\tlog.Println(mustGet("DATABASE_URL"))\n\t}', GIVEN),
      // One of its deployments sets it, so the others may get it in another way.
      {
        ...shop(READS, GIVEN),
        'deploy/canary.yaml': shop(READS, '          env: [{name: DATABASE_URL, value: "postgres://db/orders"}]')[
          'deploy/orders.yaml'
        ].replace('{name: orders}', '{name: orders-canary}'),
      },
    ],
  },
  services({ map, index, manifests }, report) {
    const said = new Set<string>();
    for (const node of map.services) {
      if (node.kind !== 'go' || node.main === null) continue;
      const all = givenTo(node, manifests);
      // What developers start with compose tells nothing of what Kubernetes starts.
      const inCluster = all.filter(({ form }) => form === 'kubernetes');
      const places = inCluster.length > 0 ? inCluster : all;
      const [place] = places;
      if (!place || places.some(({ open }) => open)) continue;
      const has = (name: string) =>
        places.some(({ names, mentions }) => names.has(name) || mentions(name)) ||
        setElsewhere(manifests, place.form).has(name);
      const { reads, files } = environmentOfProgram(index, node.main);
      for (const read of missing(reads, has)) {
        const key = `${read.path}:${read.line} ${read.name}`;
        if (said.has(key)) continue;
        said.add(key);
        const { path, line, text } = read;
        report(
          { path, line, text },
          {
            message: `\`${node.name}\` ends without \`${read.name}\`, and nothing that deploys it sets it (\`${place.at.path}\`): its pods die at start.`,
            ...(read.when === 'always' && !files && !isTagged(read) ? {} : { lane: 'H' as const }),
            evidence: [place.at],
            restsOn: { path: place.at.path, ...place.lines },
          },
        );
      }
    }
  },
});

/** A struct's tag asks for it, and libraries differ in what they take in its place. */
function isTagged({ text }: EnvironmentRead): boolean {
  return /`[^`]*\w:"/.test(text);
}

/** What is asked for once with another value is not needed. */
function missing(reads: readonly EnvironmentRead[], has: (name: string) => boolean): EnvironmentRead[] {
  const spared = new Set(reads.filter(({ need }) => need === 'default').map(({ name }) => name));
  return reads.filter(
    ({ name, also = [], need, when }) =>
      need === 'required' && when !== 'maybe' && !spared.has(name) && ![name, ...also].some(has),
  );
}
