import { z } from 'zod';

const Repo = z.object({ name: z.string(), owner: z.object({ login: z.string() }) });

/** GET /repos/{owner}/{repo}/pulls/{pull_number} */
export const Pull = z.object({
  title: z.string(),
  body: z.string().nullable(),
  changed_files: z.number(),
  base: z.object({ sha: z.string(), repo: Repo }),
  /** The repository is null once a fork is deleted. */
  head: z.object({ sha: z.string(), repo: Repo.nullable() }),
});
export type Pull = z.infer<typeof Pull>;

/** GET /repos/{owner}/{repo}/compare/{basehead} */
export const Comparison = z.object({ merge_base_commit: z.object({ sha: z.string() }) });

/** GET /repos/{owner}/{repo}/pulls/{pull_number}/files */
export const PullFile = z.object({
  filename: z.string(),
  previous_filename: z.string().optional(),
  status: z.string(),
  /** Blob at head (at base when removed); null for submodules on some servers. */
  sha: z.string().nullable(),
  additions: z.number(),
  deletions: z.number(),
  /** Missing on binary and large files. */
  patch: z.string().optional(),
});
export type PullFile = z.infer<typeof PullFile>;

/** GET /repos/{owner}/{repo}/git/trees/{tree_sha} */
export const Tree = z.object({
  truncated: z.boolean().optional(),
  tree: z.array(
    z.object({ path: z.string(), mode: z.string(), type: z.string(), sha: z.string(), size: z.number().optional() }),
  ),
});
export type Tree = z.infer<typeof Tree>;

/** GET /repos/{owner}/{repo}/git/blobs/{file_sha} */
export const BlobContent = z.object({ content: z.string(), encoding: z.string() });
