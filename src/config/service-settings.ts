import type { z } from 'zod';
import type { ForkPolicy } from '../core/publication/model-consent.ts';
import { apiUrlOf } from '../edge/fetch/github/pull-url.ts';
import { type ModelSettings, readModelSettings } from './model-settings.ts';
import { ServiceEnv, SetUpEnv } from './service-env.ts';
import { VARIABLES, type VariableName } from './service-variables.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

/** Every problem is one line that names a variable and says what to do, and quotes no value. */
export type Read<Settings> = { settings: Settings } | { problems: string[] };

export interface GitHubServer {
  /** Base address of the REST API, without a slash at its end. */
  apiUrl: string;
  /** Address of the web pages, likewise. */
  url: string;
}

export interface ServiceSettings {
  app: { id: number; privateKey: string; webhookSecret: string; slug: string | null };
  github: GitHubServer;
  /** Whether this account's repositories are reviewed. */
  isAllowed(owner: string): boolean;
  /** What the App's webhook address must be; null when that is nobody's business here. */
  hookUrl: string | null;
  port: number;
  /** All addresses of the machine where it is undefined. */
  host: string | undefined;
  metrics: { port: number; host: string } | null;
  dataDir: string;
  /** Null for the database embedded in `dataDir`. */
  databaseUrl: string | null;
  /** Null where reviews are not kept for replay. */
  recordings: { days: number; megabytes: number } | null;
  /** What strangers' forks may spend on the architect model. */
  modelForks: ForkPolicy;
  logLevel: string;
  /** Null where the rules review alone. */
  model: ModelSettings | null;
}

export interface SetUpSettings {
  github: GitHubServer;
  port: number;
  dataDir: string;
}

/** Where GitHub delivers to. */
export const WEBHOOK_PATH = '/api/github/webhooks';

const CREDENTIALS: readonly VariableName[] = ['APP_ID', 'PRIVATE_KEY', 'PRIVATE_KEY_PATH', 'WEBHOOK_SECRET'];

/** An App is registered, if perhaps incompletely told. */
export function hasCredentials(env: Variables): boolean {
  return CREDENTIALS.some((name) => env[name]);
}

export function readSettings(env: Variables, readFile: (path: string) => string): Read<ServiceSettings> {
  const found = read(ServiceEnv, withPrivateKey(withServer(gather(env)), readFile));
  const model = readModelSettings(env);
  if ('problems' in found || 'problems' in model) return { problems: [...problemsOf(found), ...problemsOf(model)] };
  const { settings: values } = found;
  const [first] = values.ALLOWED_OWNERS;
  const owners = new Set(values.ALLOWED_OWNERS.map((name) => name.toLowerCase()));
  return {
    settings: {
      app: {
        id: values.APP_ID,
        privateKey: values.PRIVATE_KEY,
        webhookSecret: values.WEBHOOK_SECRET,
        slug: values.APP_SLUG ?? null,
      },
      github: serverOf(values.GITHUB_API_URL),
      isAllowed: (owner) => first === '*' || owners.has(owner.toLowerCase()),
      hookUrl: values.PUBLIC_URL === undefined ? null : hookUrlOf(values.PUBLIC_URL),
      port: values.PORT,
      host: values.HOST,
      metrics: values.METRICS_PORT === null ? null : { port: values.METRICS_PORT, host: values.METRICS_HOST },
      dataDir: values.DATA_DIR,
      databaseUrl: values.DATABASE_URL ?? null,
      recordings:
        values.RECORDINGS_DAYS === 0 ? null : { days: values.RECORDINGS_DAYS, megabytes: values.RECORDINGS_MB },
      modelForks: values.MODEL_FORKS,
      logLevel: values.LOG_LEVEL,
      model: model.settings,
    },
  };
}

export function readSetUp(env: Variables): Read<SetUpSettings> {
  const found = read(SetUpEnv, withServer(gather(env)));
  if ('problems' in found) return found;
  const { PORT, DATA_DIR, GITHUB_API_URL } = found.settings;
  return { settings: { github: serverOf(GITHUB_API_URL), port: PORT, dataDir: DATA_DIR } };
}

/** Where GitHub is to deliver to when the service is at `publicUrl`. One with a path is such an address already. */
export function hookUrlOf(publicUrl: string): string {
  return new URL(publicUrl).pathname === '/' ? publicUrl.replace(/\/$/, '') + WEBHOOK_PATH : publicUrl;
}

interface Gathered {
  values: Record<string, string>;
  problems: string[];
  /** Told already. */
  wrong: VariableName[];
}

/** An empty variable is none: that is how many tools leave one out. */
function gather(env: Variables): Gathered {
  const values: Record<string, string> = {};
  for (const [name, { fallback }] of Object.entries(VARIABLES)) {
    const value = env[name]?.trim() || fallback;
    if (value !== null) values[name] = value;
  }
  return { values, problems: [], wrong: [] };
}

function withServer(gathered: Gathered): Gathered {
  const { values, problems } = gathered;
  const { GHE_HOST: host, GITHUB_API_URL: url } = values;
  if (host === undefined) return gathered;
  const isNamedTwice = url !== VARIABLES.GITHUB_API_URL.fallback && url !== apiUrlOf(host);
  if (isNamedTwice) problems.push('GHE_HOST and GITHUB_API_URL name different servers: keep one of them');
  return { ...gathered, values: { ...values, GITHUB_API_URL: isNamedTwice && url ? url : apiUrlOf(host) } };
}

function withPrivateKey(gathered: Gathered, readFile: (path: string) => string): Gathered {
  const { values, problems } = gathered;
  const { PRIVATE_KEY: text, PRIVATE_KEY_PATH: path } = values;
  if (path === undefined) return gathered;
  if (text !== undefined) {
    problems.push('PRIVATE_KEY and PRIVATE_KEY_PATH are both set: keep one of them');
    return gathered;
  }
  try {
    return { ...gathered, values: { ...values, PRIVATE_KEY: readFile(path) } };
  } catch {
    problems.push(`PRIVATE_KEY_PATH cannot be read: ${VARIABLES.PRIVATE_KEY_PATH.mend}`);
    return { ...gathered, wrong: ['PRIVATE_KEY'] };
  }
}

function read<Schema extends z.ZodObject>(
  schema: Schema,
  { values, problems, wrong }: Gathered,
): Read<z.infer<Schema>> {
  const parsed = schema.safeParse(values);
  if (parsed.success && problems.length === 0) return { settings: parsed.data };
  const bad = new Set(parsed.error?.issues.map(({ path }) => String(path[0])));
  for (const [name, { mend }] of Object.entries(VARIABLES)) {
    if (!bad.has(name) || wrong.some((told) => told === name)) continue;
    problems.push(`${name} is ${values[name] === undefined ? 'missing' : 'not usable'}: ${mend}`);
  }
  return { problems };
}

function problemsOf(read: Read<unknown>): string[] {
  return 'problems' in read ? read.problems : [];
}

function serverOf(apiUrl: string): GitHubServer {
  const { protocol, host } = new URL(apiUrl);
  return {
    apiUrl,
    url: `${protocol}//${host === 'api.github.com' || host.endsWith('.ghe.com') ? host.replace(/^api\./, '') : host}`,
  };
}
