import type { GitHubApi } from '../../github/api.ts';
import type { PullName } from './pull-url.ts';
import { PullFile } from './schema.ts';

const PER_PAGE = 100;

/** GitHub lists no more files of a pull request than this. */
export const LISTED_FILES = 3000;

/** Every file that GitHub lists, with its patch where GitHub gives one. @throws FetchError */
export async function listPullFiles(api: GitHubApi, pull: PullName): Promise<PullFile[]> {
  const files: PullFile[] = [];
  for (let page = 1; page <= LISTED_FILES / PER_PAGE; page++) {
    const rows = await api.get(
      PullFile.array(),
      `files of pull request ${pull.owner}/${pull.repo}#${pull.number}`,
      '/repos/{owner}/{repo}/pulls/{pull_number}/files',
      { owner: pull.owner, repo: pull.repo, pull_number: pull.number, per_page: PER_PAGE, page },
    );
    files.push(...rows);
    if (rows.length < PER_PAGE) break;
  }
  return files;
}
