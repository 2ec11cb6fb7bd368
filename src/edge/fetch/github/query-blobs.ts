import { z } from 'zod';
import type { Blob } from '../../../core/change/snapshot.ts';
import { isRateLimit } from '../../../core/errors.ts';
import type { GitHubApi, RepoName } from '../../github/api.ts';
import { blobId } from '../blob-id.ts';

/** Bytes. GraphQL cuts longer texts. */
export const LARGEST_QUERIED = 256 * 1024;
const BATCH = 60;

const Answer = z.object({
  repository: z.record(z.string(), z.object({ text: z.string().nullable(), isTruncated: z.boolean() }).nullable()),
});

/**
 * Blobs by GraphQL, many in one request. What is no plain text, or was not given as it stands, is left out: every text
 * is checked against its id.
 */
export async function* queriedBlobs(api: GitHubApi, repo: RepoName, blobs: readonly string[]): AsyncGenerator<Blob> {
  for (let at = 0; at < blobs.length; at += BATCH) {
    const batch = blobs.slice(at, at + BATCH);
    // A few are fetched singly at the same price.
    if (batch.length < 2) return;
    const fields = batch.map((blob, i) => `b${i}: object(oid: "${blob}") { ... on Blob { text isTruncated } }`);
    const query = `query Blobs($owner: String!, $repo: String!) { repository(owner: $owner, name: $repo) { ${fields.join(' ')} } }`;
    try {
      const { repository } = await api.graphql(Answer, `files of ${repo.owner}/${repo.repo}`, query, { ...repo });
      for (const [i, blob] of batch.entries()) {
        const text = repository[`b${i}`]?.text ?? null;
        if (text === null) continue;
        const bytes = Buffer.from(text);
        if (blobId(bytes, blob) === blob) yield { blob, bytes };
      }
    } catch (error) {
      if (isRateLimit(error)) throw error;
      return;
    }
  }
}
