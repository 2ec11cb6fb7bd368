import type { RepoConfig } from '../core/config/repo-config.ts';
import { isStranger, type MayAsk, mayAsk } from '../core/publication/model-consent.ts';
import type { Forge, PullState } from './forge.ts';
import type { Service } from './service.ts';

const NOBODY = { label: false, review: false, command: false };

/** Whether the model may be asked. Costs requests only for strangers' forks of public repositories. */
export async function modelConsent(
  { modelForks }: Service,
  forge: Forge,
  number: number,
  state: PullState,
  { labels }: RepoConfig,
): Promise<MayAsk> {
  if (modelForks === null) return { ask: true };
  const { isPrivate, isFork, author } = state;
  const outsider = { private: isPrivate, fork: isFork, trusted: false };
  const trusted = isStranger(outsider) && author !== null && !author.isBot && (await forge.mayWrite(author.login));
  const origin = { ...outsider, trusted };
  const asked = isStranger(origin) && modelForks === 'ask';
  return mayAsk(origin, modelForks, asked ? await consentOf(forge, number, state, labels.model) : NOBODY, labels.model);
}

/** The label stands, or someone with write access reviewed the change or asked for it. */
async function consentOf(forge: Forge, number: number, state: PullState, labels: readonly string[]) {
  const names = new Set(labels.map((label) => label.toLowerCase()));
  const set = state.labels.filter((label) => names.has(label.toLowerCase()));
  const setters = set.length === 0 ? new Map<string, string>() : await forge.labelledBy(number);
  const { reviewers, askers } = await forge.voices(number);
  const known = new Map<string, Promise<boolean>>();
  const isTrusted = (login: string) => {
    const answer = known.get(login) ?? forge.mayWrite(login);
    known.set(login, answer);
    return answer;
  };
  const some = async (logins: readonly (string | undefined)[]) => {
    for (const login of logins) if (login !== undefined && (await isTrusted(login))) return true;
    return false;
  };
  const label = await some(set.map((name) => setters.get(name)));
  const review = !label && (await some(reviewers));
  return { label, review, command: !label && !review && (await some(askers)) };
}
