import type { DockerStep } from '../../services/manifests/facts.ts';
import { equipmentOf } from '../../services/reach/equipment.ts';
import { reachedBy } from '../../services/reach/reachable.ts';
import { interpolate } from '../../services/units/interpolate.ts';
import type { MainPackage } from '../../services/units/mains.ts';
import { type DeployedSnapshot, defineStandard } from '../standard.ts';
import { startsAsRoot } from '../support/base-images.ts';
import { isRoot, userOf } from '../support/container-user.ts';
import { isService, isTriedOut, programOf } from '../support/deployed-images.ts';
import { type BuiltImage, imagesIn, isForDevelopers } from '../support/images.ts';

export const imageRunsAsRoot = defineStandard({
  id: 'deploy/image-runs-as-root',
  severity: 'medium',
  lane: 'D',
  flags: ['missing-auth'],
  title: 'Container that runs as root',
  why: 'Without a user of its own the program runs as root. Whoever gets the program to do something that it should not can then write to the whole image and to every mounted volume, and is root on the node as soon as a container can be left, of which the kernel and the runtimes have a new way every year.',
  fix: 'Start from an image that has such a user, and name it; Kubernetes checks a number.\n\n```dockerfile\nFROM gcr.io/distroless/static-debian12:nonroot\nCOPY --from=build /out/orders /orders\nUSER 65532:65532\nENTRYPOINT ["/orders"]\n```',
  references: [
    'https://docs.docker.com/build/building/best-practices/#user',
    'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted',
  ],
  examples: {
    bad: [
      {
        Dockerfile: `FROM golang:1.25 AS build
USER 1000
RUN go build -o /orders .

FROM alpine:3.22 # want
COPY --from=build /orders /orders
ENTRYPOINT ["/orders"]
`,
        'main.go': 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":8080", nil) }\n',
      },
      {
        Dockerfile: `FROM golang:1.25 AS build
RUN go build -o /orders .

FROM scratch # want
COPY --from=build /orders /orders
ENTRYPOINT ["/orders"]
`,
      },
      {
        Dockerfile: `ARG GO=1.25
FROM golang:\${GO} AS build
RUN go build -o /orders .

FROM registry.example.com/base:4
USER app
RUN chmod 0555 /orders
USER root # want
COPY --from=build /orders /orders
ENTRYPOINT ["/orders"]
`,
      },
    ],
    good: [
      {
        Dockerfile: `FROM golang:1.25 AS build
RUN go build -o /orders .

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /orders /orders
ENTRYPOINT ["/orders"]
`,
      },
      {
        Dockerfile: `FROM golang:1.25 AS build
RUN go build -o /orders .

FROM alpine:3.22 AS base
ARG UID=65532
USER \${UID}

FROM base
COPY --from=build /orders /orders
ENTRYPOINT ["/orders"]
`,
        'gosu.Dockerfile': `FROM golang:1.25 AS build
RUN go build -o /orders .

FROM debian:12
RUN apt-get update && apt-get install -y gosu=1.14-1
COPY --from=build /orders /orders
ENTRYPOINT ["gosu", "nobody", "/orders"]
`,
      },
      {
        'orders/Dockerfile': `FROM golang:1.25 AS build
RUN go build -o /orders .

FROM alpine:3.22
COPY --from=build /orders /orders
ENTRYPOINT ["/orders"]
`,
        'deploy/orders.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: orders
spec:
  template:
    spec:
      securityContext:
        runAsNonRoot: true
        runAsUser: 65532
      containers:
        - name: orders
          image: registry.example.com/shop/orders:1.2.0
`,
      },
      {
        'orders/Dockerfile': `FROM golang:1.25 AS build
RUN go build -o /orders .

FROM alpine:3.22
COPY --from=build /orders /orders
ENTRYPOINT ["/orders"]
`,
        'deploy/orders.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: orders }
spec: { template: { spec: { containers: [{ name: orders, image: shop/orders:1.2.0 }] } } }
`,
        'deploy/no-root.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: orders }
spec: { template: { spec: { securityContext: { runAsNonRoot: true } } } }
`,
      },
      {
        Dockerfile:
          'FROM golang:1.25 AS build\nRUN go build -o /x .\n\nFROM $BASE\nCOPY --from=build /x /x\nCMD ["/x"]\n',
        'web/Dockerfile': 'FROM nginx:1.29\nCOPY . /usr/share/nginx/html\n',
      },
    ],
  },
  manifest({ path, facts, snapshot }, report) {
    if (facts.form !== 'dockerfile' || isForDevelopers(path)) return;
    for (const image of imagesIn(facts.stages)) {
      const { go, label, stage, base, steps } = image;
      const at = rootIn(image);
      const starting = steps.some(starts);
      if (at === null || (at.op === 'base' && !starting) || steps.some(leavesRoot)) continue;
      const user = userOf(snapshot, path);
      if (user === 'other') continue;
      const main = programOf(snapshot, path, stage.name);
      const serves = main === null || (isService(snapshot, main) && listens(snapshot, main, path));
      const sure =
        go && serves && starting && !steps.some(startsScript) && user !== 'unknown' && !isTriedOut(snapshot, path);
      const said =
        at.op === 'user'
          ? `\`USER ${at.user}\` stands last`
          : `\`${base}\` starts as root, and no \`USER\` changes that`;
      report(at.op === 'user' ? at : stage, {
        message: `${said}: whoever takes the program over is root in the container, in every mounted volume, and on the node once the container can be left.`,
        of: `user of ${label}`,
        about: stage,
        ...(sure ? {} : { lane: 'H' as const }),
      });
    }
  },
});

