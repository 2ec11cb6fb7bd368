import { rememberedBy } from '../../go/remember.ts';
import { environmentOfProgram } from '../../services/environment/reads.ts';
import { isAside } from '../../services/manifests/kind.ts';
import type { Manifest } from '../../services/units/deployment.ts';
import { defineStandard } from '../standard.ts';
import { isExample } from '../support/given-environment.ts';

const program = (body: string) => ({
  'services/orders/main.go': `package main

import (
	"log"
	"net/http"
	"os"
)

func main() {
	log.Println(os.Getenv("DATABASE_URL"), os.Getenv("BROKER_URL"))
${body}
	_ = http.ListenAndServe(":8080", nil)
}
`,
});
const README = '# Orders\n\n| `DATABASE_URL` | its database |\n| `BROKER_URL` | its broker |\n';

export const envUndocumented = defineStandard({
  id: 'deploy/env-undocumented',
  severity: 'low',
  lane: 'H',
  flags: [],
  title: 'Variable that nobody is told of',
  why: 'The repository says which variables its services read, and this one is not among them. Whoever sets up an environment, or is on call, learns of it from a pod that does not start, or never.',
  fix: 'Add a line where the others are: the README, or `.env.example`.',
  references: ['https://12factor.net/config', 'https://sre.google/sre-book/evolving-sre-engagement-model/'],
  examples: {
    bad: [
      { ...program('\tlog.Println(os.Getenv("CACHE_URL")) // want'), 'README.md': README },
      {
        ...program('\tlog.Println(os.Getenv("CACHE_URL")) // want'),
        '.env.example': 'DATABASE_URL=\nBROKER_URL=amqp://localhost\n',
      },
      {
        ...program('\tif ttl, ok := os.LookupEnv("CACHE_TTL"); ok { // want\n\t\tlog.Println(ttl)\n\t}'),
        'services/orders/README.md': README,
      },
    ],
    good: [
      { ...program('\tlog.Println(os.Getenv("CACHE_URL"))'), 'README.md': `${README}| \`CACHE_URL\` | its cache |\n` },
      // It tells of none.
      { ...program('\tlog.Println(os.Getenv("CACHE_URL"))'), 'README.md': '# Orders\n' },
      // Libraries' own.
      { ...program('\tlog.Println(os.Getenv("GOMAXPROCS"), os.Getenv("HOSTNAME"))'), 'README.md': README },
    ],
  },
  services({ map, index, manifests }, report) {
    const told = toldIn(manifests);
    if (told.size === 0) return;
    const said = new Set<string>();
    for (const node of map.services) {
      if (node.kind !== 'go' || node.main === null) continue;
      const { reads } = environmentOfProgram(index, node.main);
      const names = new Set(reads.map(({ name }) => name));
      // Where most are told of, a missing one was forgotten.
      if ([...names].filter((name) => told.has(name)).length * 2 < names.size || names.size < 2) continue;
      for (const { name, path, line, text } of reads) {
        if (told.has(name) || OWN.test(name) || said.has(name)) continue;
        said.add(name);
        report(
          { path, line, text },
          {
            message: `\`${node.name}\` reads \`${name}\`, and neither README nor \`.env.example\` tells of it, as they do of the others.`,
          },
        );
      }
    }
  },
});

/** What the platform sets. */
const OWN = /^(?:GO[A-Z]*|HOME|HOSTNAME|PATH|USER|KUBERNETES_\w+|POD_\w+|NODE_NAME|PORT|TZ|CI|K_\w+|OTEL_\w+|AWS_\w+)$/;

const toldIn = rememberedBy(
  (manifests: readonly Manifest[]): ReadonlySet<string> =>
    new Set(
      manifests.flatMap(({ path, facts }) => {
        if (facts.form === 'prose') return isAside(path) && !path.startsWith('docs/') ? [] : facts.names;
        return facts.form === 'environment' && isExample(path) ? facts.variables.map(({ name }) => name) : [];
      }),
    ),
);
