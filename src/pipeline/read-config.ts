import type { BlobReader, Snapshot } from '../core/change/snapshot.ts';
import { decodeText } from '../core/change/text.ts';
import { CONFIG_PATH, defaultConfig, parseRepoConfig, type RepoConfig } from '../core/config/repo-config.ts';
import { CATALOGUE } from '../core/standards/registry.ts';

export interface TrustedConfig {
  config: RepoConfig;
  /** Why the file cannot be used, as a noun phrase with its place; null when it can. */
  error: string | null;
}

/** Reads the repository's configuration from a snapshot that the change cannot have written. */
export async function readConfig(snapshot: Snapshot, blobs: BlobReader): Promise<TrustedConfig> {
  const entry = snapshot.entries.get(CONFIG_PATH);
  if (!entry || (entry.kind !== 'file' && entry.kind !== 'executable')) return { config: defaultConfig(), error: null };
  for await (const blob of blobs.read([entry.blob])) {
    if ('unavailable' in blob)
      return { config: defaultConfig(), error: `${CONFIG_PATH} could not be read: ${blob.unavailable}` };
    return checkConfig(decodeText(blob.bytes).text);
  }
  return { config: defaultConfig(), error: `${CONFIG_PATH} could not be read` };
}

/** @param under a valid file that this one extends */
export function checkConfig(text: string, under?: string): TrustedConfig {
  const standards = CATALOGUE.map(({ id }) => id);
  const { config, errors } = parseRepoConfig(text, { standards, ...(under === undefined ? {} : { under }) });
  const [first] = errors;
  if (!first) return { config, error: null };
  return { config, error: `configuration error in ${CONFIG_PATH} line ${first.line}: ${first.message}` };
}
