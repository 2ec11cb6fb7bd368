import { dirOf, type GoModule, joinPath } from '../../go/modules.ts';
import type { DockerStage, DockerStep } from '../../services/manifests/facts.ts';
import { goVersion, isOlder } from '../../services/manifests/go-version.ts';
import { imageReference } from '../../services/manifests/image-reference.ts';
import { defineStandard, type JudgedManifest } from '../standard.ts';
import { programOf, runnersOf } from '../support/deployed-images.ts';
import { buildsOwn, imageOf, isGoToolchain } from '../support/images.ts';

export const goVersionMismatch = defineStandard({
  id: 'deploy/go-version-mismatch',
  severity: 'medium',
  lane: 'D',
  flags: [],
  title: 'Image builds with an older Go than the module asks for',
  why: 'The official images set `GOTOOLCHAIN=local`: their Go does not fetch the one that go.mod asks for, and the build ends with `go.mod requires go >= …`. Before 1.21 Go tries all the same and fails on whatever it does not know yet. Either way the next release, perhaps the urgent one, has no image.',
  fix: 'Raise the tag of the builder together with the go line.\n\n```dockerfile\nFROM golang:1.25.4-alpine3.22 AS build\n```',
  references: ['https://go.dev/doc/toolchain', 'https://github.com/docker-library/golang/issues/472'],
  examples: {
    bad: [
      {
        Dockerfile: 'FROM golang:1.22 AS build # want\nCOPY . .\nRUN go build -o /orders ./cmd/orders\n',
        'go.mod': 'module example.com/shop\n\ngo 1.25\n',
      },
      {
        Dockerfile: `FROM docker.io/library/golang:1.25.1-alpine AS deps # want
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download

FROM deps AS build
COPY . .
RUN go build -o /orders ./cmd/orders
`,
        'go.mod': 'module example.com/shop\n\ngo 1.25.3\n\ntoolchain go1.25.4\n',
      },
      {
        'services/orders/Dockerfile': 'FROM golang:1.19 # want\nCOPY . .\nRUN go build -o /orders .\n',
        'services/orders/go.mod': 'module example.com/shop/orders\n\ngo 1.21\n',
        'services/orders/main.go': 'package main\n\nfunc main() {}\n',
        'go.mod': 'module example.com/shop\n\ngo 1.18\n',
      },
    ],
    good: [
      {
        Dockerfile: 'FROM golang:1.25 AS build\nCOPY . .\nRUN go build -o /orders ./cmd/orders\n',
        'latest.Dockerfile': 'FROM golang:1-alpine AS build\nCOPY . .\nRUN go build -o /orders ./cmd/orders\n',
        'go.mod': 'module example.com/shop\n\ngo 1.25.3\n',
      },
      {
        Dockerfile: `FROM golang:1.22 AS build
ENV GOTOOLCHAIN=auto
COPY . .
RUN go build -o /orders ./cmd/orders
`,
        'proxy.Dockerfile':
          'FROM golang:1.14\nRUN git clone https://github.com/example/proxy /proxy\nWORKDIR /proxy\nRUN go build -o /bin/proxy ./cmd/proxy\n',
        'arg.Dockerfile': 'ARG GO=1.22\nFROM golang:$GO\nCOPY . .\nRUN go build -o /orders ./cmd/orders\n',
        'go.mod': 'module example.com/shop\n\ngo 1.25\n',
      },
      {
        Dockerfile: `FROM golang:1.22 AS tools
RUN go install github.com/pressly/goose/v3/cmd/goose@v3.20.0

FROM golang:1.25 AS build
COPY . .
RUN go build -o /orders ./cmd/orders
`,
        'go.mod': 'module example.com/shop\n\ngo 1.25\n',
      },
      {
        Dockerfile: 'FROM golang:1.22\nCOPY . .\nRUN go build -o /orders ./cmd/orders\n',
        'go.mod': 'module example.com/shop\n\ngo 1.22\n',
        'tools/go.mod': 'module example.com/shop/tools\n\ngo 1.25\n',
      },
    ],
  },
  manifest(file, report) {
    const { facts } = file;
    if (facts.form !== 'dockerfile') return;
    const stages = facts.stages.slice(0, MOST_STAGES);
    const images = stages.map((stage) => imageOf(stage, stages));
    for (const stage of stages) {
      const image = imageReference(stage.from);
      const builder = goVersion(image?.tag ?? '');
      if (image === null || builder === null || !isGoToolchain(image.name)) continue;
      const official = /^(?:docker\.io\/)?golang$|(?:^|\/)library\/golang$/.test(image.name);
      const built = images.filter(({ chain }) => chain.includes(stage));
      const steps = built.flatMap((one) => one.steps);
      if (!steps.some(buildsOwn) || steps.some(fetchesToolchain) || steps.some(isElsewhere)) continue;
      const modules = modulesOf(
        file,
        built.map((one) => one.stage),
        steps,
      );
      const asks = modules.filter(({ go }) => isNewer(go, builder));
      const [module] = asks;
      if (!module?.goAt || asks.length < modules.length) continue;
      const path = joinPath(module.dir, 'go.mod');
      const knows = builder.minor >= 21;
      report(stage, {
        of: `${image.name} for ${path}`,
        ...(official || !knows ? {} : { lane: 'H' as const }),
        message: knows
          ? `\`${stage.from}\` builds a module that asks for Go ${module.go}, and does not fetch another Go (\`GOTOOLCHAIN=local\`): the build of the image ends with \`${path} requires go >= ${module.go}\`.`
          : `\`${stage.from}\` builds a module that asks for Go ${module.go}: this Go cannot fetch a newer one, and fails on whatever it does not know yet, in this module or in one that it requires.`,
        evidence: [{ path, ...module.goAt }],
      });
    }
  },
});

