import type { DockerStep } from '../../services/manifests/facts.ts';
import { defineStandard } from '../standard.ts';
import { shellIn } from '../support/base-images.ts';
import { type BuiltImage, imagesIn, isForDevelopers } from '../support/images.ts';

export const shellEntrypoint = defineStandard({
  id: 'deploy/shell-entrypoint',
  severity: 'medium',
  lane: 'D',
  flags: ['no-degradation'],
  title: 'Program started by a shell that keeps the signals',
  why: 'In shell form the container runs `/bin/sh -c`, and SIGTERM goes to the shell. dash, the shell of Debian and Ubuntu, starts the program beside itself and passes nothing on. At every rollout the service goes on as if nothing happened, until it is killed after the grace period: its graceful shutdown never runs, and requests and messages in work are lost.',
  fix: 'Use the exec form, or let the shell become the program.\n\n```dockerfile\nENTRYPOINT ["/orders"]\n```\n\n```dockerfile\nENTRYPOINT exec /orders --region "$REGION"\n```',
  references: [
    'https://docs.docker.com/reference/dockerfile/#shell-form-entrypoint-example',
    'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
  ],
  examples: {
    bad: [
      {
        Dockerfile: `FROM golang:1.25
COPY . .
RUN go build -o /usr/local/bin/orders ./cmd/orders
CMD orders # want
`,
      },
      {
        Dockerfile: `FROM golang:1.25 AS build
RUN go build -o /orders ./cmd/orders

FROM debian:12-slim
COPY --from=build /orders /orders
ENTRYPOINT /orders --config /etc/orders.yaml # want
CMD ["ignored"]
`,
      },
      {
        Dockerfile: `FROM golang:1.25 AS build
RUN go build -o /orders ./cmd/orders

FROM ubuntu:24.04
COPY --from=build /orders /orders
CMD ["sh", "-c", "/migrate up && /orders"] # want
`,
      },
      {
        Dockerfile: `FROM golang:1.25 AS build
RUN go build -o /orders ./cmd/orders

FROM alpine:3.22
COPY --from=build /orders /orders
ENTRYPOINT ['/orders'] # want
`,
      },
      {
        Dockerfile: `FROM golang:1.25 AS build
RUN go build -o /orders ./cmd/orders

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /orders /orders
ENTRYPOINT /orders # want
`,
      },
    ],
    good: [
      {
        Dockerfile: `FROM golang:1.25 AS build
CMD go test ./...
RUN go build -o /orders ./cmd/orders

FROM debian:12-slim
COPY --from=build /orders /orders
ENTRYPOINT ["/orders"]
CMD ["--region", "eu"]
`,
      },
      {
        Dockerfile: `FROM golang:1.25 AS build
RUN go build -o /orders ./cmd/orders

FROM debian:12-slim
COPY --from=build /orders /orders
CMD orders
CMD /migrate up && exec /orders --region "$REGION"
`,
      },
      {
        Dockerfile: 'FROM node:24\nCOPY . .\nCMD ["node", "server.js"]\n',
        'Dockerfile.dev': 'FROM golang:1.25\nCOPY . .\nCMD go run .\n',
      },
    ],
  },
  manifest({ path, facts }, report) {
    if (facts.form !== 'dockerfile' || isForDevelopers(path)) return;
    for (const image of imagesIn(facts.stages)) {
      const start = startedByShell(image);
      if (start === null) continue;
      const { message, sure } = consequence(start, image);
      report(start, {
        message,
        of: `start of ${image.label}`,
        ...(sure && image.go ? {} : { lane: 'H' as const, severity: 'low' as const }),
      });
    }
  },
});

/** What comes of it, which depends on the shell: sure where that is known. */
function consequence(start: Start, { base, steps }: BuiltImage): { message: string; sure: boolean } {
  const script = scriptOf(start) ?? '';
  if (start.shell && script.startsWith('['))
    return {
      sure: true,
      message: `\`${script}\` is no list of JSON, which needs double quotation marks: it is handed to \`/bin/sh -c\` as it stands, which finds no program of that name, and the container ends at once.`,
    };
  const shell = steps.some(bringsShell) ? null : shellIn(base);
  if (shell === 'missing')
    return {
      sure: true,
      message: `The shell form asks for \`/bin/sh\`, which \`${base}\` does not have: the container does not start. Write it as a JSON list.`,
    };
  const starts = `\`/bin/sh -c\` starts \`${script.split(/\s+/)[0]}\``;
  if (shell === 'stays')
    return {
      sure: true,
      message: `${starts}, and the shell of \`${base}\` stays in front of it: SIGTERM ends at the shell, the program never hears of a rollout and is killed with its requests when the grace period is over.`,
    };
  return {
    sure: false,
    message: `${starts}: the program gets SIGTERM only where that shell puts it in its own place. Written as a JSON list, or with \`exec\`, it does not depend on the shell.`,
  };
}

/** A shell of its own, or the files of a whole system. */
function bringsShell(step: DockerStep): boolean {
  if (step.op === 'run') return step.script.includes('/bin/sh');
  if (step.op !== 'copy') return false;
  return (
    /\/sh$/.test(step.to) ||
    step.sources.some((path) => /busybox|\/(?:ba|da)?sh$|rootfs|\.tar|^\/$|^\/bin\/?$/.test(path))
  );
}

type Start = Extract<DockerStep, { op: 'entrypoint' | 'cmd' }>;

/** What a shell starts that does not give way by itself; null where none does. */
function startedByShell({ steps }: BuiltImage): Start | null {
  const starts = steps.filter((step): step is Start => step.op === 'entrypoint' || step.op === 'cmd');
  const entrypoint = starts.findLast(({ op, words }) => op === 'entrypoint' && words.length > 0);
  const command = starts.findLast(({ op, words }) => op === 'cmd' && words.length > 0);
  // Behind an entrypoint in shell form the command is not looked at.
  const found = [entrypoint, entrypoint?.shell ? undefined : command].find((one) => one && scriptOf(one) !== null);
  return !found || /(?:^|[;&|\s])exec\s/.test(scriptOf(found) ?? '') ? null : found;
}

/** What is handed to a shell. */
function scriptOf({ shell, words }: Start): string | null {
  if (shell) return words[0] ?? null;
  return /^(?:\/(?:usr\/)?bin\/)?(?:sh|dash)$/.test(words[0] ?? '') && words[1] === '-c' ? (words[2] ?? null) : null;
}
