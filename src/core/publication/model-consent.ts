import { code } from '../report/markdown/escape.ts';

/** What the operator lets strangers' forks of public repositories spend. */
export const FORK_POLICIES = ['ask', 'always', 'never'] as const;
export type ForkPolicy = (typeof FORK_POLICIES)[number];

/** Where a pull request comes from. */
export interface Origin {
  /** The repository that it is to is not public. */
  private: boolean;
  fork: boolean;
  /** The author may write to the repository. */
  trusted: boolean;
}

/** What people with write access did about it, the names of whom are not needed. */
export interface Consent {
  label: boolean;
  review: boolean;
  command: boolean;
}

/** Whether the architect model is asked about a pull request, and if not, what is said of it on the check. */
export type MayAsk = { ask: true } | { ask: false; note: string };

/**
 * Anybody can open pull requests from a fork of a public repository, as many as they like, and the operator pays for
 * the model: there somebody with write access asks for it. The rules wait for nobody.
 */
export function mayAsk(origin: Origin, policy: ForkPolicy, consent: Consent, labels: readonly string[]): MayAsk {
  if (!isStranger(origin) || policy === 'always') return { ask: true };
  const lead = 'The architect model was not asked: this comes from a fork, by someone without write access';
  if (policy === 'never') return { ask: false, note: `${lead}.` };
  if (consent.label || consent.review || consent.command) return { ask: true };
  const label = labels[0] === undefined ? [] : [`the label ${code(labels[0])}`];
  const ways = [...label, 'a review', `a comment that says ${code(REVIEW_COMMAND)}`];
  return { ask: false, note: `${lead}. Someone who has it asks by ${ways.slice(0, -1).join(', ')} or ${ways.at(-1)}.` };
}

export function isStranger({ private: isPrivate, fork, trusted }: Origin): boolean {
  return !isPrivate && fork && !trusted;
}

/**
 * Who may have write access, in GitHub's word for how somebody is associated with a repository: nobody
 * else's permission is worth a request.
 */
export function isInsider(association: string): boolean {
  return ['OWNER', 'MEMBER', 'COLLABORATOR'].includes(association);
}

export const REVIEW_COMMAND = '/architect review';

/** A line of the comment asks for a review; quoted lines and code do not. */
export function asksForReview(body: string): boolean {
  return body.split('\n').some((line) => /^\/architect[ \t]+review[ \t]*$/i.test(line.trimEnd()));
}
