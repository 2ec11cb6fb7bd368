import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import type { GitHub } from './start.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** As the App itself. */
export function appClient(github: GitHub): Octokit {
  const { id, privateKey } = github.app;
  const auth = { appId: id, privateKey };
  return new Octokit({ authStrategy: createAppAuth, auth, baseUrl: github.apiUrl, log: quiet });
}

/** As one of its installations, with a token that octokit fetches. */
export function installationClient(github: GitHub, installationId: number): Octokit {
  const { id, privateKey } = github.app;
  const auth = { appId: id, privateKey, installationId };
  return new Octokit({ authStrategy: createAppAuth, auth, baseUrl: github.apiUrl, log: quiet });
}

export function userClient(github: GitHub, login: string): Octokit {
  return new Octokit({ auth: github.userToken(login), baseUrl: github.apiUrl, log: quiet });
}

/** The status and body that a call was refused with. */
export async function refusal(call: Promise<unknown>): Promise<{ status: number; body: unknown }> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error && 'status' in error && 'response' in error) {
      const { status, response } = error;
      const body = typeof response === 'object' && response !== null && 'data' in response ? response.data : undefined;
      return { status: Number(status), body };
    }
    throw error;
  }
  throw new Error('the call was not refused');
}
