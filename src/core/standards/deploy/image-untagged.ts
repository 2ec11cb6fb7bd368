import type { ComposeService, DockerStage, KubeObject } from '../../services/manifests/facts.ts';
import { bareImage } from '../../services/units/deployment.ts';
import { defineStandard, type JudgedManifest, type ManifestReport } from '../standard.ts';
import { goImages, isForDevelopers, isUntagged, retagged } from '../support/images.ts';
import { isInEarnest, isPlaceholder } from '../support/in-earnest.ts';
import { isOwn, workloadsIn } from '../support/workloads.ts';

export const imageUntagged = defineStandard({
  id: 'deploy/image-untagged',
  severity: 'medium',
  lane: 'D',
  flags: [],
  title: 'Image without a version',
  why: 'Without a tag, or with `latest`, an image is whatever was pushed last. Two pods of one rollout can run different code, a node that restarts one takes an untested version into production, a rollback has no version to go back to, and a build of the same commit gives another image tomorrow.',
  fix: 'Name the version, best with its digest.\n\n```dockerfile\nFROM gcr.io/distroless/static-debian12:nonroot@sha256:…\n```\n\n```yaml\nimage: registry.example.com/shop/orders:1.14.2\n```',
  references: [
    'https://kubernetes.io/docs/concepts/containers/images/#image-names',
    'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
  ],
  examples: {
    bad: [
      {
        Dockerfile: `FROM golang:1.25 AS build
COPY . .
RUN go build -o /orders ./cmd/orders

FROM alpine:latest # want
COPY --from=build /orders /orders
ENTRYPOINT ["/orders"]
`,
      },
      {
        'deploy/orders.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: orders
spec:
  template:
    spec:
      containers:
        - name: orders
          image: localhost:5000/shop/orders # want
`,
      },
      {
        'docker-compose.yml': `services:
  orders:
    image: shop/orders:latest # want
  broker:
    image: rabbitmq # want
`,
      },
    ],
    good: [
      {
        Dockerfile: `ARG BASE=alpine
FROM golang:1.25 AS Build
RUN go build -o /orders ./cmd/orders

FROM build AS test
FROM \${BASE}
FROM scratch
FROM gcr.io/distroless/static@sha256:9ecc53c269509f63c69a266168e4a687c7eb8c0cfd753bd8bfcaa4f58a90876f
COPY --from=build /orders /orders
`,
      },
      {
        'chart/templates/orders.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: orders
spec:
  template:
    spec:
      containers:
        - image: {{ .Values.image }}
        - image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
`,
      },
      {
        'deploy/orders.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: orders
spec:
  template:
    spec:
      containers:
        - name: orders
          image: shop/orders
        - name: proxy
          image: registry.example.com:5000/proxy:v1
`,
        'deploy/kustomization.yaml': `resources: [orders.yaml]
images:
  - name: shop/orders
    newTag: 1.14.2
`,
      },
      {
        'docker-compose.yml': `services:
  orders:
    build: .
    image: shop/orders
  stock:
    image: shop/orders
  broker:
    image: rabbitmq:\${BROKER_VERSION}
`,
      },
    ],
  },
  manifest(file, report) {
    const { facts, path } = file;
    if (isForDevelopers(path)) return;
    if (facts.form === 'dockerfile') inDockerfile(facts.stages, report);
    if (facts.form === 'compose') inCompose(facts.services, file, report);
    if (facts.form === 'kubernetes') inKubernetes(facts.objects, file, report);
  },
});

function inDockerfile(stages: readonly DockerStage[], report: ManifestReport): void {
  const running = new Set(goImages(stages).flatMap(({ chain }) => chain));
  const names = new Set<string>();
  for (const stage of stages) {
    const { from, name } = stage;
    if (!names.has(from.toLowerCase()) && from !== 'scratch' && isUntagged(from)) {
      const message = `\`${from}\` is whatever was pushed last: a build of the same commit can give another image tomorrow, with other packages and other defects in it.`;
      report(stage, { message, of: from, ...(running.has(stage) ? {} : { lane: 'H' as const }) });
    }
    if (name !== '') names.add(name.toLowerCase());
  }
}

function inCompose(services: readonly ComposeService[], { path }: JudgedManifest, report: ManifestReport): void {
  const built = new Set(services.flatMap(({ image, build }) => (image !== null && build ? bareImage(image) : [])));
  for (const { image, imageAt, name } of services) {
    if (image === null || imageAt === null || !isUntagged(image) || built.has(bareImage(image))) continue;
    const message = `\`${name}\` runs whatever was last pushed as \`${image}\`: who pulls at another time can get another version, and nothing says which one worked.`;
    // Most compose files are for those who write the services, or try the product out.
    const lane = /(?:^|[-_./])prod(?:uction)?(?:[-_./]|$)/i.test(path) ? 'D' : 'H';
    report(imageAt, { message, of: `${name} ${image}`, severity: 'low', lane });
  }
}

function inKubernetes(
  objects: readonly KubeObject[],
  { path, snapshot }: JudgedManifest,
  report: ManifestReport,
): void {
  const earnest = new Set(
    workloadsIn({ path, snapshot }).flatMap((one) => (isInEarnest(snapshot, one) ? [one.object.line] : [])),
  );
  for (const { kind, name, containers, workload, line } of objects)
    for (const container of [...containers, ...(workload?.init ?? [])]) {
      const { image } = container;
      if (image === null || !isUntagged(image) || retagged(snapshot).has(bareImage(image))) continue;
      const harm = /^(?:Cron)?Job$/.test(kind)
        ? 'each run can be of other code, and nothing says which one worked'
        : 'pods of one rollout can run different code, and a rollback has no version to go back to';
      // What the repository builds itself gets its version when it is released, by whatever puts it in here.
      const isSure =
        earnest.has(line) && !isPlaceholder(image, path, snapshot.manifests) && !isOwn(snapshot, path, container);
      report(container, {
        message: `${kind} \`${name}\` runs whatever was last pushed as \`${image}\`: ${harm}.`,
        of: `${kind} ${name} ${container.name} ${image}`,
        ...(isSure ? {} : { lane: 'H' }),
      });
    }
}
