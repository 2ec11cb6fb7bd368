import { describe, expect, it } from 'vitest';
import type { Review } from '../../src/core/report/review.ts';
import { memoryPull } from '../support/memory-pull.ts';
import { reviewed } from '../support/review-example.ts';

const MODULE = { 'go.mod': 'module example.com/shop\n\ngo 1.25\n', 'main.go': 'package main\n\nfunc main() {}\n' };
const OLD = `FROM golang:1.25 AS build
COPY . .
RUN go build -o /shop .

FROM alpine
COPY --from=build /shop /shop
USER 65532
ENTRYPOINT ["/shop"]
`;

type Files = Record<string, string>;

async function found(base: Files, head: Files): Promise<Review> {
  return reviewed(memoryPull({ ...MODULE, ...base }, { ...MODULE, ...head }), null);
}

const untagged = ({ findings }: Review) =>
  findings
    .filter(({ standard, new: isNew }) => standard === 'deploy/image-untagged' && isNew)
    .map(({ path, line }) => `${path}:${line}`);

describe('a manifest', () => {
  it('is blamed for what the change brings in, not for what stood there', async () => {
    expect(untagged(await found({ Dockerfile: OLD }, { Dockerfile: OLD.replace('COPY . .', 'COPY . /src') }))).toEqual(
      [],
    );
    expect(untagged(await found({ Dockerfile: OLD.replace('alpine', 'alpine:3.22') }, { Dockerfile: OLD }))).toEqual([
      'Dockerfile:5',
    ]);
  });

  it('is blamed for an object by any edit of it, and once', async () => {
    const safe = OLD.replace('alpine', 'alpine:3.22');
    const root = async (before: string, after: string) => {
      const { findings } = await found({ Dockerfile: before }, { Dockerfile: after });
      return findings.filter(({ standard, new: isNew }) => standard === 'deploy/image-runs-as-root' && isNew);
    };
    const unsafe = safe.replace('USER 65532\n', '');
    expect(await root(safe, unsafe)).toMatchObject([{ path: 'Dockerfile', line: 5 }]);
    expect(await root(unsafe, unsafe.replace('alpine:3.22', 'debian:13').replace('/shop"', '/shop", "serve"'))).toEqual(
      [],
    );
  });

  it('is judged whole, which the coverage says', async () => {
    const { coverage } = await found({}, { Dockerfile: OLD });
    expect(coverage).toEqual([{ path: 'Dockerfile', state: 'full', reason: null }]);
    const unread = await found({}, { Dockerfile: 'FROM a\n'.repeat(101), 'examples/Dockerfile': OLD });
    expect(unread.coverage).toEqual([
      { path: 'Dockerfile', state: 'skipped', reason: 'more than 100 stages' },
      { path: 'examples/Dockerfile', state: 'skipped', reason: 'deploys examples, tests or documentation' },
    ]);
    const gone = await found({ Dockerfile: OLD }, {});
    expect(gone.coverage).toEqual([{ path: 'Dockerfile', state: 'full', reason: null }]);
  });

  it('is left alone where it deploys examples or tests, or is the code of others', async () => {
    const files = { 'examples/Dockerfile': OLD, 'test/e2e/Dockerfile': OLD, 'vendor/lib/Dockerfile': OLD };
    expect(untagged(await found({}, files))).toEqual([]);
  });

  it('is silenced by an ignore comment that stood there before', async () => {
    const ignored = OLD.replace(
      'FROM alpine',
      '# architect:ignore deploy/image-untagged our mirror has one version\nFROM alpine',
    );
    const tagged = ignored.replace('FROM alpine', 'FROM alpine:3.22');
    const { findings, silenced } = await found({ Dockerfile: tagged }, { Dockerfile: ignored });
    expect(findings.filter(({ standard }) => standard === 'deploy/image-untagged')).toEqual([]);
    expect(silenced).toMatchObject([{ by: 'ignore comment', respected: true }]);
  });
});
