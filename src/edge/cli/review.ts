import { createReadStream, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Env, readEnv } from '../../config/env.ts';
import type { PullRequest } from '../../core/change/snapshot.ts';
import { InputError } from '../../core/errors.ts';
import type { Ports } from '../../pipeline/ports.ts';
import type { SiblingSource } from '../../pipeline/read-siblings.ts';
import { recordReview } from '../../pipeline/record-review.ts';
import { review } from '../../pipeline/review.ts';
import { openDirectoryDiff } from '../fetch/directory-diff.ts';
import { openGitRange } from '../fetch/git-range.ts';
import { openGitHubPull, parsePullUrl } from '../fetch/github.ts';
import { githubClient } from '../github/client.ts';
import { type ModelLane, openModelLane } from '../model/open-model.ts';
import { writeRecording } from '../replay/recording-file.ts';
import { siblingsOnGitHub } from '../siblings/with-token.ts';
import { EXIT } from './exit.ts';
import { emit, type OutputOptions } from './output.ts';
import { withPorts } from './ports.ts';
import { TOOL } from './tool.ts';
import { isMapped } from './wanted.ts';

/** Bytes. A diff is held in memory several times over while it is applied. */
const LARGEST_DIFF = 64 * 1024 * 1024;

export interface ReviewOptions extends OutputOptions {
  url: string | null;
  repo?: string;
  base?: string;
  head?: string;
  diff?: string;
  /** False for the rules alone. */
  model: boolean;
  /** Folder with the prompts; null, or left out, for those that are installed. */
  prompts?: string;
  /** File for the recording. */
  record?: string;
  /** `acme/stock=../stock` */
  sibling?: string[];
}

/**
 * `architect review`; without any source it reviews the bundled example, which never fails.
 *
 * @param lane instead of the configured model
 */
export async function runReview(options: ReviewOptions, lane?: ModelLane): Promise<number> {
  const env = readEnv();
  const example = isExample(options);
  const pull = await open(example ? { ...options, ...exampleSource() } : options, env);
  try {
    const run = { failOn: options.failOn ?? null };
    const { record } = options;
    const settings = options.model && !lane ? env.model() : null;
    const asked = lane ?? (settings && (await openModelLane(settings)));
    const work = async (ports: Ports) => {
      if (record === undefined) return emit(await review(pull, ports, run), options, env);
      const made = new Date().toISOString();
      const { outcome, recording } = await recordReview(pull, ports, run, { tool: TOOL, made, store: null });
      await writeRecording(record, recording);
      return emit(outcome, options, env);
    };
    const code = await withPorts(env, work, {
      lane: asked,
      afresh: record !== undefined,
      siblings: { sibling: options.sibling ?? [], source: options.url === null ? null : onGitHub(options.url, env) },
      ...(options.prompts === undefined ? {} : { prompts: options.prompts }),
    });
    return example ? EXIT.passed : code;
  } finally {
    await pull.close();
  }
}

/** Where siblings of a pull request are looked for. */
function onGitHub(url: string, env: Env): SiblingSource {
  const { owner, repo, host, apiUrl } = parsePullUrl(url);
  const token = env.githubToken(host);
  return siblingsOnGitHub(githubClient({ apiUrl, token }), { owner, repo });
}

function isExample({ url, repo, base, head, diff }: ReviewOptions): boolean {
  return url === null && [repo, base, head, diff].every((option) => option === undefined);
}

/** The example stands beside the bundle's folder, as it does in the sources. */
function exampleSource(): { repo: string; diff: string } {
  const folder = ['../examples/', '../../../examples/'].map((path) => new URL(path, import.meta.url)).find(existsSync);
  if (!folder) throw new InputError('the bundled example is not installed; name a repository with --repo DIR');
  return { repo: fileURLToPath(new URL('shop', folder)), diff: fileURLToPath(new URL('pull-request.diff', folder)) };
}

async function open(options: ReviewOptions, env: Env): Promise<PullRequest> {
  const { url, repo = '.', base, head, diff } = options;
  if (url !== null) {
    if ([options.repo, base, head, diff].some((option) => option !== undefined))
      throw new InputError('a pull request URL stands alone: leave out --repo, --base, --head and --diff');
    return openGitHubPull({
      url,
      token: env.githubToken(parsePullUrl(url).host),
      notice: (message) => process.stderr.write(`architect: ${message}\n`),
    });
  }
  if (diff === undefined) return openGitRange({ repo, base, head, env: env.git });
  if (base !== undefined || head !== undefined)
    throw new InputError('--diff brings its own range: leave out --base and --head');
  return openDirectoryDiff({ directory: repo, diff: await readDiff(diff), wanted: isMapped });
}

async function readDiff(path: string): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of path === '-' ? process.stdin : createReadStream(path)) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > LARGEST_DIFF) break;
    }
  } catch (error) {
    throw new InputError(`cannot read the diff ${path}: ${(error as Error).message}`);
  }
  if (bytes > LARGEST_DIFF)
    throw new InputError(`${path}: a diff of more than ${LARGEST_DIFF / 2 ** 20} MB is not read`);
  return Buffer.concat(chunks);
}