/** It is seen to listen, or is deployed to stay: what does its work and ends, nobody comes to. */
function listens(snapshot: DeployedSnapshot, { dir }: MainPackage, path: string): boolean {
  const { index, map } = snapshot;
  const equipment = equipmentOf(index, reachedBy(index, dir, { arguments: [], environment: [] }));
  if (equipment === null || equipment.has('http server') || equipment.has('grpc server')) return true;
  return map.services.some(({ main, evidence }) => main === dir && evidence.some((at) => at.path !== path));
}

type User = Extract<DockerStep, { op: 'user' }>;

/** What makes it run as root; null where nothing is known to. */
function rootIn({ base, steps, go }: BuiltImage): User | { op: 'base' } | null {
  const last = steps.findLast((step): step is User => step.op === 'user');
  if (!last) return go && startsAsRoot(base) ? { op: 'base' } : null;
  const values = new Map(
    steps.flatMap((step) => (step.op === 'arg' || step.op === 'env' ? [[step.name, step.value]] : [])),
  );
  const user = interpolate(last.user, (name) => values.get(name) ?? undefined);
  return isRoot(user) ? last : null;
}

const LEAVES = /\b(?:gosu|su-exec|setpriv|setuidgid|runuser|chpst|s6-overlay|s6-setuidgid|tini-user)\b|\bsu\s+-/;

/** It begins as root to give that up. */
function leavesRoot(step: DockerStep): boolean {
  if (step.op === 'run') return LEAVES.test(step.script);
  if (step.op === 'copy') return LEAVES.test(`${step.from} ${step.sources.join(' ')}`);
  if (step.op === 'env' || step.op === 'arg') return /^(?:PUID|PGID|S6_\w+)$/.test(step.name);
  return starts(step) && LEAVES.test(step.words.join(' '));
}

function starts(step: DockerStep): step is Extract<DockerStep, { op: 'entrypoint' | 'cmd' }> {
  return step.op === 'entrypoint' || step.op === 'cmd';
}

/** A script is started, which may do anything first. */
function startsScript(step: DockerStep): boolean {
  if (!starts(step)) return false;
  return step.words.some((word) => /\.sh\b/.test(word)) || /entrypoint\b|(?:^|\/)run$/.test(step.words[0] ?? '');
}
