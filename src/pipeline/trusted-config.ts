import { extendedBy } from '../core/config/extends.ts';
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
  const main = await read(forge, ofDefault);
  if (!main.config.baseBranches.includes(baseRef)) return main;
  const own = await read(forge, await forge.configOn(`refs/heads/${baseRef}`));
  return { ...own, blob: `${main.blob} ${own.blob}` };
}

async function read(forge: Forge, file: ConfigBlob | null): Promise<NamedConfig> {
  if (file === null) return { config: defaultConfig(), error: null, blob: '' };
  if (file.text === null) return refused(file, `${CONFIG_PATH} line 1: it is no text of reasonable length`);
  const extended = extendedBy(file.text, CONFIG_PATH);
  if (extended === null) return { ...checkConfig(file.text), blob: file.blob };
  const place = `${forge.repo.owner}/${extended.repo} ${extended.path}`;
  const under = await forge.siblingFile(extended.repo, extended.path);
  if (under?.text == null) {
    const error = `${CONFIG_PATH}: it extends ${place}, which is not there, or not open to this App`;
    return refused(file, error);
  }
  const below = checkConfig(under.text);
  if (below.error !== null) return refused(file, `${place}, which ${CONFIG_PATH} extends: ${below.error}`);
  return { ...checkConfig(file.text, under.text), blob: `${file.blob} ${under.blob}` };
}

function refused({ blob }: ConfigBlob, error: string): NamedConfig {
  return { config: defaultConfig(), error: `configuration error in ${error}`, blob };
}
