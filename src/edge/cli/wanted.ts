import { CONFIG_PATH } from '../../core/config/repo-config.ts';
import { isGoMod, isReviewedGo } from '../../core/go/scope.ts';

/** Files of a directory that a review reads beside those that the change names. */
export function isRead(path: string): boolean {
  return isReviewedGo(path) || isGoMod(path) || path === CONFIG_PATH;
}
