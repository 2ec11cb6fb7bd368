import type { GoIndex } from '../../go/index/go-index.ts';
import { rememberedWith } from '../../go/remember.ts';
import { sitesOf } from '../../services/edges/sites.ts';
import { environmentOfProgram } from '../../services/environment/reads.ts';
import type { EnvironmentFact } from '../../services/manifests/facts.ts';
import { isOpen } from '../../services/manifests/template.ts';
import { defineStandard } from '../standard.ts';
import { DOCKERFILE } from '../support/examples/orders.ts';
import { serviceOf, workloadsIn } from '../support/workloads.ts';

const shop = (env: string, body: string) => ({
  'services/orders/Dockerfile': DOCKERFILE,
  'services/orders/main.go': `package main

import (
	"net/http"
	"os"
)

func main() {
	${body}
	_ = http.ListenAndServe(":"+os.Getenv("PORT"), nil)
}
`,
  'compose.yaml': `services:
  orders:
    build: services/orders
    environment:
${env.replaceAll(/^/gm, '      ')}
`,
});

export const envUnused = defineStandard({
  id: 'deploy/env-unused',
  severity: 'low',
  lane: 'H',
  flags: [],
  title: 'Variable that no code reads',
  why: 'A variable that is set and never read looks like a setting. Somebody will turn it in an incident and wonder why nothing happens; or it is the misspelt name of one that the program does read, which then runs on its default.',
  fix: 'Take it away, or read it: is it called in the code as it is here?',
  references: ['https://12factor.net/config', 'https://pkg.go.dev/os#Getenv'],
  examples: {
    bad: [
      shop('PORT: "8080"\nDATABSE_URL: postgres://db/orders # want', '_ = os.Getenv("DATABASE_URL")'),
      shop('PORT: "8080"\nFEATURE_CART: "on" # want', ''),
      shop('PORT: "8080"\nCACHE_TTL: 5m # want', 'if ttl, ok := os.LookupEnv("TTL"); ok {\n\t\tprintln(ttl)\n\t}'),
    ],
    good: [
      shop('PORT: "8080"\nDATABASE_URL: postgres://db/orders', '_ = os.Getenv("DATABASE_URL")'),
      // For the runtime and for libraries.
      shop('PORT: "8080"\nGOMEMLIMIT: 64MiB\nOTEL_SERVICE_NAME: orders\nHTTPS_PROXY: http://proxy:3128', ''),
      // Names that are put together.
      shop('PORT: "8080"\nORDERS_LEVEL: debug', '_ = os.Getenv(prefix() + "LEVEL")'),
      shop('PORT: "8080"\nLEVEL: debug', '_ = os.Environ()'),
    ],
  },
  manifest({ path, facts, snapshot }, report) {
    const started =
      facts.form === 'compose'
        ? facts.services
        : facts.form === 'kubernetes'
          ? workloadsIn({ path, snapshot }).flatMap(({ object }) => object.containers)
          : [];
    for (const one of started) {
      const node = serviceOf(snapshot, path, one);
      if (node?.kind !== 'go' || node.main === null || one.environment.length === 0) continue;
      const known = namesKnown(snapshot.index, node.main);
      for (const variable of one.environment) if (isUnread(variable, known, one)) blame(variable, node.name);
    }

    function blame(variable: EnvironmentFact, service: string): void {
      const { line, text, name } = variable;
      report(
        { line, text },
        {
          message: `\`${service}\` is given \`${name}\`, and no code that it reaches reads it: setting it changes nothing.`,
          of: `${service} ${name}`,
        },
      );
    }
  },
});

/** What runtimes, cloud SDKs and instrumentation read by themselves. */
const LIBRARIES =
  /^(?:GO[A-Z]*|GODEBUG|OTEL_.*|AWS_.*|AZURE_.*|GOOGLE_.*|GCP_.*|GCLOUD_.*|GRPC_.*|JAEGER_.*|DD_.*|SENTRY_.*|NEW_RELIC_.*|ELASTIC_.*|PG[A-Z]+|KUBERNETES_.*|KUBE_?CONFIG|POD_.*|NODE_.*|HOST(?:NAME)?|HOME|PATH|USER|SHELL|LANG|LC_.*|TZ|TERM|TMPDIR|XDG_.*|SSL_CERT_.*|(?:HTTPS?|NO|ALL)_PROXY|CGO_.*|DOCKER_.*|VIRTUAL_.*|TRAEFIK_.*|GIN_MODE|MALLOC_.*|LD_.*|DAPR_.*|CONSUL_.*|VAULT_.*|NATS_.*|KAFKA_.*)$/i;

function isUnread(
  { name }: EnvironmentFact,
  known: ReturnType<typeof namesKnown>,
  { command, arguments: words }: { command: string[] | null; arguments: string[] | null },
): boolean {
  if (known.open || LIBRARIES.test(name) || isOpen(name) || !/^[A-Z][A-Z0-9_]*$/.test(name)) return false;
  const started = [...(command ?? []), ...(words ?? [])].join(' ');
  return !known.reads.has(name) && !started.includes(name) && !known.mentions(name);
}

const namesKnown = rememberedWith((index: GoIndex, main: string) => {
  const { reads, open, files, reached } = environmentOfProgram(index, main);
  const texts = [...reached].flatMap((one) => [
    ...(one.is === 'value' ? [one.fact.value ?? ''] : []),
    ...(one.is === 'type' ? one.fact.fields.map(({ tag }) => tag ?? '') : []),
    ...(sitesOf(index).of.get(one) ?? []).flatMap(({ fact }) => fact.args),
  ]);
  const settings = [...reached].some(({ file }) =>
    file.facts.imports.some(({ path }) =>
      /viper|koanf|envconfig|\/conf(?:ig)?$|\/kratos|go-micro|pflag|urfave\/cli|kong|go-flags/.test(path),
    ),
  );
  return {
    reads: new Set(reads.flatMap(({ name, also = [] }) => [name, ...also])),
    // Nothing known is read: what reads is not seen.
    open: open || files || settings || reads.length === 0,
    mentions: (name: string) => texts.some((text) => text.includes(name)),
  };
});
