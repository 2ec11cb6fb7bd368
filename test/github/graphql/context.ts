import { authorise, type Caller } from '../auth.ts';
import type { Needs } from '../http/router.ts';
import { nodeId } from '../render/links.ts';
import type { Standin } from '../standin.ts';
import type { Account, Repo } from '../world.ts';
import { translated } from './errors.ts';

export interface Context {
  github: Standin;
  caller: Caller;
  viewer: Account;
}

export type Node = Record<string, unknown>;

/** @throws GraphQLError */
export function need(context: Context, repo: Repo, needs: Needs): void {
  try {
    authorise(context.caller, repo, needs);
  } catch (error) {
    throw translated(error);
  }
}

/** GraphQL knows bots without the `[bot]` of their REST name. */
export function actorNode(context: Context, account: Account): Node {
  const { html } = context.github.links;
  const bot = account.type === 'Bot';
  const login = bot ? account.login.replace(/\[bot\]$/, '') : account.login;
  const resourcePath = bot ? `/apps/${login}` : `/${login}`;
  return {
    __typename: account.type,
    id: nodeId('User', account.id),
    databaseId: account.id,
    login,
    url: html + resourcePath,
    resourcePath,
    avatarUrl: `${html}/avatars/u/${account.id}`,
  };
}
