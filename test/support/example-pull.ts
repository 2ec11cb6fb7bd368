import { readFileSync } from 'node:fs';
import type { PullRequest } from '../../src/core/change/snapshot.ts';
import { defaultConfig } from '../../src/core/config/repo-config.ts';
import { NO_CACHE } from '../../src/edge/cache/facts-cache.ts';
import { isRead } from '../../src/edge/cli/wanted.ts';
import { openDirectoryDiff } from '../../src/edge/fetch/directory-diff.ts';
import { createGoReader } from '../../src/edge/parse/go-reader.ts';
import { readPrompts } from '../../src/edge/prompts/read-prompts.ts';
import type { Consulting } from '../../src/pipeline/consult.ts';
import { readCode } from '../../src/pipeline/read-code.ts';
import { sampleStandard } from '../core/report/sample/standards.ts';

/** The bundled example, opened as the command line does. */
export function openExample(): Promise<PullRequest> {
  const diff = readFileSync('examples/pull-request.diff');
  return openDirectoryDiff({ directory: 'examples/shop', diff, wanted: isRead });
}

/** What the model is consulted with about a change, without any finding and with two standards. */
export async function consulting(pull: PullRequest): Promise<Consulting> {
  const go = createGoReader({ cache: NO_CACHE });
  try {
    const sides = [
      { name: 'base', snapshot: pull.base },
      { name: 'head', snapshot: pull.head },
    ];
    const { snapshots, facts } = await readCode(sides, pull.blobs, go, () => {});
    const [base, head] = snapshots;
    if (!base || !head) throw new Error('two snapshots are read');
    return {
      pull,
      config: defaultConfig(),
      indexes: { base: go.index(base, facts), head: go.index(head, facts) },
      findings: [],
      standards: ['resilience/http-client-no-timeout', 'resilience/no-fallback'].flatMap(
        (id) => sampleStandard(id) ?? [],
      ),
      prompts: readPrompts(),
      now: () => 0,
    };
  } finally {
    await go.close();
  }
}
