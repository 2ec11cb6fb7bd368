import { z } from 'zod';
import { asksForReview, isInsider } from '../../core/publication/model-consent.ts';
import type { Voices } from '../../pipeline/forge.ts';
import type { GitHubApi, RepoName } from '../github/api.ts';

const Said = z.object({
  author: z.object({ login: z.string(), __typename: z.string() }).nullable(),
  authorAssociation: z.string(),
});
const Answer = z.object({
  repository: z.object({
    pullRequest: z
      .object({
        reviews: z.object({ nodes: z.array(Said) }),
        comments: z.object({ nodes: z.array(Said.extend({ body: z.string() })) }),
      })
      .nullable(),
  }),
});
const QUERY = `query Voices($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      reviews(last: 100) { nodes { author { login __typename } authorAssociation } }
      comments(last: 100) { nodes { body author { login __typename } authorAssociation } }
    }
  }
}`;

/** Most people that are told of, the newest first. */
const MOST = 10;

/** @throws FetchError */
export async function readVoices(api: GitHubApi, repo: RepoName, number: number): Promise<Voices> {
  const what = `reviews of ${repo.owner}/${repo.repo}#${number}`;
  const { repository } = await api.graphql(Answer, what, QUERY, { ...repo, number });
  const { reviews, comments } = repository.pullRequest ?? { reviews: { nodes: [] }, comments: { nodes: [] } };
  return {
    reviewers: insiders(reviews.nodes),
    askers: insiders(comments.nodes.filter(({ body }) => asksForReview(body))),
  };
}

function insiders(said: readonly z.infer<typeof Said>[]): string[] {
  const people = said.flatMap(({ author, authorAssociation }) =>
    author !== null && author.__typename === 'User' && isInsider(authorAssociation) ? [author.login] : [],
  );
  return [...new Set(people.reverse())].slice(0, MOST);
}
