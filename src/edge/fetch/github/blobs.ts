import type { Blob, BlobReader, Snapshot } from '../../../core/change/snapshot.ts';
import { FetchError, isRateLimit } from '../../../core/errors.ts';
import type { BlobStore } from '../../cache/blob-store.ts';
import { CONCURRENCY, type GitHubApi, type RepoName } from '../../github/api.ts';
import { batched } from '../../parse/batched.ts';
import { blobId } from '../blob-id.ts';
import { inOrder } from '../in-order.ts';
import { MAX_BLOB_BYTES, tooLarge } from '../limits.ts';
import { LARGEST_QUERIED, queriedBlobs } from './query-blobs.ts';
import { BlobContent } from './schema.ts';
import { readTarball } from './tarball.ts';

/** From this many blobs of one commit on, its archive costs less than single requests. */
const TARBALL_FROM = 100;

/** A commit's listing and the repository that it was read from. */
export interface BlobSource {
  repo: RepoName;
  tree: Snapshot;
}

/**
 * Reads blobs of the commits, single or out of a commit's archive. Every blob is checked against its id. A rate limit
 * is thrown, for the caller to come back later; whatever else fails makes a blob unavailable.
 *
 * @param sources the newest first; the last one stands for the repository that has every object
 * @param store asked first, and given what was fetched; with it the caller has a right to GraphQL, too
 */
export function githubBlobs(api: GitHubApi, sources: readonly BlobSource[], store?: BlobStore): BlobReader {
  const sizes = new Map<string, number | null>();
  const owners = new Map<string, BlobSource>();
  for (const source of sources.toReversed()) {
    for (const { blob, size } of source.tree.entries.values()) {
      sizes.set(blob, size);
      owners.set(blob, source);
    }
  }
  const last = sources.at(-1);

  const single = async (blob: string): Promise<Blob> => {
    const size = sizes.get(blob) ?? 0;
    if (size > MAX_BLOB_BYTES) return { blob, unavailable: tooLarge(size, MAX_BLOB_BYTES) };
    const repos = new Set([owners.get(blob)?.repo, last?.repo].filter((repo) => repo !== undefined));
    let reason = 'not in this repository';
    for (const repo of repos) {
      try {
        return await fetchBlob(api, repo, blob);
      } catch (error) {
        if (!(error instanceof FetchError) || isRateLimit(error)) throw error;
        reason = error.message;
      }
    }
    return { blob, unavailable: reason };
  };

  async function* fetched(left: Set<string>): AsyncGenerator<Blob> {
    for (const source of sources) {
      const wanted = new Set([...left].filter((blob) => owners.get(blob) === source));
      if (wanted.size <= TARBALL_FROM) continue;
      for await (const blob of archived(api, source, wanted)) {
        left.delete(blob.blob);
        yield blob;
      }
    }
    if (store && last) {
      const small = [...left].filter((blob) => (sizes.get(blob) ?? 0) <= LARGEST_QUERIED);
      for await (const blob of queriedBlobs(api, last.repo, small)) {
        left.delete(blob.blob);
        yield blob;
      }
    }
    yield* inOrder(left, CONCURRENCY, single);
  }

  return {
    async *read(blobs) {
      const left = new Set(blobs);
      for (const kept of store?.blobs([...left]) ?? []) {
        left.delete(kept.blob);
        yield kept;
      }
      for await (const blobs of batched(fetched(left), (blob) => ('bytes' in blob ? blob.bytes.length : 0))) {
        store?.keep(blobs.filter((blob) => 'bytes' in blob));
        yield* blobs;
      }
    },
  };
}

/** Blobs out of a commit's archive, as far as it goes: what it does not give is fetched singly. */
async function* archived(api: GitHubApi, source: BlobSource, wanted: Set<string>): AsyncGenerator<Blob> {
  try {
    const what = `archive of ${source.repo.owner}/${source.repo.repo}`;
    const parameters = { ...source.repo, ref: source.tree.commit };
    const archive = await api.stream(what, '/repos/{owner}/{repo}/tarball/{ref}', parameters);
    yield* readTarball(archive, source.tree, wanted);
  } catch (error) {
    if (isRateLimit(error)) throw error;
  }
}

async function fetchBlob(api: GitHubApi, repo: RepoName, blob: string): Promise<Blob> {
  const what = `blob ${blob} of ${repo.owner}/${repo.repo}`;
  const route = '/repos/{owner}/{repo}/git/blobs/{file_sha}';
  const { content, encoding } = await api.get(BlobContent, what, route, { ...repo, file_sha: blob });
  const bytes = Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8');
  if (blobId(bytes, blob) === blob) return { blob, bytes };
  return { blob, unavailable: 'GitHub gave other content than this id stands for' };
}
