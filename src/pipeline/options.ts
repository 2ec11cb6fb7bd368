import type { RepoConfig } from '../core/config/repo-config.ts';
import { settingOf } from '../core/config/settings.ts';
import type { Options } from '../core/go/reader.ts';
import { CATALOGUE } from '../core/standards/registry.ts';

/** Thresholds that the repository sets, by standard. */
export function optionsOf(config: RepoConfig): Options {
  const entries = CATALOGUE.map(({ id }) => [id, settingOf(config, id).options] as const);
  return { thresholds: Object.fromEntries(entries.filter(([, options]) => Object.keys(options).length > 0)) };
}
