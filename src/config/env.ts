import { homedir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../core/errors.ts';
import { type ModelSettings, readModelSettings } from './model-settings.ts';
import type { Variables } from './service-settings.ts';

/** Settings that come from the environment; this is the only file that reads it. */
export interface Env {
  /** For github.com and its tenants, and for the server that GITHUB_SERVER_URL names: the token that goes to this host. */
  githubToken: (host: string) => string | undefined;
  /** Folder for what can be made again: facts of Go files. */
  cacheDir: string;
  /** Folder of a service on this machine, as its DATA_DIR. */
  dataDir: string;
  /** What git programs are started with. */
  git: Readonly<Record<string, string | undefined>>;
  /**
   * What the architect model is asked with; null where the rules review alone.
   *
   * @throws InputError for a variable that is not usable
   */
  model: () => ModelSettings | null;
  colour: boolean;
  /** Columns of the terminal. */
  width: number;
}

export function readEnv(env: NodeJS.ProcessEnv = process.env, terminal: Terminal = process.stdout): Env {
  const caches = env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return {
    githubToken: (host) => tokenFor(host, env),
    cacheDir: env.ARCHITECT_CACHE_DIR || join(caches, 'go-architect'),
    dataDir: env.DATA_DIR || join(homedir(), '.local/share/go-architect'),
    git: env,
    model: () => modelFrom(env),
    colour: wantsColour(env, terminal.isTTY ?? false),
    width: Number(env.COLUMNS) || terminal.columns || 100,
  };
}

function modelFrom(env: NodeJS.ProcessEnv): ModelSettings | null {
  const read = readModelSettings(env);
  if ('problems' in read) throw new InputError(read.problems.join('; '));
  return read.settings;
}

/** A token goes to the server it was made for and to no other. */
function tokenFor(host: string, env: NodeJS.ProcessEnv): string | undefined {
  const own = URL.parse(env.GITHUB_SERVER_URL ?? 'https://github.com')?.host;
  if (host === 'github.com' || host.endsWith('.ghe.com') || host === own)
    return env.GITHUB_TOKEN || env.GH_TOKEN || undefined;
  return env.GITHUB_ENTERPRISE_TOKEN || env.GH_ENTERPRISE_TOKEN || undefined;
}

interface Terminal {
  isTTY?: boolean;
  columns?: number;
}

/** https://no-color.org and https://force-color.org */
function wantsColour(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR && env.FORCE_COLOR !== '0') return true;
  return isTerminal && env.TERM !== 'dumb';
}

/** The service's variables. What the set-up page wrote counts where the environment says nothing. */
export function serviceVariables(written: Variables, env: NodeJS.ProcessEnv = process.env): Variables {
  const said = Object.entries(env).filter(([, value]) => value);
  return { ...written, ...Object.fromEntries(said) };
}
