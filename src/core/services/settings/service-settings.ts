import type { Evidence } from '../../findings/finding.ts';
import { dirOf } from '../../go/modules.ts';
import type { ManifestFacts } from '../manifests/facts.ts';
import { isAside } from '../manifests/kind.ts';
import type { EnvironmentVariable, ServiceNode } from '../service-map.ts';
import type { Manifest } from '../units/deployment.ts';
import { tellingWords } from '../units/names.ts';

/** How a setting is called among the variables of a service. */
export const SETTING = 'config:';

interface SettingsFile {
  path: string;
  values: Readonly<Record<string, string>>;
}

/**
 * Services with what is mounted, and with what lies beside their programs as files of settings: those of the nearest directory above the program
 * that has any. Files for tests come last, those that are called after another service are left out.
 */
export function withSettings(services: readonly ServiceNode[], manifests: readonly Manifest[]): ServiceNode[] {
  const files = manifests.flatMap(({ path, facts }): SettingsFile[] =>
    facts.form === 'settings' && !isAside(path) ? [{ path, values: facts.values }] : [],
  );
  if (files.length === 0) return [...services];
  const byHome = Map.groupBy(files, ({ path }) => homeOf(path));
  const names = services.flatMap(({ kind, name }) => (kind === 'go' ? [tellingWords(name)] : []));
  return services.map((node) => {
    if (node.main === null || node.kind === 'tool') return node;
    const own = tellingWords(node.name);
    const isOthers = (path: string) =>
      !speaksOf(path, own) && names.some((words) => words.join() !== own.join() && speaksOf(path, words));
    for (let dir = node.main; ; dir = dirOf(dir)) {
      const near = (byHome.get(dir) ?? []).filter(({ path }) => dir !== '' || !isOthers(path));
      if (near.length > 0)
        return { ...node, settings: [...(node.settings ?? []), ...near.toSorted(byPurpose).flatMap(variablesOf)] };
      if (dir === '') return node;
    }
  });
}

/** `app/user` of `app/user/configs/config.yaml`, of `app/user/internal/config/dev/app.toml`. */
function homeOf(path: string): string {
  return dirOf(path).replace(/(?:^|\/)(?:internal\/|cmd\/)?(?:configs?|conf|etc|settings?)(?:\/[^/]+)?$/, '');
}

function speaksOf(path: string, words: readonly string[]): boolean {
  const own = new Set(tellingWords(path));
  return words.length > 0 && words.every((word) => own.has(word));
}

function byPurpose(a: SettingsFile, b: SettingsFile): number {
  return rank(a.path) - rank(b.path);
}

function rank(path: string): number {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/test|example|sample/i.test(name)) return 3;
  if (/dev|local/i.test(name)) return 2;
  return /docker|prod|live/i.test(name) ? 0 : 1;
}

function variablesOf({ path, values }: SettingsFile): EnvironmentVariable[] {
  return settingsIn({ form: 'settings', values }, { path, line: 1, text: '' });
}

/** What a file of settings says, as variables of a service. */
export function settingsIn(facts: ManifestFacts, at: Evidence): EnvironmentVariable[] {
  if (facts.form !== 'settings') return [];
  return Object.entries(facts.values).map(([key, value]) => ({ ...at, name: SETTING + key, value }));
}
