/** Directories that hold other people's code or none that is built; Go itself passes over `_x` and `.x`. */
const OUTSIDE = /(?:^|\/)(?:vendor|third_party|testdata|node_modules|_[^/]*|\.[^/]+)\//;

/** A Go file that the reviewer reads. */
export function isReviewedGo(path: string): boolean {
  return path.endsWith('.go') && !OUTSIDE.test(path);
}

/** Why a path is left out; null when it is not. */
export function outsideReason(path: string): string | null {
  const match = OUTSIDE.exec(path);
  if (!match) return null;
  const folder = match[0].replaceAll('/', '');
  return folder === 'testdata' ? 'test data' : `below ${folder}/, code of others`;
}

export function isGoMod(path: string): boolean {
  return (path === 'go.mod' || path.endsWith('/go.mod')) && !OUTSIDE.test(path);
}
