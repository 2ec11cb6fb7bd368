import { z } from 'zod';
import type { GitHubApi, RepoName } from '../github/api.ts';

const Event = z.object({
  label: z.object({ name: z.string() }).optional(),
  actor: z.object({ login: z.string() }).nullish(),
});
const Answer = z.object({
  repository: z.object({
    pullRequest: z.object({ timelineItems: z.object({ nodes: z.array(Event.nullable()) }) }).nullable(),
  }),
});
const QUERY = `query Labels($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      timelineItems(itemTypes: [LABELED_EVENT], last: 100) {
        nodes { ... on LabeledEvent { label { name } actor { login } } }
      }
    }
  }
}`;

/** Who set each label last. @throws FetchError */
export async function readLabellers(api: GitHubApi, repo: RepoName, number: number): Promise<Map<string, string>> {
  const what = `labels of ${repo.owner}/${repo.repo}#${number}`;
  const { repository } = await api.graphql(Answer, what, QUERY, { ...repo, number });
  const events = repository.pullRequest?.timelineItems.nodes ?? [];
  return new Map(
    events.flatMap((event) => (event?.label && event.actor ? [[event.label.name, event.actor.login]] : [])),
  );
}

const Permission = z.object({ permission: z.string(), role_name: z.string().optional() });

/** The coarse word, of `admin`, `write`, `read` and `none`, and the role. @throws FetchError */
export async function readPermission(
  api: GitHubApi,
  repo: RepoName,
  login: string,
): Promise<{ permission: string; role: string | undefined }> {
  const what = `permission of ${login} in ${repo.owner}/${repo.repo}`;
  const route = '/repos/{owner}/{repo}/collaborators/{username}/permission';
  const { permission, role_name: role } = await api.get(Permission, what, route, { ...repo, username: login });
  return { permission, role };
}
