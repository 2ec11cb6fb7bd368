import type { Severity } from '../findings/finding.ts';
import type { Waiver } from '../findings/waiver.ts';
import { explainIssues, nameOf, suggest } from './explain-issue.ts';
import { over } from './extends.ts';
import { nearest } from './nearest.ts';
import { ConfigFile } from './schema.ts';
import { type ConfigError, readYaml, type YamlSource } from './yaml-source.ts';

export const CONFIG_PATH = '.github/architect.yml';

/** What a repository decides about its reviews. Read from a trusted branch only, never from the head. */
export interface RepoConfig {
  failOn: Severity | 'never';
  /** By id or `area/*`; ask `settingOf`. */
  standards: Readonly<Record<string, StandardSetting>>;
  ignorePaths: string[];
  services: { name: string; root: string }[];
  /** Repositories, `acme/payments`. */
  siblings: string[];
  /** Repositories that may see this one's contracts; `acme/*` for all of an owner. */
  readers: string[];
  shared: string[];
  /** Null where the repository does not declare them, which differs from declaring none. */
  publicRoutes: string[] | null;
  platform: ConfigFile['platform'];
  waivers: Waiver[];
  selfSilence: boolean;
  maxComments: number;
  baseBranches: string[];
  drafts: ConfigFile['drafts'];
  /** Logins; of bots with `[bot]`. */
  skipAuthors: string[];
  labels: { skip: string[]; full: string[]; model: string[] };
  pathInstructions: { path: string; text: string }[];
  guidelines: string | null;
  model: {
    enabled: boolean;
    gates: ConfigFile['model']['gates'];
    maxCostUsd: number | null;
    excludePaths: string[];
    context: string | null;
  };
}

/** What is null keeps the standard's own default. */
export interface StandardSetting {
  off: boolean;
  severity: Severity | null;
  hint: boolean;
  ignorePaths: string[];
  /** Thresholds by name, as written: `max_statements`. */
  options: Readonly<Record<string, number>>;
}

export interface ParseOptions {
  /** Ids of the catalogue; without them any well-formed id is accepted. */
  standards?: readonly string[];
  /** A valid file that this one extends. */
  under?: string;
}

/** Never throws. With errors the configuration is the default one, and the review must say that it was not judged. */
export function parseRepoConfig(
  text: string,
  options: ParseOptions = {},
): { config: RepoConfig; errors: ConfigError[] } {
  const source = readYaml(text);
  if (source.errors.length > 0) return { config: defaultConfig(), errors: source.errors };
  const parsed = ConfigFile.safeParse(over(options.under, source.value ?? {}));
  if (!parsed.success) {
    return { config: defaultConfig(), errors: explainIssues(parsed.error.issues, source) };
  }
  const errors = [...repeatedServices(parsed.data, source), ...unknownStandards(parsed.data, source, options)];
  if (errors.length > 0) return { config: defaultConfig(), errors };
  return { config: configOf(parsed.data, (index) => source.locate(['waivers', index]).line), errors: [] };
}

export function defaultConfig(): RepoConfig {
  return configOf(ConfigFile.parse({}), () => 1);
}

function configOf(file: ConfigFile, lineOfWaiver: (index: number) => number): RepoConfig {
  return {
    failOn: file.fail_on,
    standards: standardsOf(file),
    ignorePaths: file.ignore_paths,
    services: file.services.map(({ name, root }) => ({ name, root: bareDirectory(root) })),
    siblings: file.siblings,
    readers: file.readers,
    shared: file.shared,
    publicRoutes: file.public_routes ?? null,
    platform: file.platform,
    waivers: file.waivers.map((waiver, index) => ({
      fingerprint: waiver.fingerprint ?? null,
      standard: waiver.standard ?? null,
      path: waiver.path ?? null,
      reason: waiver.reason,
      until: waiver.until,
      by: waiver.by ?? null,
      line: lineOfWaiver(index),
    })),
    selfSilence: file.self_silence === 'allow',
    maxComments: file.max_comments,
    baseBranches: file.base_branches,
    drafts: file.drafts,
    skipAuthors: file.skip_authors,
    labels: file.labels,
    pathInstructions: file.path_instructions,
    guidelines: file.guidelines ?? null,
    model: {
      enabled: file.model.enabled,
      gates: file.model.gates,
      maxCostUsd: file.model.max_cost_usd ?? null,
      excludePaths: file.model.exclude_paths,
      context: file.model.context ?? null,
    },
  };
}

function standardsOf(file: ConfigFile): Record<string, StandardSetting> {
  const settings = Object.entries(file.standards).map(([id, entry]) => [id, settingFrom(entry)] as const);
  const byId: Record<string, StandardSetting> = Object.fromEntries(settings);
  const long = 'quality/long-function';
  if (file.long_function === undefined) return byId;
  const setting = byId[long] ?? byId['quality/*'] ?? settingFrom({});
  return {
    ...byId,
    [long]: { ...setting, options: { max_statements: file.long_function.statements, ...setting.options } },
  };
}

function settingFrom(entry: ConfigFile['standards'][string]): StandardSetting {
  if (typeof entry === 'string') {
    const off = entry === 'off';
    return { off, severity: off ? null : entry, hint: false, ignorePaths: [], options: {} };
  }
  const { severity = null, lane, ignore_paths: ignorePaths = [], ...thresholds } = entry;
  const given = Object.entries(thresholds).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return { off: false, severity, hint: lane === 'hint', ignorePaths, options: Object.fromEntries(given) };
}

/** `services/orders/` and `./services/orders` are `services/orders`; `.` is the root, ``. */
function bareDirectory(root: string): string {
  return root
    .replace(/^(\.\/)+/, '')
    .replace(/\/+$/, '')
    .replace(/^\.$/, '');
}

function repeatedServices({ services }: ConfigFile, source: YamlSource): ConfigError[] {
  return services.flatMap(({ name }, index) => {
    if (services.findIndex((other) => other.name === name) === index) return [];
    const path = ['services', index, 'name'];
    return [{ ...source.locate(path), message: `${nameOf(path)}: "${name}" is there twice; name every service once` }];
  });
}

function unknownStandards(file: ConfigFile, source: YamlSource, { standards }: ParseOptions): ConfigError[] {
  if (standards === undefined) return [];
  const known = new Set(standards.flatMap((id) => [id, `${id.slice(0, id.indexOf('/'))}/*`]));
  const error = (id: string, place: Omit<ConfigError, 'message'>): ConfigError[] =>
    known.has(id) ? [] : [{ ...place, message: `unknown standard "${id}"${suggest(nearest(id, known))}` }];
  return [
    ...Object.keys(file.standards).flatMap((id) => error(id, source.locate(['standards'], id))),
    ...file.waivers.flatMap(({ standard }, index) =>
      standard === undefined ? [] : error(standard, source.locate(['waivers', index, 'standard'])),
    ),
  ];
}
