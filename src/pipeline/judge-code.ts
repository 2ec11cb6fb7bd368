import type { PullRequest } from '../core/change/snapshot.ts';
import type { RepoConfig } from '../core/config/repo-config.ts';
import { applySettings } from '../core/config/settings.ts';
import { asHintsInDemos } from '../core/findings/aside.ts';
import type { Claim } from '../core/findings/finding.ts';
import type { GoSnapshot } from '../core/go/reader.ts';
import { optionsOf } from './options.ts';
import type { Ports } from './ports.ts';
import type { Code } from './read-code.ts';
import type { Targets } from './select-targets.ts';
import type { Stopwatch } from './stopwatch.ts';

interface ReadCode {
  pull: PullRequest;
  code: Code;
  targets: Targets;
  config: RepoConfig;
}

/** What the standards on Go syntax say of head, and of base what accounts for the claims there. */
export async function judgeCode(
  { pull: { blobs }, code, targets, config }: ReadCode,
  { go }: Pick<Ports, 'go'>,
  watch: Stopwatch,
): Promise<Record<'base' | 'head', Claim[]>> {
  const [base, head] = code.snapshots as [GoSnapshot, GoSnapshot];
  const options = optionsOf(config);
  const settled = (claims: readonly Claim[]) => asHintsInDemos(applySettings(claims, config));
  const after = await watch.stage('code at head', async () =>
    settled(await go.claims(head, code.facts, targets.head, blobs, options)),
  );
  // What is not claimed at head needs nothing at base to account for it.
  const only = new Set(after.map(({ standard }) => standard));
  const before = await watch.stage('code at base', async () =>
    settled(await go.claims(base, code.facts, targets.base, blobs, { ...options, only })),
  );
  return { base: before, head: after };
}
