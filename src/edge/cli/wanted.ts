import { roleOf } from '../../core/architect/context/role.ts';
import { CONFIG_PATH } from '../../core/config/repo-config.ts';
import { isBufFile } from '../../core/contracts/proto/managed.ts';
import { isModuleFile } from '../../core/go/go-mod.ts';
import { isReviewedGo } from '../../core/go/scope.ts';
import { manifestKind } from '../../core/services/manifests/kind.ts';

/** Files that are no Go and tell the model what the code is for and runs in. */
const TOLD: ReadonlySet<string> = new Set(['docs', 'contract', 'schema', 'deploy']);

/** Files of a directory that a review reads beside those that the change names. */
export function isRead(path: string): boolean {
  return (
    isReviewedGo(path) || isModuleFile(path) || path === '.gitmodules' || path === CONFIG_PATH || TOLD.has(roleOf(path))
  );
}

/** Likewise of a map. */
export function isMapped(path: string): boolean {
  return isRead(path) || manifestKind(path) !== null || isBufFile(path);
}