/** Stages of one Dockerfile that are looked at. */
const MOST_STAGES = 50;

function isNewer(go: string | null, builder: NonNullable<ReturnType<typeof goVersion>>): boolean {
  const asked = goVersion(go ?? '');
  return asked !== null && isOlder(builder, asked);
}

function fetchesToolchain(step: DockerStep): boolean {
  if (step.op === 'env' || step.op === 'arg') return step.name === 'GOTOOLCHAIN' && step.value !== 'local';
  return step.op === 'run' && /GOTOOLCHAIN=["']?(?!local)|\bgo\d+\.\d+(?:\.\d+)? (?:download|build)/.test(step.script);
}

/** Dependencies come by other ways than go.mod, which is then another project's; or so do the sources. */
function isElsewhere(step: DockerStep): boolean {
  return (
    step.op === 'run' &&
    /\bdep ensure\b|\bglide (?:up|install)\b|\bgovendor sync\b|\bgit clone\b|GO111MODULE=["']?off/.test(step.script)
  );
}

/** The modules that can be meant: that of the program, else those that the context can hold. */
function modulesOf(
  { path, snapshot }: JudgedManifest,
  stages: readonly DockerStage[],
  steps: readonly DockerStep[],
): GoModule[] {
  const { modules } = snapshot.index;
  if (modules.length === 1) return [...modules];
  for (const { name } of stages) {
    const main = programOf(snapshot, path, name);
    const own = main && snapshot.index.module(main.path);
    if (own) return [own];
  }
  const told = runnersOf(snapshot, path).flatMap(({ build }) => build?.context ?? []);
  const contexts = told.length > 0 ? told : ['', dirOf(path)];
  const named = steps.flatMap((step) =>
    step.op === 'copy' && step.from === null
      ? step.sources.filter((source) => /(?:^|\/)go\.(?:mod|\*)$/.test(source))
      : [],
  );
  const dirs = new Set(contexts.flatMap((context) => named.map((source) => joinPath(context, dirOf(source)))));
  return dirs.size > 0 ? modules.filter(({ dir }) => dirs.has(dir)) : [...modules];
}
