import { defineStandard } from '../standard.ts';
import { isTriedOut } from '../support/deployed-images.ts';
import { buildsOwn, goImages, isForDevelopers, isGoToolchain } from '../support/images.ts';

export const notMultiStage = defineStandard({
  id: 'deploy/not-multi-stage',
  severity: 'low',
  lane: 'D',
  flags: [],
  title: 'Go toolchain in the image that runs',
  why: 'The image carries a compiler, git, a shell, the sources and the modules beside a program that needs none of them: some hundred megabytes that every node pulls before it can start a pod, and hundreds of packages whose vulnerabilities are found in every scan and can be used by whoever gets in.',
  fix: 'Build in one stage and copy the program into another.\n\n```dockerfile\nFROM golang:1.25 AS build\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /out/orders ./cmd/orders\n\nFROM gcr.io/distroless/static-debian12:nonroot\nCOPY --from=build /out/orders /orders\nENTRYPOINT ["/orders"]\n```',
  references: [
    'https://docs.docker.com/build/building/multi-stage/',
    'https://docs.docker.com/guides/golang/build-images/#multi-stage-builds',
  ],
  examples: {
    bad: [
      {
        Dockerfile: `FROM golang:1.25 # want
WORKDIR /app
COPY . .
RUN go build -o /orders ./cmd/orders
CMD ["/orders"]
`,
      },
      {
        Dockerfile: `FROM docker.io/library/golang:1.25-alpine AS build
COPY . .
RUN go build -o /orders ./cmd/orders

FROM build # want
ENTRYPOINT ["/orders"]
`,
      },
      {
        Dockerfile: `FROM --platform=linux/amd64 golang:1.25 # want
COPY . .
ENTRYPOINT go run ./cmd/orders
`,
      },
    ],
    good: [
      {
        Dockerfile: `FROM golang:1.25 AS build
COPY . .
RUN go build -o /orders ./cmd/orders

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /orders /orders
ENTRYPOINT ["/orders"]
`,
      },
      {
        'Dockerfile.dev': 'FROM golang:1.25\nCOPY . .\nCMD ["go", "run", "."]\n',
        'watch.Dockerfile': 'FROM golang:1.25\nRUN go install github.com/air-verse/air@v1.63.0\nCMD ["air"]\n',
      },
      {
        'build/Dockerfile': 'FROM golang:1.25\nRUN apt-get update && apt-get install -y protobuf-compiler\n',
      },
    ],
  },
  manifest({ path, facts, snapshot }, report) {
    if (facts.form !== 'dockerfile' || isForDevelopers(path)) return;
    for (const { label, stage, base, steps } of goImages(facts.stages)) {
      const starts = steps.some(({ op }) => op === 'entrypoint' || op === 'cmd');
      const builds = steps.some(buildsOwn);
      if (!isGoToolchain(base) || !starts || !builds) continue;
      const message = `The image that runs is \`${base}\` itself: compiler and sources go out with the program, which is some hundred megabytes for every node to pull, and packages to patch that the program never uses.`;
      report(stage, {
        message,
        about: stage,
        of: `toolchain in ${label}`,
        ...(isTriedOut(snapshot, path) ? { lane: 'H' } : {}),
      });
    }
  },
});
