import type { GoIndex } from '../../go/index/go-index.ts';
import { isPublic } from '../../services/edges/addresses.ts';
import type { DockerStage, DockerStep } from '../../services/manifests/facts.ts';
import { goCommands } from '../../services/manifests/go-commands.ts';
import type { ServiceEdge } from '../../services/service-map.ts';
import { baseOf } from '../../services/units/deployment.ts';
import { defineStandard } from '../standard.ts';
import { programOf, type Runner, runnerFacts, runnersOf } from '../support/deployed-images.ts';
import { goImages, isForDevelopers } from '../support/images.ts';

export const scratchNoCa = defineStandard({
  id: 'deploy/scratch-no-ca',
  severity: 'medium',
  lane: 'H',
  flags: [],
  title: 'Empty image without certificates for a program that calls over TLS',
  why: 'Go looks for the certificates of authorities in files of the system, and `scratch` has none. Every call over TLS to somebody else ends with `x509: certificate signed by unknown authority`: the image starts, its probes are green, and the first request to the other side fails.',
  fix: 'Start from `gcr.io/distroless/static`, which has them, or copy them.\n\n```dockerfile\nFROM scratch\nCOPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/\nCOPY --from=build /out/orders /orders\n```',
  references: [
    'https://pkg.go.dev/crypto/x509#SystemCertPool',
    'https://github.com/GoogleContainerTools/distroless/blob/main/base/README.md',
  ],
  examples: {
    bad: [
      { Dockerfile: image(' # want'), 'main.go': program() },
      {
        'cmd/pay/Dockerfile': `FROM golang:1.25 AS build
COPY . .
RUN CGO_ENABLED=0 go build -o /pay ./cmd/pay

FROM scratch AS empty

FROM empty # want
COPY --from=build /pay /pay
ENTRYPOINT ["/pay"]
`,
        'cmd/pay/main.go': program(),
        'go.mod': 'module example.com/shop\n\ngo 1.25\n',
      },
      {
        Dockerfile: image(' # want'),
        'main.go': `package main

import (
	"net/http"

	"github.com/aws/aws-sdk-go-v2/service/s3"
)

type shop struct{ bucket *s3.Client }

func main() {
	shop := shop{bucket: s3.New(s3.Options{})}
	http.HandleFunc("/put", shop.put)
	http.ListenAndServe(":8080", nil)
}

func (s shop) put(w http.ResponseWriter, r *http.Request) {
	_, err := s.bucket.PutObject(r.Context(), &s3.PutObjectInput{})
	if err != nil {
		http.Error(w, "failed", http.StatusBadGateway)
	}
}
`,
      },
    ],
    good: [
      {
        Dockerfile: image('\nCOPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/'),
        'main.go': program(),
      },
      {
        Dockerfile: image(),
        'main.go': program().replace(
          '"net/http"',
          '(\n\t"net/http"\n\n\t_ "golang.org/x/crypto/x509roots/fallback"\n)',
        ),
      },
      { Dockerfile: image(), 'main.go': program('http://stock:8080/v1/stock') },
      { Dockerfile: image('', 'gcr.io/distroless/static-debian12:nonroot'), 'main.go': program() },
    ],
  },
  manifest({ path, facts, snapshot }, report) {
    if (facts.form !== 'dockerfile' || isForDevelopers(path)) return;
    const built = outputsOf(facts.stages);
    for (const { label, stage, base, steps } of goImages(facts.stages)) {
      if (base !== 'scratch' || steps.some((step) => bringsCertificates(step, built)) || hasRootsInCode(snapshot.index))
        continue;
      const main = programOf(snapshot, path, stage.name);
      const services = snapshot.map.services
        .filter((one) => main !== null && one.main === main.dir)
        .map(({ name }) => name);
      const call = snapshot.map.edges.find((edge) => services.includes(edge.from) && isOverTls(edge));
      const [proof] = call?.evidence ?? [];
      if (!call || !proof || runnersOf(snapshot, path).some((one) => mountsCertificates(runnerFacts(snapshot, one))))
        continue;
      report(stage, {
        of: `certificates of ${label}`,
        about: stage,
        message: `\`scratch\` has no certificates of authorities, and the program calls \`${call.to}\` over TLS (${proof.path}:${proof.line}): every such call fails with \`x509: certificate signed by unknown authority\`.`,
        evidence: [proof],
      });
    }
  },
});

/** A file of certificates, a folder that may hold some, or all that another image has. */
function bringsCertificates(step: DockerStep, built: ReadonlySet<string>): boolean {
  if (step.op === 'env') return step.name === 'SSL_CERT_FILE' || step.name === 'SSL_CERT_DIR';
  if (step.op !== 'copy') return false;
  if ([...step.sources, step.to].some((path) => /cert|\.pem$|\.crt$|\/ssl|\/pki|rootfs|\.tar|\/etc\/?$/i.test(path)))
    return true;
  return /^\/?\.?\/?$/.test(step.to) && !step.sources.every((path) => built.has(baseOf(path)));
}

/** Names of the files that Go builds. */
function outputsOf(stages: readonly DockerStage[]): ReadonlySet<string> {
  const scripts = stages.flatMap(({ steps }) => steps.flatMap((step) => (step.op === 'run' ? step.script : [])));
  return new Set(scripts.flatMap(goCommands).flatMap(({ output }) => (output === null ? [] : baseOf(output))));
}

const ROOTS = [
  'golang.org/x/crypto/x509roots/fallback',
  'github.com/breml/rootcerts',
  'github.com/gwatts/rootcerts',
  'github.com/certifi/gocertifi',
];

/** The program brings authorities of its own. */
function hasRootsInCode(index: GoIndex): boolean {
  return ROOTS.some((path) => index.importers(path).length > 0);
}

/** Systems that are only reached over TLS, and hosts of the internet. */
const ALWAYS = /^(?:aws|gcp)-|^(?:stripe|sendgrid|mailgun|twilio|slack|firebase|openai|github|telegram)$/;

function isOverTls({ to, kind, state, evidence }: ServiceEdge): boolean {
  if (state !== 'called') return false;
  if (kind === 'external') return ALWAYS.test(to);
  return kind === 'http' && isPublic(to) && evidence.some(({ text }) => text.includes('https://'));
}

function mountsCertificates(runner: Runner | null): boolean {
  return runner?.by === 'compose' && runner.service.mounts.some(({ target }) => /\/ssl|cert|\/pki/i.test(target));
}

function image(more = '', base = 'scratch'): string {
  return `FROM golang:1.25 AS build
COPY . .
RUN CGO_ENABLED=0 go build -o /pay .

FROM ${base}${more}
COPY --from=build /pay /pay
ENTRYPOINT ["/pay"]
`;
}

function program(url = 'https://api.stripe.com/v1/charges'): string {
  return `package main

import "net/http"

func main() {
	http.HandleFunc("/pay", pay)
	http.ListenAndServe(":8080", nil)
}

func pay(w http.ResponseWriter, r *http.Request) {
	response, err := http.Get("${url}")
	if err != nil {
		return
	}
	response.Body.Close()
}
`;
}
