import type { GoFile } from '../../go/file.ts';
import { rememberedWith } from '../../go/remember.ts';

/** What failed is kept somewhere, or tried again, by somebody. */
export const KEPT =
  /dead.?letter|\bdl[qxt]\b|_dl[qxt]|dl[qx]_|(?:DL[QXT]|Dl[qxt])\b|poison|parking|quarantine|retr(?:y|ies)|max.?deliver|delivery.?limit|(?:publish|send|produce)\w*err/i;

/** The file or another of its package speaks of dead letters or of messages to be tried again. */
export const keepsFailures = rememberedWith((file: GoFile, _: null): boolean => {
  if (KEPT.test(file.tree.text)) return true;
  return (file.package?.files ?? []).some(({ path, facts }) => {
    if (path.endsWith('_test.go') || path === file.path) return false;
    const declared = [...facts.functions, ...facts.types, ...facts.values];
    return declared.some(({ name, uses }) => KEPT.test(name) || uses.some((use) => KEPT.test(use)));
  });
});
