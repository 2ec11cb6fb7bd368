import { InputError } from '../../../core/errors.ts';

export interface PullName {
  owner: string;
  repo: string;
  number: number;
}

export interface PullUrl extends PullName {
  /** Host of the web pages. A token is meant for one host: give it to no other. */
  host: string;
  /** Base address of the host's REST API. */
  apiUrl: string;
}

/** Reads a pull request's address, with or without what follows its number. @throws InputError */
export function parsePullUrl(url: string): PullUrl {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const match = /^\/([\w.-]+)\/([\w.-]+)\/pull\/(\d{1,10})(?:\/|$)/.exec(parsed?.pathname ?? '');
  if (parsed === null || match === null || parsed.protocol !== 'https:' || parsed.username !== '') {
    throw new InputError(
      `${JSON.stringify(hidden(url))} is no pull request: give https://github.com/OWNER/REPO/pull/NUMBER`,
    );
  }
  const [, owner = '', repo = '', number] = match;
  return { host: parsed.host, apiUrl: apiUrlOf(parsed.host), owner, repo, number: Number(number) };
}

/** GitHub, GitHub Enterprise Cloud with data residency, or GitHub Enterprise Server. */
export function apiUrlOf(host: string): string {
  if (host === 'github.com' || host === 'www.github.com') return 'https://api.github.com';
  if (host.endsWith('.ghe.com')) return `https://api.${host}`;
  return `https://${host}/api/v3`;
}

/** An address may hold a password. */
function hidden(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//…@');
}
