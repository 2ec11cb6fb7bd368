import { CONFIG_PATH } from '../config/repo-config.ts';
import { code, message } from '../report/markdown/escape.ts';
import { cut } from '../report/words.ts';
import type { CheckOutput } from './check.ts';

/** The check of a commit that was not judged, and why. */

/** The repository's configuration cannot be used; `error` names line and mend. */
export function brokenConfig(error: string): CheckOutput {
  return output('failure', `Not judged: ${error}`, [
    `${message(error)}.`,
    `Nothing was reviewed, since what the repository wants is not known. Mend ${code(CONFIG_PATH)} on the branch that ` +
      'decides (the default branch, unless it trusts another one), then review again. `architect config check` ' +
      'tells the same on your machine.',
  ]);
}

/** Someone with a right to decided that there is no review. */
export function notReviewed(why: string): CheckOutput {
  return output('neutral', `Not reviewed: ${why}`, [`${message(why)}. ${code(CONFIG_PATH)} decides that.`]);
}

/** The program failed; `reference` finds the failure in its logs. */
export function internalError(reference: string): CheckOutput {
  return output('action_required', `Not judged: internal error ${reference}`, [
    'The review ended with an error of the program, not of this change, after several attempts.',
    `Press **Review again**. If it fails again, give your operator the reference ${code(reference)}.`,
  ]);
}

/** Another commit took the place of this one while it was judged. */
export function replaced(): CheckOutput {
  return output('cancelled', 'Not judged: replaced by a newer commit', [
    'A newer commit is judged instead of this one.',
  ]);
}

/** The pull request was closed while it was judged. */
export function closed(): CheckOutput {
  return output('cancelled', 'Not judged: the pull request was closed', ['Reopen it to have it judged.']);
}

function output(conclusion: CheckOutput['conclusion'], title: string, paragraphs: string[]): CheckOutput {
  return { conclusion, title: cut(title, 200), summary: `${paragraphs.join('\n\n')}\n`, annotations: [] };
}
