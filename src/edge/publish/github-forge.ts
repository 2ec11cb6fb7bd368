import { z } from 'zod';
import { FetchError } from '../../core/errors.ts';
import type { RepoRef } from '../../core/intents/intent.ts';
import type { Forge } from '../../pipeline/forge.ts';
import type { RepoAccess } from '../github/app-access.ts';
import { beginCheck, completeCheck, newestCheck, startCheck } from './checks.ts';
import { openSingly, writeComments } from './comments.ts';
import { readConfigOn } from './config-blob.ts';
import { readLabellers, readPermission } from './labels.ts';
import { readPullState } from './pull-state.ts';
import { readVoices } from './voices.ts';

export interface ForgeOptions {
  repo: RepoRef;
  access: RepoAccess;
  /** Reads all repositories of the installation. */
  siblings: () => Promise<RepoAccess>;
  /** `bot`: login of the App's account, without `[bot]`. */
  app: { id: number; bot: string };
}

/** A repository on GitHub through the App's token for it. */
export function githubForge({ repo, access, siblings, app }: ForgeOptions): Forge {
  const { api } = access;
  const name = { owner: repo.owner, repo: repo.name };
  const commit = (head: string) => ({ api, repo: name, head, appId: app.id });
  return {
    repo,
    canResolve: access.permissions.contents === 'write',
    pull: (number) => readPullState(api, name, number, app.bot),
    async pullsWith(head) {
      const what = `pull requests of ${repo.owner}/${repo.name} with ${head}`;
      const route = '/repos/{owner}/{repo}/commits/{commit_sha}/pulls';
      const pulls = await api.get(HeadPulls, what, route, { ...name, commit_sha: head, per_page: 100 });
      return pulls.filter((pull) => pull.state === 'open' && pull.head.sha === head).map((pull) => pull.number);
    },
    async parentOf(sha) {
      const what = `commit ${sha} of ${repo.owner}/${repo.name}`;
      const route = '/repos/{owner}/{repo}/commits/{ref}';
      const { parents } = await api.get(Commit, what, route, { ...name, ref: sha });
      return parents[0]?.sha ?? null;
    },
    async openPulls() {
      const numbers: number[] = [];
      for (let page = 1; ; page++) {
        const what = `open pull requests of ${repo.owner}/${repo.name}`;
        const route = '/repos/{owner}/{repo}/pulls';
        const pulls = await api.get(HeadPulls, what, route, { ...name, state: 'open', per_page: 100, page });
        numbers.push(...pulls.map((pull) => pull.number));
        if (pulls.length < 100) return numbers;
      }
    },
    defaultConfig: () => readConfigOn(api, name, 'HEAD'),
    configOn: (ref) => readConfigOn(api, name, ref),
    async siblingFile(sibling, path) {
      try {
        const { api: wider } = await siblings();
        return await readConfigOn(wider, { owner: repo.owner, repo: sibling }, 'HEAD', path);
      } catch (error) {
        if (error instanceof FetchError && (error.status === 404 || error.status === 403)) return null;
        throw error;
      }
    },
    labelledBy: (number) => readLabellers(api, name, number),
    async maintains(login) {
      const { permission, role } = await readPermission(api, name, login);
      return permission === 'admin' || role === 'maintain' || role === 'admin';
    },
    async mayWrite(login) {
      const { permission } = await readPermission(api, name, login);
      return permission === 'admin' || permission === 'write';
    },
    voices: (number) => readVoices(api, name, number),
    async publish(number, state, plan, guard, singly) {
      const { id: pullId, standing } = state;
      const writer = { api, pull: { ...name, number }, pullId, summary: standing.summary, guard };
      const refused = singly ? await openSingly(writer, plan) : new Set<string>();
      await writeComments(writer, singly ? { ...plan, comments: [] } : plan);
      return refused;
    },
    newestCheck: (head) => newestCheck(commit(head)),
    async beginCheck(head, status, guard) {
      await guard();
      return await beginCheck(commit(head), status);
    },
    async startCheck(run, guard) {
      await guard();
      return await startCheck(commit(run.head), run);
    },
    completeCheck: (run, output, guard) => completeCheck(commit(run.head), run, output, guard),
  };
}

const Commit = z.object({ parents: z.array(z.object({ sha: z.string() })) });
const HeadPulls = z.array(z.object({ number: z.number(), state: z.string(), head: z.object({ sha: z.string() }) }));
