import { CONFIG_PATH, defaultConfig } from '../core/config/repo-config.ts';
import type { ConfigBlob, Forge, PullState } from './forge.ts';
import { checkConfig, type TrustedConfig } from './read-config.ts';

/** A configuration with the name of its contents. */
export interface NamedConfig extends TrustedConfig {
  /** Git's hash of the file; empty where there is none. */
  blob: string;
}

/**
 * What decides about a pull request: the default branch's configuration, or its base branch's own where the default
 * branch lists it. Never the head's.
 */
export async function trustedConfig(forge: Forge, state: PullState): Promise<NamedConfig> {
  return choose(forge, state.config, state.baseRef);
}

/** The same for what is merged into a branch without a pull request. */
export async function configFor(forge: Forge, baseRef: string): Promise<NamedConfig> {
  return choose(forge, await forge.defaultConfig(), baseRef);
}

async function choose(forge: Forge, ofDefault: ConfigBlob | null, baseRef: string): Promise<NamedConfig> {
  const main = read(ofDefault);
  if (!main.config.baseBranches.includes(baseRef)) return main;
  const own = read(await forge.configOn(`refs/heads/${baseRef}`));
  return { ...own, blob: `${main.blob} ${own.blob}` };
}

function read(file: ConfigBlob | null): NamedConfig {
  if (file === null) return { config: defaultConfig(), error: null, blob: '' };
  if (file.text !== null) return { ...checkConfig(file.text), blob: file.blob };
  const error = `configuration error in ${CONFIG_PATH} line 1: it is no text of reasonable length`;
  return { config: defaultConfig(), error, blob: file.blob };
}
